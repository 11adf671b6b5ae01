"""What a second person said of a text, and what a person saw of a paper, is never changed."""

from django.db import migrations

from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("contracts", "0007_documents_done"), ("records", "0002_append_only")]

    operations = [AppendOnly("contracts_versiondecision"), AppendOnly("contracts_handsigned")]
