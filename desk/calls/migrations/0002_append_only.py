"""What the exchange told can neither be changed nor deleted, except by the destruction rule."""

from django.db import migrations

from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("calls", "0001_initial"), ("records", "0002_append_only")]

    operations = [AppendOnly("calls_callevent")]
