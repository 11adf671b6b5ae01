"""Where a backup is put: a fresh database on the server of DATABASE_URL and a folder; how they take over."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from desk.operations.backup import tables

_MAINTENANCE = ("postgres", "template1")  # where one stands while another database is made or renamed


class NotThere(Exception):
    """The place cannot be used; the text says why and what to do."""


@dataclass
class Place:
    """A database and a folder; `made` what this run made itself, and may take away again."""

    database: str
    data: Path
    made_database: bool
    made_data: bool

    @property
    def files(self) -> Path:
        """The folder of the private store within."""
        return self.data / "blobs"


def current() -> str:
    """The database of DATABASE_URL."""
    return str(connection.settings_dict["NAME"])


def data_dir() -> Path:
    """The folder of DATA_DIR: that in which the private store lies."""
    stores: dict[str, Any] = settings.STORAGES
    return Path(str(stores["blobs"]["OPTIONS"]["location"])).parent


def url_of(database: str) -> str:
    """DATABASE_URL with another database."""
    return urlunsplit(urlsplit(settings.DATABASE_URL)._replace(path=f"/{database}"))


@contextmanager
def connected(database: str, *, autocommit: bool = True) -> Iterator[psycopg.Connection[Any]]:
    """A connection of its own, as DATABASE_URL says but for the database."""
    params = {
        key: value
        for key, value in connection.get_connection_params().items()
        if key not in {"dbname", "context", "cursor_factory", "prepare_threshold"} and value is not None
    }
    with psycopg.connect(make_conninfo(**params, dbname=database), autocommit=autocommit) as found:
        yield found


@contextmanager
def beside() -> Iterator[psycopg.Connection[Any]]:
    """A connection from which databases are made and renamed. Raises NotThere."""
    for name in _MAINTENANCE:
        with suppress(psycopg.OperationalError), connected(name) as found:
            yield found
            return
    raise NotThere("the server lets us into neither postgres nor template1, where databases are made from")


def is_there(database: str) -> bool:
    """Whether the server has a database of this name."""
    with beside() as server:
        return bool(server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone())


def others_in(database: str) -> int:
    """How many other connections there are to it."""
    with beside() as server:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        found = server.execute(asked, [database]).fetchone()
        return int(found[0]) if found else 0


def prepare(database: str, data: Path) -> Place:
    """An empty database and an empty folder, made where they are not there. Raises NotThere."""
    if data.exists() and any(data.glob("blobs/*")):
        raise NotThere(f"{data / 'blobs'} holds files already: name another folder with --data")
    made_data = not data.exists()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    (data / "blobs").mkdir(mode=0o700, exist_ok=True)
    if is_there(database):
        with connected(database) as found:
            held = tables.names(found.cursor())
        if held:
            raise NotThere(
                f"the database {database} is not empty ({len(held)} tables): name another with --into"
            )
        return Place(database, data, made_database=False, made_data=made_data)
    create(database)
    return Place(database, data, made_database=True, made_data=made_data)


def create(database: str, template: str = "template0") -> None:
    """Make a database, empty or as a copy. Raises NotThere where our role may not."""
    try:
        with beside() as server:
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(database), sql.Identifier(template)
                )
            )
    except psycopg.Error as trouble:
        raise NotThere(
            f"the database {database} cannot be made ({trouble.diag.message_primary}): make an empty one as"
            " the server's administrator and name it with --into"
        ) from None


def drop(database: str) -> None:
    """Take a database away, whoever is connected to it."""
    with beside() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def clear(place: Place) -> None:
    """After a backup that could not be read: nothing of it stays."""
    if place.made_database:
        drop(place.database)
    else:
        with connected(place.database) as found:
            found.execute("DROP SCHEMA public CASCADE")
            found.execute("CREATE SCHEMA public")
    shutil.rmtree(place.data if place.made_data else place.files, ignore_errors=True)


def take_over(place: Place, stamp: str) -> tuple[str, Path]:
    """Put the place where the running database and files were; those are kept under the names it answers."""
    old, before = current(), f"{current()}_before_{stamp}"
    with beside() as server:
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        server.execute(rename.format(sql.Identifier(old), sql.Identifier(before)))
        try:
            server.execute(rename.format(sql.Identifier(place.database), sql.Identifier(old)))
        except psycopg.Error:
            server.execute(rename.format(sql.Identifier(before), sql.Identifier(old)))
            raise
    store = data_dir() / "blobs"
    aside = store.with_name(f"blobs-before-{stamp}")
    if store.exists():
        store.rename(aside)
    shutil.move(place.files, store)
    with suppress(OSError):
        place.data.rmdir()
    return before, aside
