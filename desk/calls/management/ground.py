"""Where a drill takes place: a database and a server of its own, or marked rows of a demo desk."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.management import CommandError
from django.db import connection, transaction

from desk import clock
from desk.calls import actions
from desk.calls.models import Call, CallEvent, Line, Offer
from desk.people.actions import set_presence
from desk.people.enums import PresenceState, Role
from desk.people.models import Presence, Shift, User, UserRole
from desk.records.models import DemoMarker
from desk.scratch import own_database

MARK = "drill"  # what the names of everything made here begin with


@dataclass(frozen=True)
class Ground:
    """The door of the drill's own line, and the people who take its calls."""

    url: str
    token: str
    line: Line
    agents: dict[str, User]


@contextmanager
def own_ground(agents: int) -> Iterator[Ground]:
    """A database beside the installation's own and a server on it; both are gone afterwards."""
    with own_database("rotation_drill") as name, _server(name) as url:
        yield _people(url, agents, training=False)


@contextmanager
def shared_ground(url: str, agents: int) -> Iterator[Ground]:
    """Rows of the drill in the database of the desk at `url`, which must be a demo's; removed afterwards.

    The line is one for training, so its calls ring nobody else, nobody else's calls ring the drill's people,
    and no figure counts them.
    """
    if not DemoMarker.objects.exists():
        raise CommandError(
            "with --url the drill makes rows: only in a database of demo data, and this is none"
        )
    _clear()
    ground = _people(url.rstrip("/"), agents, training=True)
    try:
        yield ground
    finally:
        _clear()


@contextmanager
def _server(database: str) -> Iterator[str]:
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
            raise CommandError(f"the drill's server ended by itself ({server.returncode})")
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=10).close()  # noqa: S310  (our own server)
            return
        except urllib.error.HTTPError as trouble:
            raise CommandError(f"the drill's server answers {trouble.code}; its words stand above") from None
        except OSError:
            time.sleep(0.1)
    raise CommandError("the drill's server did not start")


def _people(url: str, agents: int, *, training: bool) -> Ground:
    """The line, and as many people at the desk as asked, who are there and may be rung."""
    line, token = actions.open_line(name=f"{MARK} {os.getpid()}", by=None)
    Line.objects.filter(pk=line.pk).update(training=training)
    now = clock.now()
    made: dict[str, User] = {}
    for number in range(1, agents + 1):
        extension = f"{MARK}-{number:04}"
        user = User(username=extension, extension=extension, training=training)
        user.set_unusable_password()
        user.save()
        UserRole.objects.create(user=user, role=Role.SPECIALIST)
        if not training:
            Shift.objects.create(user=user, starts_at=now, ends_at=now + timedelta(hours=12))
        set_presence(user=user, state=PresenceState.AVAILABLE, by=user)
        made[extension] = user
    return Ground(url, token, line, made)


def _clear() -> None:
    """Remove what a drill made, this one or one that was killed."""
    lines = Line.objects.filter(name__startswith=f"{MARK} ", training=True)
    people = User.objects.filter(username__startswith=f"{MARK}-", training=True)
    with transaction.atomic():
        with connection.cursor() as cursor:
            # What an exchange told is evidence, and only the destruction of evidence may remove it.
            cursor.execute("SET LOCAL abilaud.destruction = 'on'")
        CallEvent.objects.filter(line__in=lines).delete()
        Offer.objects.filter(call__line__in=lines).delete()
        Call.history.filter(line__in=lines).delete()
        Call.objects.filter(line__in=lines).delete()
        Line.history.filter(id__in=lines.values("pk")).delete()
        lines.delete()
        Presence.objects.filter(user__in=people).delete()
        UserRole.history.filter(user__in=people).delete()
        UserRole.objects.filter(user__in=people).delete()
        User.history.filter(id__in=people.values("pk")).delete()
        people.delete()
