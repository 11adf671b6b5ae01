"""The register of any day reads from the newest acceptance before it, without sorting all documents."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contracts", "0018_taken_numbers")]

    operations = [
        migrations.AddIndex(
            model_name="authorisation",
            index=models.Index(
                fields=["-accepted_at", "-id"],
                condition=models.Q(("accepted_at__isnull", False)),
                name="contracts_authorisation_day",
            ),
        ),
    ]
