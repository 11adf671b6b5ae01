"""Templates, containers and what was found in them are never changed."""

from django.db import migrations

from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial"), ("records", "0002_append_only")]

    operations = [
        AppendOnly("contracts_templateversion"),
        AppendOnly("contracts_container"),
        AppendOnly("contracts_finding"),
        AppendOnly("contracts_countedsignature"),
    ]
