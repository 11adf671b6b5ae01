"""Everything in force on a day: what the register lists, what is exported, what `in_force` prints. Reads.

One queryset for all three (`standing`), and one row (`records`) for every form in which it leaves the desk.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, JSONObject, Trim
from django.utils.translation import get_language

from contracts.enums import AuthorisationState, ChangeState, Effect
from contracts.models import Authorisation, AuthorisedPerson, Kind
from desk import workdays

SOON = timedelta(days=60)
SHOWN = ("", "expiring", "ending", "waits", "flagged", "taken_over")
CHUNK = 2000  # rows fetched at a time while something is exported


@dataclass(frozen=True)
class Asked:
    """What is asked of the register; `clients` None: of all of them."""

    day: date
    portal: int | None = None
    kind: int | None = None
    show: str = ""
    clients: frozenset[int] | None = None


@dataclass(frozen=True)
class Place:
    """Where a page of the register ended: its last row by time of acceptance and id."""

    accepted_at: datetime
    pk: int

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """As it stands in an address; None where that is no place."""
        moment, _sign, pk = text.partition("-")
        if not (moment.isdecimal() and pk.isdecimal() and len(moment) < 18 and len(pk) < 16):
            return None
        return cls(datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(moment)), int(pk))

    @classmethod
    def of(cls, document: Authorisation) -> "Place":
        assert document.accepted_at is not None
        return cls(document.accepted_at, document.pk)

    def __str__(self) -> str:
        since = self.accepted_at - datetime.fromtimestamp(0, UTC)
        return f"{since // timedelta(microseconds=1)}-{self.pk}"


def opening() -> list[Kind]:
    """Kinds that open a portal, in use or not: what was given by an old one may still stand."""
    return list(Kind.objects.filter(effect=Effect.OPENS))


def standing(asked: Asked) -> QuerySet[Authorisation]:
    """The documents that stand on the day (contracts/life/standing.py says when), the newest first."""
    return _narrowed(Authorisation.objects.standing(asked.day), asked).order_by("-accepted_at", "-pk")


def _lasts(name: str, day: date) -> Q:
    return Q(**{name: None}) | Q(**{f"{name}__gte": day})


def _narrowed(rows: QuerySet[Authorisation], asked: Asked) -> QuerySet[Authorisation]:
    if asked.portal is not None:
        rows = rows.filter(portal=asked.portal)
    if asked.kind is not None:
        rows = rows.filter(kind=asked.kind)
    if asked.clients is not None:
        rows = rows.filter(package__client__in=asked.clients)
    match asked.show:
        case "expiring":
            soon = asked.day + SOON
            return rows.filter(Q(valid_until__lte=soon) | Q(last_day__lte=soon))
        case "ending":
            return rows.exclude(last_day=None)
        case "waits":
            return rows.filter(state=AuthorisationState.ACCEPTED, kind__published=True)
        case "flagged":
            return rows.filter(changes__state=ChangeState.OPEN)
        case "taken_over":
            return rows.exclude(taken_over=None)
    return rows


def page(asked: Asked, after: Place | None, many: int) -> list[Authorisation]:
    """So many rows after the place, with everything that a row shows; never counted."""
    rows = standing(asked)
    if after is not None:
        before = Q(accepted_at=after.accepted_at, pk__lt=after.pk)
        rows = rows.filter(Q(accepted_at__lt=after.accepted_at) | before, accepted_at__lte=after.accepted_at)
    related = rows.select_related("kind", "portal", "package__client", "granted_under")
    return list(related.prefetch_related("persons")[:many])


def records(asked: Asked) -> Iterator[dict[str, Any]]:
    """Every row as plain values, a few at a time: persons are those for whom it stands on the day."""
    kinds = {each.pk: each for each in opening()}
    persons = AuthorisedPerson.objects.filter(_lasts("last_day", asked.day), authorisation=OuterRef("pk"))
    named = persons.order_by("position").values(
        one=JSONObject(
            name=Trim(Concat("first_name", Value(" "), "last_name")), code="code", last_day="last_day"
        )
    )
    rows = standing(asked).annotate(people=ArraySubquery(named)).values(
        "number", "kind_id", "valid_from", "valid_until", "last_day", "end_reason", "end_basis",
        "accepted_at", "published_at", "people", "uuid",
        client=F("package__client__name"),
        registry_code=F("package__client__registry_code"),
        personal_code=F("package__client__personal_code"),
        portal_code=F("portal__code"),
        under=F("granted_under__number"),
        taken=F("taken_over"),
    )  # fmt: skip
    for row in rows.iterator(chunk_size=CHUNK):
        yield _record(row, kinds[row["kind_id"]])


def _record(row: Mapping[str, Any], kind: Kind) -> dict[str, Any]:
    return {
        "number": row["number"],
        "kind": kind.code,
        "kind_name": kind.name_in(get_language() or "et"),
        "portal": row["portal_code"],
        "client_code": row["registry_code"] or row["personal_code"],
        "client_name": row["client"],
        "persons": row["people"],
        "accepted_on": workdays.day_of(row["accepted_at"]),
        "valid_from": row["valid_from"],
        "valid_until": row["valid_until"],
        "last_day": row["last_day"],
        "end_reason": row["end_reason"],
        "end_basis": row["end_basis"],
        "granted_under": row["under"] or "",
        "in_portal": row["published_at"] is not None,
        "taken_over": row["taken"] is not None,
        "uuid": str(row["uuid"]),
    }


def of_client(asked: Asked, client_id: int) -> Asked:
    return replace(asked, clients=frozenset({client_id}))
