"""Overrides, changes of deadlines and attempts to reach somebody are never changed."""

from django.db import migrations

from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0001_initial"), ("records", "0002_append_only")]

    operations = [
        AppendOnly("enquiries_closingoverride"),
        AppendOnly("enquiries_deadlinechange"),
        AppendOnly("enquiries_reachattempt"),
    ]
