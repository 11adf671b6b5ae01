"""What a package for the document register holds is kept; letters count from a day on; late is told once."""

import django.db.models.deletion
from django.db import migrations, models

import desk.workdays
from desk.migrating import AtOnce


class Migration(migrations.Migration):
    dependencies = [("contracts", "0014_life_done"), ("records", "0002_append_only")]

    operations = [
        AtOnce(
            [
                migrations.AddField(
                    model_name="historicalregisteredkind",
                    name="from_day",
                    field=models.DateField(
                        default=desk.workdays.today, verbose_name="letters from this day on"
                    ),
                ),
                migrations.AddField(
                    model_name="registeredkind",
                    name="from_day",
                    field=models.DateField(
                        default=desk.workdays.today, verbose_name="letters from this day on"
                    ),
                ),
                migrations.AddField(
                    model_name="historicalregistration",
                    name="told_late_at",
                    field=models.DateTimeField(blank=True, editable=False, null=True),
                ),
                migrations.AddField(
                    model_name="registration",
                    name="told_late_at",
                    field=models.DateTimeField(blank=True, editable=False, null=True),
                ),
                # No package was made before this column came: the table has no rows.
                migrations.AddField(
                    model_name="registrationexport",
                    name="facts",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.blob"
                    ),
                ),
            ]
        )
    ]
