"""Letters, in and out, and what became of them are never changed."""

from django.db import migrations

from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_initial"), ("records", "0002_append_only")]

    operations = [
        AppendOnly("mail_messagebody"),
        AppendOnly("mail_messageevent"),
        AppendOnly("mail_incomingbody"),
    ]
