"""A signed container may come by e-mail: nobody of ours received it."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("contracts", "0005_letters_that_came_back")]

    operations = [
        migrations.RemoveConstraint(model_name="container", name="contracts_container_source_pair"),
        migrations.AlterField(
            model_name="container",
            name="source",
            field=models.CharField(
                choices=[
                    ("client", "the client's page"),
                    ("email", "the client's e-mail"),
                    ("specialist", "a specialist"),
                    ("agency", "the agency's signer"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="container",
            constraint=models.CheckConstraint(
                condition=Q(("received_by", None), ("source__in", ["client", "email"]))
                | (~Q(("source__in", ["client", "email"])) & Q(("received_by__isnull", False))),
                name="contracts_container_source_pair",
            ),
        ),
    ]
