"""The access log: kept for its term even from those whom it is about, since it proves who looked."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk.people.models import User
from desk.records import actions, retention
from desk.records.enums import DECIDED
from desk.records.histories import delete
from desk.records.holdings import Erasure, Fate, Held, Holding, Outcome, Subject, Thing, let_go
from desk.records.keeping.batches import by_runs
from desk.records.models import AccessLogEntry, LookCheck, RetentionRule
from desk.records.retention import Store
from desk.records.verifying import STORE

CHECKS = "look_checks"
_FIVE_YEARS = "Kinnitada arhivaaril: juurdepääsulogi ja selle kontroll 5 aastat"


def due_looks(before: datetime) -> QuerySet[AccessLogEntry]:
    """Looks from before then; their links stay."""
    return AccessLogEntry.objects.filter(at__lt=before)


def due_checks(before: datetime) -> QuerySet[LookCheck]:
    """Checks that were decided before then, and those whose look is older."""
    return LookCheck.objects.filter(decided_at__lt=before)


@transaction.atomic
def destroy_check(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """What was asked, explained and decided."""
    check = LookCheck.objects.select_for_update().filter(pk=pk, state__in=DECIDED).first()
    if check is None:
        return False
    actions.destroy(
        rule=rule, subject=("look_check", pk), client_id=None, kept=[], by=by,
        let_go=lambda: delete(LookCheck.objects.filter(pk=pk)),
    )  # fmt: skip
    return True


def tell_looks(subject: Subject) -> Iterator[Held]:
    """For a member of staff how many looks were logged; who looked at the person is a list of its own."""
    rule = retention.rule_of(STORE)
    for user_id in sorted(subject.user_ids):
        rows = AccessLogEntry.objects.filter(user_id=user_id)
        spans = rows.aggregate(first=Min("at"), last=Max("at"))
        if spans["first"] is None:
            continue
        title = gettext("Your looks at data of others: %(count)s") % {"count": rows.count()}
        until = retention.last_day(rule, spans["last"])
        yield Held("access_log", user_id, spans["first"], title, until=until)


def erase_looks(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Nothing goes before its time, whatever the ground: the law asks who looked; no name stands there."""
    rule = retention.rule_of(STORE)
    reason = gettext(
        "The law asks us to show who looked at data; the log holds numbers, no names and no codes."
    )
    theirs = AccessLogEntry.objects.about_any(subject.client_ids, subject.person_ids, subject.user_ids)
    by_them = AccessLogEntry.objects.filter(user_id__in=subject.user_ids)
    for rows in (theirs, by_them):
        newest = rows.order_by("-at").values_list("pk", "at").first()
        if newest is not None:
            yield Outcome("access_log", newest[0], Fate.KEPT, reason, retention.last_day(rule, newest[1]))


def tell_checks(subject: Subject) -> Iterator[Held]:
    """Checks of own looks of which the person knows, with the own explanation."""
    rule = retention.rule_of(CHECKS)
    asked = LookCheck.objects.filter(user_id__in=subject.user_ids, asked_at__isnull=False)
    for check in asked.order_by("pk"):
        lines = [check.get_state_display()]
        lines += [gettext("Explanation: %(text)s") % {"text": check.explanation}] if check.explanation else []
        lines += [gettext("Reason: %(text)s") % {"text": check.reason}] if check.reason else []
        until = retention.last_day(rule, check.decided_at) if check.decided_at else None
        title = gettext("Random check of a look")
        yield Held("look_check", check.pk, check.asked_at, title, tuple(lines), until=until)


def erase_checks(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Open ones are decided first."""
    first = gettext("Decide the random check first.")
    things = [
        Thing(check.pk, check.decided_at or check.asked_at, "" if check.decided_at else first)
        for check in LookCheck.objects.filter(user_id__in=subject.user_ids, asked_at__isnull=False)
        if check.asked_at
    ]
    return let_go(
        things, erasure, kind="look_check", store=CHECKS, destroy=destroy_check, fate=Fate.DESTROYED
    )


HOLDINGS = (
    Holding(
        "access_log", _("Who looked at data"),
        ("records.AccessLogEntry", "records.AccessLink", "records.AccessCheckpoint"),
        tell_looks, erase_looks, _FIVE_YEARS,
    ),
    Holding(
        "look_checks", _("Random checks"), ("records.LookCheck",), tell_checks, erase_checks, _FIVE_YEARS
    ),
)  # fmt: skip
STORES = (
    Store(STORE, _("Access log"), 1826, _FIVE_YEARS, due_looks, by_runs(STORE, due_looks)),
    Store(CHECKS, _("Random checks of looks"), 1826, _FIVE_YEARS, due_checks, destroy_check),
)
