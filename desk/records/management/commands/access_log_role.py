"""The role that may insert into the access log and do nothing else."""

import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from desk.records.models import AccessLogEntry

# Harmless when the role is there: what it was given meanwhile is taken away again. Roles are changed
# only where they must be, since the owner of the database alone may not, and need not.
SQL = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN
    CREATE ROLE {role} LOGIN;
  ELSIF EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}'
      AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)) THEN
    ALTER ROLE {role} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
  END IF;
END $$;
REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role};
REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {role};
REVOKE ALL ON SCHEMA {schema} FROM {role};
GRANT CONNECT ON DATABASE {database} TO {role};
GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT INSERT ON {schema}.{table} TO {role};
"""
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


class Command(BaseCommand):
    help = (
        "Prints the SQL that makes a role which may insert into the access log and nothing else, for whoever "
        "administers PostgreSQL; with --perform it is run here."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="its name, which ACCESS_LOG_DATABASE_URL then names")
        parser.add_argument("--perform", action="store_true", help="run it over DATABASE_URL")

    def handle(self, *args: Any, **options: Any) -> None:
        role = options["role"]
        if not _NAME.fullmatch(role):
            raise CommandError("the role's name is small letters, digits and _")
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, current_database(), current_schema()")
            owner, database, schema = cursor.fetchone()
            if role == owner:
                raise CommandError("the desk's own role must be another one: it owns the tables")
            quote = connection.ops.quote_name
            sql = SQL.format(
                name=role, role=quote(role), database=quote(database), schema=quote(schema),
                table=quote(AccessLogEntry._meta.db_table),
            )  # fmt: skip
            if options["perform"]:
                with transaction.atomic():
                    cursor.execute(sql)
                self.stdout.write(f"{role} may insert into the access log and nothing else")
            else:
                self.stdout.write(sql.strip())
