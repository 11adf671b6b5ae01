"""The tokens of the read API before 0.2: neither hashed nor ending, so they are not carried over.

Nothing to undo: whoever read by such a token is given a key.
"""

from django.db import migrations

GONE = """
DROP TABLE IF EXISTS authtoken_token;
DELETE FROM django_migrations WHERE app = 'authtoken';
"""


class Migration(migrations.Migration):
    dependencies = [("login", "0002_append_only")]

    operations = [migrations.RunSQL(GONE, migrations.RunSQL.noop)]
