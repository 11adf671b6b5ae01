"""Letting go of everything about a person, room by room, in one transaction; tried out by the same steps."""

from collections.abc import Iterable
from dataclasses import replace

from django.db import connection, transaction

from desk.clients.subjects import mentions, register
from desk.clients.subjects.telling import holdings
from desk.http import Refused
from desk.records.holdings import Erasure, Fate, Outcome, Subject

_ERASING = 730_411  # the advisory lock: one erasure at a time, since each walks every table


def erase(subject: Subject, erasure: Erasure) -> list[Outcome]:
    """Let go of the person in every room; what became of each thing.

    A dry run takes the very same steps and takes them back, so it says exactly what will be. Where everything
    should go and something is under way or in force, what must end first is refused; a dry run only tells it.
    """
    with transaction.atomic():
        outcomes = _let_go(subject, replace(erasure, dry=False))
        if not erasure.dry and erasure.everything and (first := obstacles(outcomes)):
            raise Refused(*first)
        if any(outcome.kind in register.WHO and outcome.fate != Fate.KEPT for outcome in outcomes):
            register.write(subject, erasure)
        # Keys that are checked at the end of a transaction are checked now, on a dry run too.
        connection.check_constraints()
        if erasure.dry:
            transaction.set_rollback(True)
    return outcomes


def erase_again(lines: Iterable[str] = ()) -> int:
    """After a copy was put back: erase whom the register names and the copy has again; how many.

    `lines` are what `register.lines` gave and was kept outside, for erasures that are younger than the copy.
    """
    register.read(lines)
    found = 0
    for subject, erasure in register.risen():
        try:
            erase(subject, erasure)
        except Refused:
            # What stood in the way then was ended; in an older copy it stands again.
            erase(subject, replace(erasure, ground=erasure.ground.NO_LONGER_NEEDED))
        found += 1
    return found


def obstacles(outcomes: Iterable[Outcome]) -> list[str]:
    """What must be done first, each once."""
    return list(dict.fromkeys(outcome.reason for outcome in outcomes if outcome.first))


def _let_go(subject: Subject, erasure: Erasure) -> list[Outcome]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ERASING])
    outcomes: list[Outcome] = []
    # From the top: what stands above points at what stands below.
    for holding in reversed(holdings()):
        kept = tuple(outcome for outcome in outcomes if outcome.fate == Fate.KEPT)
        outcomes += holding.erase(subject, replace(erasure, kept=kept))
    if erasure.everything:
        outcomes += mentions.erase(subject, erasure)
    return outcomes
