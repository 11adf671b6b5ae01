"""Who was identified, what might be told, and which attempts were made to call back is evidence."""

from django.db import migrations

from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("calls", "0003_callbacks_identity_lines"), ("records", "0002_append_only")]

    operations = [
        AppendOnly("calls_identitycheck"),
        AppendOnly("calls_disclosuredecision"),
        AppendOnly("calls_callbackattempt"),
    ]
