"""One of several persons of a document may lose its power while the others keep theirs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contracts", "0009_looks_again")]

    operations = [
        migrations.AddField(
            model_name="authorisedperson",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
