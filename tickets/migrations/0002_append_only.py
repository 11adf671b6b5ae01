"""What happened to a ticket is never changed."""

from django.db import migrations

from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial"), ("records", "0002_append_only")]

    operations = [
        AppendOnly("tickets_ticketevent"),
    ]
