"""A real worker process that is killed (SIGKILL) at a named step of its work on one row."""

import os
import signal
from collections.abc import Callable
from typing import Any

from django.db import connections, transaction

from desk import clock, outbox
from tests.tickets.matrix.deeds import Done
from tickets import tasks
from tickets.gateway import wire
from tickets.models import JiraOperation
from tickets.queue import sending

STEPS = (
    "before the claim is committed",
    "after the doubt is written",
    "after the request",
    "before it is recorded",
)


def dies(operation: JiraOperation, done: Done, step: str) -> None:
    """A process of its own takes up the row and is killed there."""
    child = os.fork()
    if child == 0:
        try:
            _own_connections()
            _armed(done, step)
            tasks.send(operation.pk)
        finally:
            os._exit(1)  # it should have been dead by now
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"nobody was killed {step}"
    assert os.WTERMSIG(status) == signal.SIGKILL


def _own_connections() -> None:
    """The parent's stay open: what the child says over them would spoil them."""
    global _kept
    _kept = [connection.connection for connection in connections.all(initialized_only=True)]
    for connection in connections.all(initialized_only=True):
        connection.connection = None
    clock.forget()


_kept: list[Any] = []


def _die(*args: Any, **kwargs: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _armed(done: Done, step: str) -> None:
    if step == STEPS[0]:
        outbox._claim = _in_a_transaction(outbox._claim)
    elif step == STEPS[1]:
        wire._send = _at(wire._send, done, before=True)
    elif step == STEPS[2]:
        wire._send = _at(wire._send, done, before=False)
    else:
        sending.done = _die


def _in_a_transaction(claim: Callable[..., Any]) -> Callable[..., Any]:
    def claimed(*args: Any) -> None:
        with transaction.atomic():
            claim(*args)
            _die()

    return claimed


def _at(send: Callable[..., Any], done: Done, *, before: bool) -> Callable[..., Any]:
    """Just before the deed's own request leaves (the doubt is written), or when its answer is there."""

    def sent(client: Any, method: str, path: str, content: Any, writes: bool) -> Any:
        its = writes and path.endswith(done.path.strip("/$"))
        if its and before:
            _die()
        answer = send(client, method, path, content, writes)
        if its:
            _die()
        return answer

    return sent
