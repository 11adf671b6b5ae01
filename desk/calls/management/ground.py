"""Where a drill takes place: a database and a server of its own, or marked rows of a demo desk."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.core.management import CommandError
from django.db import connection, transaction

from desk import clock
from desk.calls import actions
from desk.calls.models import Call, CallEvent, Line, Offer
from desk.people.actions import set_presence
from desk.people.enums import PresenceState, Role
from desk.people.models import Presence, Shift, User, UserRole
from desk.records.models import DemoMarker
from desk.scratch import own_database, own_server

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
    with own_database("rotation_drill") as name, own_server(name) as url:
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
