"""A personal code finds its client or person at once, of whatever country it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0003_practice"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="client",
            index=models.Index(
                condition=models.Q(("personal_code", ""), _negated=True),
                fields=["personal_code"],
                name="client_by_person",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("personal_code", ""), _negated=True),
                fields=["personal_code"],
                name="person_by_code",
            ),
        ),
    ]
