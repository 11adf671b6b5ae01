"""Keeps what was asked of other systems: a line in memory, which a thread of its own writes down.

Whoever asks neither waits for it nor fails by it, and what his transaction takes back stays noted: the thread
has a connection of its own. A process that is killed loses the fraction of a second that was not written yet.
"""

import atexit
import logging
import os
import queue
import threading
import time

from django.conf import settings
from django.db import Error, connection

from desk.operations.models import OutgoingRequest
from desk.outgoing.notes import Note

log = logging.getLogger(__name__)

GATHERED = 0.1  # seconds in which notes come together into one statement
IDLE = 5.0  # seconds after which the thread gives its connection back
MOST = 10_000  # notes that wait; what comes beyond is not kept
BATCH = 500

_waiting: "queue.SimpleQueue[Note]" = queue.SimpleQueue()
_starting = threading.Lock()
_writer: tuple[int, threading.Thread] | None = None  # the process that started it


def keep(note: Note) -> None:
    """Take the note; it is written within a moment."""
    if _waiting.qsize() >= MOST:
        return
    _waiting.put(note)
    # A test's rows belong to its own transaction: it asks for `written()`.
    if not settings.TESTING:
        _started()


def written(first: Note | None = None) -> int:
    """Write down what waits (after `first`), by the connection of whoever calls; how many."""
    notes = [first] if first else []
    while len(notes) < BATCH:
        try:
            notes.append(_waiting.get_nowait())
        except queue.Empty:
            break
    OutgoingRequest.objects.bulk_create(
        OutgoingRequest(
            system=each.system, operation=each.operation, method=each.method, host=each.host,
            status=each.status, trouble=each.trouble, failed=each.failed, milliseconds=each.milliseconds,
            size=each.size, trace=each.trace,
        )
        for each in notes
    )  # fmt: skip
    return len(notes)


def _started() -> None:
    """The writer of this process: the worker forks, and a thread does not come along."""
    global _writer
    if _writer is not None and _writer[0] == os.getpid() and _writer[1].is_alive():
        return
    with _starting:
        if _writer is not None and _writer[0] == os.getpid() and _writer[1].is_alive():
            return
        if _writer is None or _writer[0] != os.getpid():
            atexit.register(_last)
        thread = threading.Thread(target=_write_on, name="outgoing-notes", daemon=True)
        _writer = (os.getpid(), thread)
        thread.start()


def _write_on() -> None:
    while True:
        try:
            first = _waiting.get(timeout=IDLE)
        except queue.Empty:
            connection.close()
            first = _waiting.get()
        time.sleep(GATHERED)
        _safely_written(first)


def _safely_written(first: Note | None = None) -> None:
    try:
        connection.close_if_unusable_or_obsolete()
        while written(first) == BATCH:
            first = None
    except Error as trouble:
        # The table is for people who look afterwards: what cannot be noted is lost, and said once a batch.
        log.warning("requests to other systems were not noted: %s", type(trouble).__name__)
        connection.close()


def _last() -> None:
    """The process ends: what waits is written by whoever ends it."""
    if not _waiting.empty():
        _safely_written()
