"""Visits of a day are found across offices."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("counter", "0003_what_a_visit_notes")]
    operations = [
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["-arrived_at", "-id"], name="visit_came"),
        ),
    ]
