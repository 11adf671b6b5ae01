"""What the pages show of clients whose representation changed since acceptance. Reads, never writes."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from contracts.enums import NIGHT_STOPS, ChangeState, Right
from contracts.models import Authorisation, CountedSignature, Recheck, RepresentationChange
from contracts.verification import comparing
from desk import workdays
from desk.people.deputies import works_for
from desk.people.models import User

SHOWN = ("open", "lost", "mine", "done")


@dataclass(frozen=True)
class Changed:
    """One change ready for a page: the documents it concerns, both checks, and how old it is in days."""

    change: RepresentationChange
    documents: list[Authorisation]
    pair: comparing.Pair
    days: int
    flagged: frozenset[int] = frozenset()  # documents (by id) whose grantor represents no more

    @property
    def lost(self) -> list[str]:
        """Names of those who signed and represent no more, each once."""
        return list(dict.fromkeys(each.name for each in self.pair.signed if each.right is Right.LOST))


@dataclass(frozen=True)
class Night:
    """One night, with why it did not ask everybody in words."""

    row: Recheck
    why: str


def listed(show: str, user: User) -> QuerySet[RepresentationChange]:
    """Those of one of the filters `SHOWN`: the oldest open one first, of those looked at the last."""
    rows = RepresentationChange.objects.whole()
    if show == "done":
        return rows.filter(state=ChangeState.SETTLED).order_by("-pk")
    rows = rows.open().order_by("pk")
    if show == "lost":
        return rows.filter(lost__gt=0)
    return rows.owned_by(*works_for(user)) if show == "mine" else rows


def ready(changes: Collection[RepresentationChange]) -> list[Changed]:
    """The changes with what belongs to them; three queries for however many."""
    clients = {each.client_id for each in changes}
    documents: dict[int, list[Authorisation]] = {}
    rows = Authorisation.objects.relied_on().filter(package__client__in=clients).order_by("pk")
    for each in rows.select_related("package", "kind", "portal"):
        documents.setdefault(each.package.client_id, []).append(each)
    packages = {each.package_id for rows in documents.values() for each in rows}
    signatures = comparing.signatures_of(packages) if packages else {}
    today = workdays.today()
    raised = _raised(changes)
    return [
        Changed(
            change,
            documents.get(change.client_id, []),
            _pair(change, documents.get(change.client_id, []), signatures),
            (today - workdays.day_of(change.found_at)).days,
            raised.get(change.pk, frozenset()),
        )
        for change in changes
    ]


def _raised(changes: Collection[RepresentationChange]) -> dict[int, frozenset[int]]:
    """Documents that each change flagged, also one that somebody has seen to since."""
    through = RepresentationChange.documents.through.objects
    rows = (
        through.filter(representationchange__in=[each.pk for each in changes]) if changes else through.none()
    )
    found: dict[int, set[int]] = {}
    for change, document in rows.values_list("representationchange", "authorisation"):
        found.setdefault(change, set()).add(document)
    return {change: frozenset(documents) for change, documents in found.items()}


def open_of(client_id: int) -> RepresentationChange | None:
    """The change of this client that nobody has looked at, for a warning."""
    return RepresentationChange.objects.open().filter(client=client_id).first()


def last_nights(many: int = 14) -> list[Night]:
    """The last nights, the newest first."""
    rows = Recheck.objects.order_by("-day")[:many]
    return [Night(row, str(NIGHT_STOPS.get(row.stopped_by, row.stopped_by))) for row in rows]


def _pair(
    change: RepresentationChange,
    documents: Collection[Authorisation],
    signatures: dict[int, list[CountedSignature]],
) -> comparing.Pair:
    """Each who signed once, with the newest signature."""
    newest: dict[str, CountedSignature] = {}
    for package in sorted({each.package_id for each in documents}):
        newest |= {each.identity: each for each in signatures.get(package, [])}
    given = sorted(newest.values(), key=lambda each: each.signed_at)
    return comparing.pair(change.before, change.after, given, (_("When accepted"), _("Now")))
