"""The proof of a destruction can neither be changed nor deleted."""

from django.db import migrations

from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("records", "0003_retention")]

    operations = [AppendOnly("records_destruction")]
