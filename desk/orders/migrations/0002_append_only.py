"""What was found in a row, and how the client was sought, can neither be changed nor deleted."""

from django.db import migrations

from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial"), ("records", "0002_append_only")]

    operations = [AppendOnly("orders_itemfinding"), AppendOnly("orders_itemattempt")]
