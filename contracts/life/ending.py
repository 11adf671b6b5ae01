"""What ends what: notices that close, and the documents that they may close. Reads, never writes.

A document may name several persons. A notice that names one of them ends the document for that person; it
goes on for the others, and is over when the last of them has gone.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from contracts.enums import AuthorisationState, Effect
from contracts.life import standing
from contracts.models import Authorisation, AuthorisedPerson, Kind, Portal
from desk import workdays
from desk.clients.models import Client

# The clause by which a document takes the place of the client's earlier ones of its kind.
REPLACES = "clause_new_replaces"
UNDER_WAY = (AuthorisationState.DRAFT, AuthorisationState.SENT, AuthorisationState.ACCEPTED)


@dataclass(frozen=True)
class Endable:
    """A document in force, and the person for whom a notice may end it; nobody where it names nobody."""

    document: Authorisation
    person: AuthorisedPerson | None

    @property
    def key(self) -> str:
        return f"{self.document.pk}-{self.person.pk if self.person else 0}"

    @property
    def label(self) -> str:
        parts = [self.document.number, str(self.document.kind), str(self.person) if self.person else ""]
        return " · ".join(part for part in parts if part)

    @property
    def made_on(self) -> date:
        """The document's own date: that of its acceptance."""
        return workdays.day_of(self.document.accepted_at or self.document.package.drafted_at)


def ended_by(notice: Authorisation) -> Authorisation | None:
    """The document that this notice ends: it stands today or later, and its number is written in the notice.

    Where the notice names persons, none but a document that stands for one of them: nobody gives up what is
    another's.
    """
    number = notice.values.get("ended_number", "")
    if not number:
        return None
    mine = Authorisation.objects.relied_on().filter(package__client_id=notice.package.client_id)
    rows = mine.filter(number=number, portal=notice.portal_id).select_related("kind", "package")
    return chosen(rows.prefetch_related("persons").order_by("pk"), notice, codes(notice), workdays.today())


def chosen(
    rows: Iterable[Authorisation], notice: Authorisation, named: Collection[str], on: date
) -> Authorisation | None:
    """The same among documents that a page or an action has read."""
    for row in rows:
        same = row.number == notice.values.get("ended_number") and row.portal_id == notice.portal_id
        if same and not standing.span(row).over(on) and (not named or lasting_for(row, named, on)):
            return row
    return None


def lasting_for(document: Authorisation, named: Collection[str], on: date) -> list[AuthorisedPerson]:
    """Those of the document's persons with these codes whose power is not over on this day."""
    return [
        one
        for one in document.persons.all()
        if one.code in named and not standing.span(document, one).over(on)
    ]


def codes(notice: Authorisation) -> set[str]:
    """Of those whom a notice names; of nobody where it is about a whole document."""
    return {one.code for one in notice.persons.all() if one.code}


def endable(client: Client) -> list[Endable]:
    """Everything that a notice of this client could end, the person's own row by row."""
    today = workdays.today()
    rows = Authorisation.objects.relied_on().filter(package__client=client)
    found = []
    for document in rows.select_related("kind", "package").prefetch_related("persons").order_by("pk"):
        named = list(document.persons.all())
        left = [one for one in named if not standing.span(document, one).over(today)]
        found += [Endable(document, one) for one in left]
        if not named:
            found.append(Endable(document, None))
    return found


def may_end(
    client: Client, kind: Kind, portal: Portal, person_code: str, among: Sequence[Endable] | None = None
) -> list[Endable]:
    """Those that a notice of this kind could end: the person's where it names one (any, while none is named).

    A page that has read what is endable already gives it.
    """
    everything = endable(client) if among is None else among
    found = [each for each in everything if each.document.portal_id == portal.pk]
    if not kind.needs_person:
        return [each for each in found if each.person is None]
    theirs = [each for each in found if each.person is not None]
    return [each for each in theirs if each.person and person_code in ("", each.person.code)]


@dataclass(frozen=True)
class Draftable:
    """What is about to be drafted, as far as it tells whether the same is there already."""

    kind: Kind
    codes: frozenset[str] = frozenset()  # of those whom it names
    ends: str = ""  # number of the document that it ends
    begins: date | None = None  # the first day of its own period


def of_others(client: Client, wanted: Sequence[Draftable]) -> list[str]:
    """Notices that name somebody for whom the document that they end does not stand, each as a sentence."""
    notices = [each for each in wanted if each.ends and each.codes and each.kind.effect == Effect.CLOSES]
    numbers = {each.ends for each in notices}
    mine = Authorisation.objects.relied_on().filter(package__client=client, number__in=numbers)
    documents = mine.select_related("kind").prefetch_related("persons") if notices else mine.none()
    today, holders = workdays.today(), dict[str, set[str]]()
    for row in documents:
        left = {one.code for one in row.persons.all() if not standing.span(row, one).over(today)}
        holders.setdefault(row.number, set()).update(left)
    no_power = _("%(number)s gives the person whom the notice names no power that could end.")
    foreign = [each for each in notices if each.ends in holders and not each.codes <= holders[each.ends]]
    return [no_power % {"number": each.ends} for each in foreign]


def twins(clients: Sequence[Client], portal: Portal, wanted: Sequence[Draftable]) -> list[Authorisation]:
    """Documents of the same kind, portal and person under way or in force: a second may be a mistake.

    One whose end is known is no mistake's twin: whoever drafts another wants to go on after it.
    """
    same = Q(pk__in=[])
    for each in wanted:
        # What runs out before the new one begins is renewed by it.
        one = Q(kind=each.kind) & (Q(valid_until=None) | Q(valid_until__gte=each.begins or workdays.today()))
        if each.kind.needs_person:
            one &= Q(persons__code__in=each.codes, persons__last_day=None)
        if each.kind.effect == Effect.OPENS:
            one &= Q(state__in=[*UNDER_WAY, AuthorisationState.IN_FORCE], last_day=None)
        else:
            # An old notice that did its work stands in nobody's way; nor does one about another document.
            one &= Q(state__in=UNDER_WAY, values__ended_number=each.ends)
        same |= one
    rows = Authorisation.objects.filter(same, package__client__in=clients, portal=portal)
    related = rows.select_related("kind", "package__client").prefetch_related("persons")
    return list(related.order_by("pk").distinct())
