"""A package may be refused; what may be over today is found without looking through everything."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0015_registration_package"),
        ("records", "0002_append_only"),
    ]

    operations = [
        migrations.AlterField(
            model_name="historicalpackage",
            name="state",
            field=models.CharField(
                choices=[
                    ("drafting", "Being drafted"),
                    ("rendered", "Ready to be sent"),
                    ("sending", "Being sent"),
                    ("sent", "Sent to the client"),
                    ("returned", "Being checked"),
                    ("deficient", "Deficient"),
                    ("awaiting_agency", "Waiting for the agency's signature"),
                    ("accepted", "Signed"),
                    ("published", "Added to the portal"),
                    ("told", "Client told"),
                    ("recalled", "Recalled"),
                    ("expired", "Link expired"),
                    ("refused", "Refused"),
                    ("taken_over", "Taken over"),
                ],
                default="drafting",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="package",
            name="state",
            field=models.CharField(
                choices=[
                    ("drafting", "Being drafted"),
                    ("rendered", "Ready to be sent"),
                    ("sending", "Being sent"),
                    ("sent", "Sent to the client"),
                    ("returned", "Being checked"),
                    ("deficient", "Deficient"),
                    ("awaiting_agency", "Waiting for the agency's signature"),
                    ("accepted", "Signed"),
                    ("published", "Added to the portal"),
                    ("told", "Client told"),
                    ("recalled", "Recalled"),
                    ("expired", "Link expired"),
                    ("refused", "Refused"),
                    ("taken_over", "Taken over"),
                ],
                default="drafting",
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="authorisation",
            index=models.Index(
                condition=models.Q(("state__in", ["accepted", "in_force"]), ("valid_until__isnull", False)),
                fields=["valid_until"],
                name="contracts_authorisation_until",
            ),
        ),
        migrations.AddIndex(
            model_name="authorisation",
            index=models.Index(
                condition=models.Q(("last_day__isnull", False), ("state__in", ["accepted", "in_force"])),
                fields=["last_day"],
                name="contracts_authorisation_last",
            ),
        ),
        migrations.AddIndex(
            model_name="authorisedperson",
            index=models.Index(
                condition=models.Q(("ended_at", None), ("last_day__isnull", False)),
                fields=["last_day"],
                name="contracts_person_last",
            ),
        ),
    ]
