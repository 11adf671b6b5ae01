"""A table that was taken over may be destroyed by rule; its digest stays."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0023_packages_by_day"),
        ("records", "0006_retention_runs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="takeover",
            name="file",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.blob"
            ),
        ),
    ]
