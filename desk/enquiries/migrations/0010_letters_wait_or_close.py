"""A letter that has left lets the enquiry wait or closes it: sent is not told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enquiries", "0009_letters_being_written"),
    ]

    operations = [
        migrations.AlterField(
            model_name="draft",
            name="then",
            field=models.CharField(
                blank=True,
                choices=[
                    ("waiting", "the enquiry waits for the client"),
                    ("closed", "the enquiry is closed"),
                ],
                max_length=7,
                verbose_name="and then",
            ),
        ),
    ]
