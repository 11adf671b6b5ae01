"""The registrar's list as its page shows it: narrowed, in pages that begin after a row. Reads only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from contracts.enums import ReturnVerdict
from contracts.models import Container, Finding, Registration, RegistrationExport
from contracts.registration import naming
from desk import clock, workdays
from desk.people.concerned import kept_from
from desk.people.models import User

PAGE = 100


@dataclass(frozen=True)
class Line:
    """One row of the list, with what is drawn of it."""

    row: Registration
    number: str
    kind: str
    url: str
    late: bool
    in_package: bool
    containers: Sequence[Container]

    @property
    def client(self) -> str:
        return self.row.client.name if self.row.client else ""


@dataclass(frozen=True)
class Waiting:
    """How many wait, and how many of them are late."""

    number: int
    late: int


def readable_by(user: User) -> QuerySet[Registration]:
    """All but letters about this person's own complaint or concern."""
    rows = Registration.objects.all()
    kept: dict[str, list[int]] = {}
    for each in kept_from(user.pk or 0):
        kept.setdefault(each.kind, []).append(each.pk)
    for kind, ids in kept.items():
        rows = rows.exclude(message__subject_kind=kind, message__subject_id__in=ids)
        if kind == "enquiry":
            rows = rows.exclude(incoming__in_enquiry__enquiry__in=ids)
        if kind == "incoming":
            rows = rows.exclude(incoming__in=ids)
    return rows


def narrowed(rows: QuerySet[Registration], wanted: Mapping[str, Any]) -> QuerySet[Registration]:
    """By the fields of the page's form, in the order in which they are worked on."""
    show = wanted.get("show") or ""
    if show == "done":
        rows = rows.exclude(registered_at=None).order_by("-registered_at", "-pk")
    elif show == "dropped":
        rows = rows.exclude(dropped_at=None).order_by("-dropped_at", "-pk")
    else:
        rows = rows.filter(registered_at=None, dropped_at=None).order_by("due_on", "pk")
        if show == "late":
            rows = rows.filter(due_on__lt=workdays.today())
    if what := wanted.get("what"):
        rows = rows.filter(what=what)
    if kind := wanted.get("kind"):
        rows = rows.filter(authorisation__kind__code=kind)
    if days := wanted.get("days"):
        rows = rows.filter(handed_over_at__gte=clock.now() - timedelta(days=days))
    return rows


def after(rows: QuerySet[Registration], pk: int) -> QuerySet[Registration]:
    """The rows that follow row `pk` in the order they have; all when that row is gone."""
    field, back = str(rows.query.order_by[0]).lstrip("-"), str(rows.query.order_by[0]).startswith("-")
    value = Registration.objects.filter(pk=pk).values_list(field, flat=True).first()
    if value is None:
        return rows
    side = "lt" if back else "gt"
    later = Q(**{f"{field}__{side}": value}) | Q(**{field: value, f"pk__{side}": pk})
    return rows.filter(later)


def lines(rows: QuerySet[Registration], most: int = PAGE) -> tuple[list[Line], int | None]:
    """The first rows with all that is drawn of them, and the row after which the next page begins."""
    packaged = RegistrationExport.objects.filter(registrations=OuterRef("pk"))
    whole = naming.with_enquiries(rows.select_related(*naming.RELATED, "registered_by", "dropped_by"))
    found = list(whole.annotate(packaged=Exists(packaged))[: most + 1])
    following = found[most - 1].pk if len(found) > most else None
    found = found[:most]
    containers = _containers(found)
    today = workdays.today()
    return [_line(row, containers, today) for row in found], following


def _containers(rows: Iterable[Registration]) -> dict[int, list[Container]]:
    """By package: what `counting.proofs` gives, in one question, since the page has many already."""
    packages = {row.authorisation.package_id for row in rows if row.authorisation is not None}
    if not packages:
        return {}
    passed = Finding.objects.deciding().filter(
        verdict=ReturnVerdict.PASSED, verification__container__package__in=packages
    )
    own = passed.values("verification__container")
    together = Finding.together.through.objects.filter(finding__in=passed.values("pk")).values("container")
    found: dict[int, list[Container]] = {}
    for each in Container.objects.filter(Q(pk__in=own) | Q(pk__in=together)).order_by("-pk"):
        found.setdefault(each.package_id, []).append(each)
    return found


def _line(row: Registration, containers: Mapping[int, list[Container]], today: date) -> Line:
    document = row.authorisation
    waits = row.registered_at is None and row.dropped_at is None
    return Line(
        row=row,
        number=naming.identifier_of(row),
        kind=str(document.kind) if document is not None else row.get_what_display(),
        url=page_of(row),
        late=waits and row.due_on < today,
        in_package=bool(getattr(row, "packaged", False)),
        containers=containers.get(document.package_id, []) if document is not None else [],
    )


def page_of(row: Registration) -> str:
    """Where the document or the letter itself is seen."""
    if row.authorisation is not None:
        has_pdf = row.authorisation.pdf_id is not None
        return reverse("contracts:pdf", args=[row.authorisation_id]) if has_pdf else ""
    if row.incoming_id is not None:
        return reverse("mail:letter", args=[row.incoming_id])
    return reverse("mail:page", args=[row.message_id])


def waiting(rows: QuerySet[Registration]) -> Waiting:
    """What waits, in one question."""
    late = Count("pk", filter=Q(due_on__lt=workdays.today()))
    told = rows.filter(registered_at=None, dropped_at=None).aggregate(number=Count("pk"), late=late)
    return Waiting(told["number"], told["late"])
