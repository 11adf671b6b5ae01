"""What the exchange told and what was decided in a call can neither be changed nor deleted."""

from django.db import migrations

from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("calls", "0001_initial"), ("records", "0002_append_only")]

    operations = [
        AppendOnly("calls_callevent"),
        AppendOnly("calls_identitycheck"),
        AppendOnly("calls_disclosuredecision"),
        AppendOnly("calls_callbackattempt"),
    ]
