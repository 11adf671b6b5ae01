"""Who may sign for the agency: by whom, for which kinds, from when to when. Reads, never writes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone

from contracts.containers.report import Problem
from contracts.enums import AgencySigns, SignedBy
from contracts.models import Kind, Package, SigningMandate


@dataclass(frozen=True)
class Change:
    """One entry of a mandate's history, as it was after it."""

    at: datetime
    by: str
    what: str
    basis: str
    valid_from: date
    valid_until: date | None
    kinds: str


def kinds_of(package: Package) -> QuerySet[Kind]:
    """The kinds of the package that the agency signs, alone or with the client."""
    by_agency = Q(kind__signed_by=SignedBy.AGENCY) | ~Q(kind__agency_signs=AgencySigns.NEVER)
    wanted = package.authorisations.kept().filter(by_agency).values("kind")
    return Kind.objects.filter(pk__in=wanted)


def why_not(personal_code: str, kinds: Collection[Kind], day: date) -> Problem | None:
    """Why this person may not sign these kinds for the agency on that day; None when he may."""
    mine = SigningMandate.objects.filter(personal_code=personal_code)
    valid = list(mine.valid_on(day).prefetch_related("kinds"))
    if not valid:
        return Problem("MANDATE_NOT_THEN") if mine.exists() else Problem("NOT_AGENCY_SIGNER")
    left = beyond(valid, kinds)
    return Problem("MANDATE_NOT_KIND", ", ".join(kind.name_et for kind in left)) if left else None


def beyond(entries: Iterable[SigningMandate], kinds: Iterable[Kind]) -> list[Kind]:
    """The kinds that none of these entries of the register gives a right to sign."""
    given = [[kind.pk for kind in each.kinds.all()] for each in entries]
    if any(not each for each in given):
        return []
    allowed = {pk for each in given for pk in each}
    return [kind for kind in kinds if kind.pk not in allowed]


def on(day: date) -> QuerySet[SigningMandate]:
    """Those in force on the day, with everyone and everything that a row names."""
    return _whole(SigningMandate.objects.valid_on(day))


def since(moment: datetime) -> QuerySet[SigningMandate]:
    """Those in force on a day since then."""
    day = timezone.localdate(moment)
    running = Q(valid_until=None) | Q(valid_until__gte=day)
    return _whole(SigningMandate.objects.filter(running))


def others(day: date) -> QuerySet[SigningMandate]:
    """Those that are over or have not begun on the day, the newest first."""
    rows = SigningMandate.objects.exclude(pk__in=SigningMandate.objects.valid_on(day).values("pk"))
    return _whole(rows).order_by("-valid_from", "-pk")


def history(mandate: SigningMandate) -> list[Change]:
    """Every change of a mandate, the newest first."""
    rows = list(mandate.history.select_related("history_user"))
    kinds: dict[int, list[str]] = {}
    held = apps.get_model("contracts", "HistoricalSigningMandate_kinds").objects.filter(history__in=rows)
    for each in held.select_related("kind"):
        kinds.setdefault(each.history_id, []).append(str(each.kind))
    return [
        Change(
            at=row.history_date,
            by=str(row.history_user or ""),
            what=row.get_history_type_display(),
            basis=row.basis,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            kinds=", ".join(kinds.get(row.pk, ())),
        )
        for row in rows
    ]


def _whole(rows: QuerySet[SigningMandate]) -> QuerySet[SigningMandate]:
    return rows.select_related("user").prefetch_related("kinds").order_by("user__last_name", "valid_from")
