from django.db import migrations

from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("guides", "0001_initial"), ("records", "0002_append_only")]
    operations = [AppendOnly("guides_reading")]
