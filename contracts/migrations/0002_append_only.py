from django.db import migrations

from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    """A version of a template is never edited: documents were drafted from it."""

    dependencies = [("contracts", "0001_initial"), ("records", "0002_append_only")]

    operations = [AppendOnly("contracts_templateversion")]
