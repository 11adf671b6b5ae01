"""What happened to somebody's coming in can neither be changed nor deleted, except by the retention rule."""

from django.db import migrations

from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("login", "0001_tables"), ("records", "0002_append_only")]

    operations = [AppendOnly("login_loginevent")]
