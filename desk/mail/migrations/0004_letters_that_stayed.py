"""From when a letter taken over counts as delivered; delivered at most once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0003_incoming_letters")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="quiet_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
        # Letters of before have had their time: the next sweep counts them.
        migrations.RunSQL(
            "UPDATE mail_message SET quiet_until = queued_at WHERE state = 'sent'", migrations.RunSQL.noop
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("quiet_until__isnull", False)),
                fields=["quiet_until"],
                name="mail_message_quiet",
            ),
        ),
        migrations.AddConstraint(
            model_name="messageevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "delivered")),
                fields=("message",),
                name="mail_event_delivered_once",
            ),
        ),
    ]
