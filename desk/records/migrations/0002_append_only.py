"""What proves something is never changed: the timeline and the access log."""

from django.db import migrations

from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        AppendOnly("records_timelineentry"),
        AppendOnly("records_accesslogentry"),
    ]
