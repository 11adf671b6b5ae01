"""What ends what: notices that close, and the documents in force that they may close. Reads, never writes.

A document may name several persons. A notice that names one of them ends the document for that person; it
goes on for the others, and is over when the last of them has gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from contracts.enums import AuthorisationState, Effect
from contracts.models import Authorisation, AuthorisedPerson, Kind, Portal
from desk import workdays
from desk.clients.models import Client

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
    """The document in force that this notice ends, found by the number written in it.

    Where the notice names persons, none but a document that stands for one of them: nobody gives up what is
    another's.
    """
    number = notice.values.get("ended_number", "")
    if not number:
        return None
    opening = Authorisation.objects.in_force().filter(kind__effect=Effect.OPENS, portal=notice.portal_id)
    found = opening.filter(number=number, package__client_id=notice.package.client_id).first()
    if found is None or not _codes(notice):
        return found
    return found if ends_for(found, notice) else None


def ends_for(document: Authorisation, notice: Authorisation) -> list[AuthorisedPerson]:
    """Those of the document's persons whom the notice names and who still have its power."""
    codes = _codes(notice)
    return [one for one in document.persons.all() if one.code in codes and one.ended_at is None]


def goes_on(document: Authorisation, notice: Authorisation) -> bool:
    """Whether the document stays in force for somebody when this notice has taken effect."""
    gone = {one.pk for one in ends_for(document, notice)}
    if not gone:
        return False  # it names nobody: the whole document ends
    return any(one.ended_at is None and one.pk not in gone for one in document.persons.all())


def leaning_on(document: Authorisation) -> list[Authorisation]:
    """Powers in force that were given under this agreement: by its own text they end with it."""
    in_force = Authorisation.objects.in_force().filter(package__client=document.package.client_id)
    same = in_force.filter(kind__effect=Effect.OPENS, portal=document.portal_id)
    named = same.filter(values__contract_number=document.number)
    return list(named.exclude(pk=document.pk).order_by("pk"))


def _codes(notice: Authorisation) -> set[str]:
    return set(notice.persons.exclude(code="").values_list("code", flat=True))


def endable(client: Client) -> list[Endable]:
    """Everything in force that a notice of this client could end, the person's own row by row."""
    opening = Authorisation.objects.in_force().filter(package__client=client, kind__effect=Effect.OPENS)
    found = []
    for document in opening.select_related("kind", "package").prefetch_related("persons").order_by("pk"):
        named = list(document.persons.all())
        found += [Endable(document, one) for one in named if one.ended_at is None]
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


def of_others(client: Client, wanted: Sequence[Draftable]) -> list[str]:
    """Notices that name somebody for whom the document that they end does not stand, each as a sentence."""
    notices = [each for each in wanted if each.ends and each.codes and each.kind.effect == Effect.CLOSES]
    numbers = {each.ends for each in notices}
    in_force = Authorisation.objects.in_force().filter(package__client=client, number__in=numbers)
    documents = in_force.prefetch_related("persons") if notices else in_force.none()
    holders = {
        row.number: {one.code for one in row.persons.all() if one.ended_at is None} for row in documents
    }
    no_power = _("%(number)s gives the person whom the notice names no power that could end.")
    foreign = [each for each in notices if each.ends in holders and not each.codes <= holders[each.ends]]
    return [no_power % {"number": each.ends} for each in foreign]


def twins(clients: Sequence[Client], portal: Portal, wanted: Sequence[Draftable]) -> list[Authorisation]:
    """Documents of the same kind, portal and person under way or in force: a second may be a mistake."""
    same = Q(pk__in=[])
    for each in wanted:
        one = Q(kind=each.kind)
        if each.kind.needs_person:
            one &= Q(persons__code__in=each.codes, persons__ended_at=None)
        if each.kind.effect == Effect.OPENS:
            one &= Q(state__in=[*UNDER_WAY, AuthorisationState.IN_FORCE])
        else:
            # An old notice that did its work stands in nobody's way; nor does one about another document.
            one &= Q(state__in=UNDER_WAY, values__ended_number=each.ends)
        same |= one
    running = Q(valid_until=None) | Q(valid_until__gte=workdays.today())
    rows = Authorisation.objects.filter(same, running, package__client__in=clients, portal=portal)
    related = rows.select_related("kind", "package__client").prefetch_related("persons")
    return list(related.order_by("pk").distinct())
