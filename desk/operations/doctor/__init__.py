"""Looks at every part of this installation and says what to do about each: command, page, and worker's round.

`findings` is the one list, in the order in which one would mend. Words are lazy: whoever shows them decides
the language. Nothing here writes but the probe file of the store.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from django.db import transaction

from desk import slots
from desk.operations.doctor import base, expiring, house, invariants, outside, production, queues, words
from desk.slots import Finding

log = logging.getLogger(__name__)

Looks = Callable[[], Iterable[Any]]  # findings, or (part, state, detail)

# What asks no database, so that it is told even when there is none.
WITHOUT_DATABASE: list[Looks] = [base.broker, base.worker, base.files, base.disk, production.settings_in_use]
WITH_DATABASE: list[Looks] = [
    base.sessions, house.heartbeats, house.clocks, queues.queues, queues.working_time, house.backups,
    house.retention, house.log_chain, expiring.keys, expiring.mandates,
]  # fmt: skip
# What asks other systems or reads much: left out by --fast.
HEAVY: list[Looks] = [house.documents, expiring.certificates, expiring.tls, outside.gateways, outside.mailbox]


def findings(fast: bool = False) -> Iterator[Finding]:
    """Every part; with `fast` neither other systems nor invariants, so that it takes a second."""
    for finding in _all(fast):
        todo = finding.todo or words.todo(finding)
        yield replace(finding, todo=todo if finding.state in words.ASK else "")


def _all(fast: bool) -> Iterator[Finding]:
    first = base.database()
    yield first
    there = first.state == "ok"
    for looks in WITHOUT_DATABASE:
        yield from _looked(looks)
    for looks in WITH_DATABASE if there else ():
        yield from _looked(looks, within=transaction.atomic)
    if fast:
        return
    for looks in HEAVY if there else HEAVY[:1]:
        yield from _looked(looks)
    if there:
        for parts in slots.each("HEALTH"):
            yield from _looked(parts)
        yield from invariants.findings()


def _looked(looks: Callable[[], Iterable[Any]], within: Callable[[], Any] = nullcontext) -> list[Finding]:
    """What one part says of itself; whatever breaks while it is looked at is a finding, and the look goes on.

    Other systems are asked outside any transaction.
    """
    try:
        with within():
            return [each if isinstance(each, Finding) else Finding(*each) for each in looks()]
    except Exception as trouble:
        log.exception("the doctor could not look at %s", _name(looks))
        return [Finding(f"look {_name(looks)}", "failed", type(trouble).__name__)]


def _name(looks: Callable[..., object]) -> str:
    return f"{looks.__module__}.{looks.__name__}"
