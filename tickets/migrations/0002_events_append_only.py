"""What moved in JIRA is appended, never edited."""

from django.db import migrations

from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]

    operations = [AppendOnly("tickets_ticketevent")]
