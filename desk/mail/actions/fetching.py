"""One round through the shared mailbox, one at a time over all machines."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from desk import clock
from desk.mail import mailbox as outside
from desk.mail.actions import receiving
from desk.mail.actions.receiving import Outcome
from desk.mail.models import Incoming, Mailbox
from desk.outbox import OutsideTrouble

log = logging.getLogger(__name__)

# A round ends after so many letters or seconds, well within a task's time; the next one goes on.
LETTERS, SECONDS = 100, 60.0
DEATHS = 3
_LOCK = 0x6162_6D61  # of PostgreSQL's advisory locks; any number that nothing else uses


class Busy(Exception):
    """Another round is under way."""


def fetch(*, letters: int = LETTERS, by: None = None) -> list[Outcome]:
    """Take in what waits. Raises Busy, or the outbox's errors; the trouble stays on the Mailbox row."""
    with _alone():
        box, _new = Mailbox.objects.get_or_create(name=name())
        done: list[Outcome] = []
        try:
            with outside.opened() as folder:
                _counted(box, folder.folder.uid_validity)
                _put_away_what_is_ours(box, folder)
                for outcome in _round(box, folder, letters):
                    done.append(outcome)
                trouble_left = folder.trouble
        except OutsideTrouble as trouble:
            Mailbox.objects.filter(pk=box.pk).update(trouble=trouble.code)
            if not done:
                raise
            log.warning("the mailbox broke off after %s letters: %s", len(done), trouble.code)
        else:
            Mailbox.objects.filter(pk=box.pk).update(trouble=trouble_left, read_at=clock.now())
        return done


def name() -> str:
    """The mailbox's name in our table: whose folder it is."""
    return f"{settings.MAILBOX['username']}/{settings.MAILBOX['folder']}"[:200]


@contextmanager
def _alone() -> Iterator[None]:
    """The lock is the database session's, so a killed worker lets go of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise Busy
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _counted(box: Mailbox, uid_validity: int) -> None:
    """A new UIDVALIDITY makes every UID new: all is read again, and what we have is known by content."""
    with transaction.atomic():
        found = Mailbox.objects.select_for_update().get(pk=box.pk)
        if found.uid_validity != uid_validity:
            Mailbox.objects.filter(pk=box.pk).update(uid_validity=uid_validity, last_uid=0)
    box.refresh_from_db()


def _put_away_what_is_ours(box: Mailbox, folder: outside.Connection) -> None:
    """Letters whose row was committed by a worker that died before it could put them away."""
    left = folder.left(box.last_uid)
    rows = Incoming.objects.filter(mailbox=box, uid_validity=box.uid_validity, uid__in=left)
    taken = set(rows.exclude(reason__in=["not_given", "gave_up"]).values_list("uid", flat=True))
    folder.put_away([uid for uid in left if uid in taken])


def _round(box: Mailbox, folder: outside.Connection, letters: int) -> Iterator[Outcome]:
    end = time.monotonic() + SECONDS
    for waiting in folder.waiting(box.last_uid, letters):
        outcome = _one(box, folder, waiting)
        if outcome:
            yield outcome
        if time.monotonic() > end:
            return


def _one(box: Mailbox, folder: outside.Connection, waiting: outside.Waiting) -> Outcome | None:
    """A letter over which workers die, whatever the cause, is left where it is after so many times."""
    if receiving.tried(mailbox=box, uid=waiting.uid) >= DEATHS:
        return _left(box, waiting, "gave_up")
    try:
        outcome = _read(box, folder, waiting)
    except (OutsideTrouble, OperationalError, InterfaceError):  # no fault of the letter
        receiving.put_down(mailbox=box)
        raise
    receiving.put_down(mailbox=box)
    return outcome


def _read(box: Mailbox, folder: outside.Connection, waiting: outside.Waiting) -> Outcome | None:
    fetched = folder.fetch(waiting)
    if fetched is None:
        if folder.waiting(waiting.uid - 1, 1)[:1] != [waiting]:  # somebody took it out meanwhile
            receiving.read_upto(mailbox=box, uid=waiting.uid)
            return None
        return _left(box, waiting, "not_given")
    outcome = receiving.receive(mailbox=box, uid_validity=box.uid_validity, fetched=fetched)
    folder.put_away([waiting.uid])
    return outcome


def _left(box: Mailbox, waiting: outside.Waiting, reason: str) -> Outcome:
    return receiving.left_there(
        mailbox=box, uid_validity=box.uid_validity, uid=waiting.uid, size=waiting.size, reason=reason
    )
