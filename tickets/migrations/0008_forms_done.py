"""The questions stand in the forms, which are never changed. How they were edited before versions is given up."""

import django.db.models.deletion
from django.db import migrations, models

from desk.migrating import AtOnce
from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("tickets", "0007_forms_moved"), ("records", "0002_append_only")]

    operations = [
        AtOnce([
        migrations.AlterField(
            model_name='escalation',
            name='form',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='tickets.form', verbose_name='form'),
        ),
        migrations.DeleteModel(
            name='HistoricalUnitField',
        ),
        migrations.DeleteModel(
            name='UnitField',
        ),
        ]),
        AppendOnly("tickets_form"),
        AppendOnly("tickets_question"),
    ]
