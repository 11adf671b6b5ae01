"""The marks stand in the rules; what an expert answered is never changed."""

from django.db import migrations

from desk.migrating import AtOnce
from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("tickets", "0010_rules_moved")]

    operations = [
        AtOnce([
        migrations.RemoveField(
            model_name='historicalunit',
            name='answer_mark',
        ),
        migrations.RemoveField(
            model_name='unit',
            name='answer_mark',
        ),
        ]),
        AppendOnly("tickets_l2answer"),
    ]
