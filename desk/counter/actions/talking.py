"""What is said at the desk: who the visitor is, on whose behalf he came, and what he asks."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.clients import actions as clients
from desk.clients import practice
from desk.clients.enums import Kind
from desk.clients.models import Client, Person
from desk.counter.actions.moving import hold, hold_open, tell
from desk.counter.enums import Identified
from desk.counter.models import Visit, VisitEnquiry
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Enquiry, Topic
from desk.http import Refused
from desk.people.models import User

VISITOR_ROLE = (
    "pöörduja"  # of whoever came for a client without saying as what; data of the desk, in Estonian
)


def mark_of(notes: str) -> str:
    """A short mark by which a page says on which notes its typing began; it shows nothing of them."""
    return hashlib.sha256(notes.encode()).hexdigest()[:16]


@transaction.atomic
def choose(*, visit: Visit, by: User, person: Person | None, client: Client | None) -> Visit:
    """Say who came and on whose behalf; a wrong choice is taken back by choosing again.

    Open enquiries of this visit move with it, since they were taken for whom the visit was.
    """
    hold_open(visit)
    before = visit.client_id
    if (before, visit.person_id) == (client and client.pk, person and person.pk):
        return visit
    practice.fits(False, person, client)
    if before is not None and before != (client and client.pk):
        tell("moved", visit, by, client_id=before)
    if visit.person_id != (person and person.pk):
        # Another document belongs to another person.
        visit.identified, visit.identified_at, visit.identified_by = "", None, None
    visit.client, visit.person = client, person
    visit.save(update_fields=["client", "person", "identified", "identified_at", "identified_by"])
    if person is not None and client is not None:
        _acts_for(person, client, by)
    for enquiry in Enquiry.objects.open().filter(visits=visit):
        if enquiry.client_id == before:
            enquiries.attach(enquiry=enquiry, client=client, person=person, by=by)
    tell("visitor", visit, by)
    return visit


def _acts_for(person: Person, client: Client, by: User) -> None:
    if not person.roles.filter(client=client, ended_at=None).exists():
        clients.add_role(person=person, client=client, role=VISITOR_ROLE, by=by)


@transaction.atomic
def new_visitor(
    *, visit: Visit, first_name: str, last_name: str, language: str, role: str, by: User
) -> Person:
    """Write down a visitor whom we do not know yet."""
    hold_open(visit)
    person = clients.create_person(first_name=first_name, last_name=last_name, language=language, by=by)
    if role and visit.client is not None:
        clients.add_role(person=person, client=visit.client, role=role, by=by)
    choose(visit=visit, person=person, client=visit.client, by=by)
    return person


@transaction.atomic
def new_client(*, visit: Visit, kind: str, name: str, code: str, language: str, by: User) -> Client:
    """Write down on whose behalf the visitor came; Refused when another client has the code."""
    hold_open(visit)
    own = kind == Kind.PERSON
    client = clients.create_client(
        kind=kind, name=name, registry_code="" if own else code, personal_code=code if own else "",
        language=language, by=by,
    )  # fmt: skip
    choose(visit=visit, person=visit.person, client=client, by=by)
    return client


@transaction.atomic
def identify(*, visit: Visit, seen: str, by: User) -> Visit:
    """By which document the visitor was identified, or that he was not. Its number is never kept."""
    hold_open(visit)
    document = Identified(seen)
    if visit.identified == document:
        return visit
    visit.identified, visit.identified_at, visit.identified_by = document, clock.now(), by
    visit.save(update_fields=["identified", "identified_at", "identified_by"])
    tell("not_identified" if document == Identified.NOT else "identified", visit, by)
    return visit


@transaction.atomic
def take_enquiry(*, visit: Visit, topic: Topic, by: User, question: str = "") -> Enquiry:
    """Open an enquiry for whom this visit is; one visit may hold several."""
    hold_open(visit)
    enquiry = enquiries.open_enquiry(
        topic=topic, client=visit.client, person=visit.person,
        language=visit.language if visit.person is None else "", question=question, by=by,
    )  # fmt: skip
    return _link(visit, enquiry, by)


@transaction.atomic
def link_enquiry(*, visit: Visit, enquiry: Enquiry, by: User) -> Enquiry:
    """The visit is about an enquiry that was open before; doing it twice changes nothing."""
    hold_open(visit)
    if visit.links.filter(enquiry=enquiry).exists():
        return enquiry
    if enquiry.practice:
        raise Refused(_("Practice and real enquiries do not mix."))
    return _link(visit, enquiry, by)


def _link(visit: Visit, enquiry: Enquiry, by: User) -> Enquiry:
    VisitEnquiry.objects.create(visit=visit, enquiry=enquiry)
    tell("enquiry", visit, by, enquiry.client_id, enquiry=enquiry.number)
    return enquiry


@transaction.atomic
def unlink_enquiry(*, visit: Visit, enquiry: Enquiry, by: User) -> None:
    """The visit was not about this enquiry after all; only for one that was open before the visit."""
    hold_open(visit)
    if visit.arrived_at is None or enquiry.opened_at >= visit.arrived_at:
        raise Refused(_("This enquiry was opened in the visit: correct its topic, or close it on its page."))
    gone, _rows = visit.links.filter(enquiry=enquiry).delete()
    if gone:
        tell("unlinked", visit, by, enquiry=enquiry.number)


@transaction.atomic
def correct_topic(*, visit: Visit, enquiry: Enquiry, topic: Topic, by: User) -> Enquiry:
    """A slip of the key in the list of topics is put right within the visit."""
    hold_open(visit)
    if not visit.links.filter(enquiry=enquiry).exists():
        raise Refused(_("The visit is not about this enquiry."))
    return enquiries.describe(enquiry=enquiry, topic=topic, by=by)


class NotesChanged(Refused):
    """Other notes were saved meanwhile, in another tab or by somebody else; `theirs` are those."""

    def __init__(self, theirs: str) -> None:
        super().__init__(_("Other notes were saved meanwhile."))
        self.theirs = theirs


@transaction.atomic
def write_notes(*, visit: Visit, text: str, by: User, was: str | None = None) -> Visit:
    """Keep the notes as they stand; text that somebody else saved since `was` (`mark_of`) is never lost."""
    hold(visit)
    text = text.strip().replace("\r\n", "\n")
    if text == visit.notes:
        return visit
    if was is not None and was != mark_of(visit.notes) and visit.notes not in text:
        raise NotesChanged(visit.notes)
    first = not visit.notes
    visit.notes = text
    visit.save(update_fields=["notes"])
    if first:
        tell("noted", visit, by)
    return visit
