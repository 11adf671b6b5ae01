from django.db import migrations

from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0004_topics_kinds_limits_faults"), ("records", "0002_append_only")]
    operations = [
        AppendOnly("enquiries_closingoverride"),
        AppendOnly("enquiries_deadlinechange"),
        AppendOnly("enquiries_reachattempt"),
    ]
