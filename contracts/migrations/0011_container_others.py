"""A container may hold documents of several packages: what came together is known by container."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contracts", "0010_person_ends")]

    operations = [
        migrations.AddField(
            model_name="container",
            name="others",
            field=models.ManyToManyField(blank=True, related_name="+", to="contracts.package"),
        ),
    ]
