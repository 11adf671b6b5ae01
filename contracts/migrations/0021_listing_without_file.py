"""The file of a portal's list is not kept: it names people, and its lines are compared at once."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0020_packages_of_ours"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="portallisting",
            name="file",
        ),
    ]
