"""What was corrected, who was told and who was erased can neither be changed nor deleted."""

from django.db import migrations

from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("clients", "0002_data_requests"), ("records", "0004_destruction_append_only")]

    operations = [
        AppendOnly("clients_correction"),
        AppendOnly("clients_recipienttold"),
        AppendOnly("clients_erased"),
    ]
