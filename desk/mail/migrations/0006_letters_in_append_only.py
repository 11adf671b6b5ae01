"""What a letter that came in says is evidence: the database refuses to change it."""

from django.db import migrations

from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("mail", "0005_letters_in_read")]

    operations = [AppendOnly("mail_incomingbody")]
