"""Letters of a day are found, in and out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0002_append_only")]
    operations = [
        migrations.AddIndex(
            model_name="incoming",
            index=models.Index(
                condition=models.Q(kind="letter"),
                fields=["-received_at", "-id"],
                name="mail_incoming_letters",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(written=True), fields=["queued_at"], name="mail_message_written"
            ),
        ),
    ]
