"""The nightly questions about clients with documents in force, and what their answers are compared with.

Everything hangs on rows: whom the night asked stands in `Rechecked`, written in one transaction with the
question; an answer is compared in one transaction with what follows from it. So a task may run twice, and a
worker may die at any line.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import F

from contracts.actions import changes
from contracts.models import Authorisation, Package, Recheck, Rechecked, RepresentationChange
from contracts.representation import nights, rechecking
from contracts.verification import comparing
from desk import clock
from desk.clients.models import Client
from desk.http import Refused
from registry import actions as registry_actions
from registry.enums import Purpose, Source
from registry.models import Check

_REGISTER = {Source.LIVE, Source.SAMPLE}


def work() -> None:
    """What every minute brings: compare what was answered, close the night that is over, ask on at night."""
    compare_answers()
    changes.settle_ended()
    close_nights()
    now = clock.now()
    if nights.is_night(now) and settings.REGISTRY_URL:
        ask_portion(day=nights.night_of(now))


@transaction.atomic
def ask_portion(*, day: date) -> Recheck | None:
    """Put the questions that fit now; None when this night is done or another worker is at it."""
    if not Recheck.objects.filter(day=day).exists():  # counted once, when the night begins
        begun = {"started_at": clock.now(), "clients": rechecking.due(day).count()}
        Recheck.objects.get_or_create(day=day, defaults=begun)
    night = Recheck.objects.select_for_update(skip_locked=True).filter(day=day, ended_at=None).first()
    if night is None:
        return None
    many, why = rechecking.room()
    found = list(rechecking.due(day)[: many + 1])
    _ask(night, found[:many])
    more = len(found) > many
    night.stopped_by = why if more else ""
    if not more and not Rechecked.objects.filter(night=night, compared_at=None).exists():
        night.ended_at = clock.now()
    night.save(update_fields=["asked", "stopped_by", "ended_at"])
    return night


def _ask(night: Recheck, clients: Sequence[Client]) -> None:
    known = _Known.of([each.pk for each in clients])
    now = clock.now()
    rows = []
    for client in clients:
        check: Check | None = None
        # Who cannot be asked about stands on the client's own page; the night goes on.
        with suppress(Refused):
            check = registry_actions.ask(
                client=client, purpose=Purpose.RECHECK, subject=("client", client.pk), by=None,
                issue=known.documents[client.pk][-1].number, against=known.last(client.pk),
            )  # fmt: skip
        compared_at = None if check else now
        rows.append(
            Rechecked(client=client, night=night, check_row=check, asked_at=now, compared_at=compared_at)
        )
    Rechecked.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["client"],
        update_fields=["night", "check_row", "asked_at", "compared_at"],
    )  # fmt: skip
    night.asked += len(rows)


@transaction.atomic
def compare_answers() -> int:
    """Compare the answers that came since the last look; how many."""
    rows = Rechecked.objects.answered().select_for_update(of=("self",), skip_locked=True)
    found = list(rows.select_related("client", "check_row__payload")[: rechecking.PORTION])
    if not found:
        return 0
    known = _Known.of([each.client_id for each in found])
    counts: dict[int, Counter[str]] = {}
    for row in found:
        counts.setdefault(row.night_id, Counter())[_compare(row, known)] += 1
    for row in found:
        row.compared_at = clock.now()
        if row.check_row and row.check_row.answered_at is not None:
            row.card_hash = row.check_row.card_hash
    Rechecked.objects.bulk_update(found, ["compared_at", "card_hash"])
    for night, count in counts.items():
        Recheck.objects.filter(pk=night).update(
            changed=F("changed") + count["changed"], unanswered=F("unanswered") + count["unanswered"]
        )
    return len(found)


def close_nights() -> None:
    """Nights that the morning ended before everyone was asked."""
    today = nights.night_of(clock.now())
    for night in Recheck.objects.filter(ended_at=None, day__lt=today):
        unfinished = night.asked < night.clients
        why = night.stopped_by or ("morning" if unfinished else "")
        # Conditional, so that two workers end it once.
        Recheck.objects.filter(pk=night.pk, ended_at=None).update(ended_at=clock.now(), stopped_by=why)


@dataclass(frozen=True)
class _Known:
    """What the desk relies on for some clients; a few queries for all of them."""

    documents: dict[int, list[Authorisation]]
    bases: dict[int, Check]
    changes: dict[int, RepresentationChange]

    @classmethod
    def of(cls, client_ids: Sequence[int]) -> "_Known":
        documents: dict[int, list[Authorisation]] = {}
        rows = Authorisation.objects.relied_on().filter(package__client__in=client_ids).order_by("pk")
        for each in rows.select_related("package__check_at_sending"):
            documents.setdefault(each.package.client_id, []).append(each)
        packages = {each.package_id: each.package for rows in documents.values() for each in rows}
        newest = RepresentationChange.objects.filter(client__in=client_ids).order_by("client", "-pk")
        changes = newest.distinct("client").select_related("after")
        return cls(
            documents, comparing.bases(list(packages.values())), {each.client_id: each for each in changes}
        )

    def packages(self, client_id: int) -> list[Package]:
        found = {each.package_id: each.package for each in self.documents.get(client_id, [])}
        return [found[pk] for pk in sorted(found)]

    def last(self, client_id: int) -> Check | None:
        """The answer that is known of the client: only what differs from it is worth its dates."""
        change = self.changes.get(client_id)
        if change is not None:
            return change.after
        bases = [self.bases[each.pk] for each in self.packages(client_id) if each.pk in self.bases]
        return bases[-1] if bases else None


def _compare(row: Rechecked, known: _Known) -> str:
    """What came of one question: "changed", "unanswered" or "same"."""
    check, change = row.check_row, known.changes.get(row.client_id)
    if check is None or check.answered_at is None:
        return "unanswered"
    if check.source not in _REGISTER or row.client_id not in known.documents:
        return "same"
    packages = [p for p in known.packages(row.client_id) if _differs(check, known.bases.get(p.pk))]
    if not packages:
        if change is not None and change.is_open:
            changes.settle_itself(client=row.client, why="back")
        return "same"
    seen = change is not None and change.after.card_hash == check.card_hash
    if seen and change is not None and (change.is_open or row.card_hash == check.card_hash):
        return "same"
    ids = {each.pk for each in packages}
    concerned = [each for each in known.documents[row.client_id] if each.package_id in ids]
    bases = {each.pk: _base(check, known.bases.get(each.pk)) for each in packages}
    changes.found(client=row.client, documents=concerned, bases=bases, after=check)
    return "changed"


def _differs(check: Check, base: Check | None) -> bool:
    return _base(check, base).card_hash != check.card_hash


def _base(check: Check, base: Check | None) -> Check:
    """What the answer is compared with. Documents that were accepted on other proof than the register's
    card are watched from its first answer on."""
    if base is not None and base.card_hash:
        return base
    first = Check.objects.for_client(check.client_id or 0).answered().filter(purpose=Purpose.RECHECK)
    return first.exclude(card_hash="").order_by("asked_at", "pk").first() or check
