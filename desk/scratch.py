"""A database beside the installation's own, for what must never meet its data."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection


@contextmanager
def own_database(kind: str) -> Iterator[str]:
    """A new, migrated database that every query of this process goes to; gone afterwards. Its name."""
    own = connection.settings_dict
    before, name = own["NAME"], f"{kind}_{os.getpid()}"
    try:
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    except DatabaseError as trouble:
        raise CommandError(f"no database could be made for {kind}: {trouble}") from None
    connection.close()
    own["NAME"] = name
    try:
        call_command("migrate", interactive=False, verbosity=0)
        yield name
    finally:
        connection.close()
        own["NAME"] = before
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
