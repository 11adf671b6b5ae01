"""Keys of the warehouse become keys of programs (desk.login), with the same secrets and last days.

Backwards the tables come back empty: the keys stay where they are, and go on opening what they name.
"""

from typing import Any

from django.db import migrations


def moved(apps: Any, schema_editor: Any) -> None:
    """One key for each, in the name of whoever made it."""
    keys = apps.get_model("login", "ApiKey")
    for old in apps.get_model("stats", "WarehouseKey").objects.order_by("pk"):
        keys.objects.create(
            name=old.name,
            sha256=old.sha256,
            scopes=[f"figures.{table}" for table in old.tables],
            owner_id=old.made_by_id,
            made_by_id=old.made_by_id,
            made_on=old.made_on,
            expires_on=old.expires_on,
            revoked_at=old.revoked_at,
            last_used_at=old.last_used_at,
        )


class Migration(migrations.Migration):
    dependencies = [("stats", "0002_triggers"), ("login", "__first__")]

    operations = [
        migrations.RunPython(moved, migrations.RunPython.noop),
        migrations.DeleteModel(name="HistoricalWarehouseKey"),
        migrations.DeleteModel(name="WarehouseKey"),
    ]
