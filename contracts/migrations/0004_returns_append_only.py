from django.db import migrations

from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    """What came back, what a check found and whose signatures counted are evidence."""

    dependencies = [("contracts", "0003_returns"), ("records", "0002_append_only")]

    operations = [
        AppendOnly("contracts_container"),
        AppendOnly("contracts_finding"),
        AppendOnly("contracts_countedsignature"),
    ]
