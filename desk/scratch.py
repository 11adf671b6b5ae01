"""A database and a server beside the installation's own, for what must never meet its data."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection


@contextmanager
def own_database(kind: str) -> Iterator[str]:
    """A new, migrated database that every query of this process goes to; gone afterwards. Its name."""
    own = connection.settings_dict
    before, name = own["NAME"], f"{kind}_{os.getpid()}"
    migrated = own["TEST"].get("TEMPLATE")  # only in tests
    try:
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{migrated}"' if migrated else ""))
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


@contextmanager
def own_server(database: str, **more: str) -> Iterator[str]:
    """The desk served on this database by a process of its own; its address. `more`: its environment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    parts = urlsplit(settings.DATABASE_URL)
    own = {
        "SECRET_KEY": settings.SECRET_KEY,
        "ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS),
        "DATABASE_URL": urlunsplit(parts._replace(path=f"/{database}")),
        "PUBLIC_URL": url,
        "ALLOWED_HOSTS": "127.0.0.1",
        "LOG_LEVEL": "WARNING",
        **more,
    }
    command = [sys.executable, "-m", "uvicorn", "desk.asgi:application", "--host", "127.0.0.1", "--port"]
    command += [str(port), "--log-level", "warning", "--no-access-log"]
    server = subprocess.Popen(  # noqa: S603  (our own words)
        command, env=os.environ | own, cwd=settings.BASE_DIR, stdout=sys.stderr
    )
    try:
        _wait(server, url)
        yield url
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(15)
        server.kill()
        server.wait()


def _wait(server: "subprocess.Popen[bytes]", url: str) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if server.poll() is not None:
            raise CommandError(f"our own server ended by itself ({server.returncode})")
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=10).close()  # noqa: S310  (our own server)
            return
        except urllib.error.HTTPError as trouble:
            raise CommandError(f"our own server answers {trouble.code}; its words stand above") from None
        except OSError:
            time.sleep(0.1)
    raise CommandError("our own server did not start")
