"""Packages drafted or sent on a day are found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contracts", "0022_paper_answers")]
    operations = [
        migrations.AddIndex(
            model_name="package",
            index=models.Index(fields=["-drafted_at", "-id"], name="contracts_package_drafted"),
        ),
        migrations.AddIndex(
            model_name="package",
            index=models.Index(
                condition=models.Q(sent_at__isnull=False), fields=["sent_at"], name="contracts_package_sent"
            ),
        ),
    ]
