"""Who was present on a day is found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_second_keepers")]
    operations = [
        migrations.AddIndex(
            model_name="presence",
            index=models.Index(fields=["ended_at"], name="people_presence_ended"),
        ),
    ]
