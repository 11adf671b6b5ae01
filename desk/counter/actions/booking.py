"""Visits are booked, moved and cancelled; the client is told by e-mail.

The office's row is held while a place is taken, so of two bookings of the last place one gets it.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.clients import practice
from desk.clients.models import Client, Person
from desk.counter import booking, letters
from desk.counter.actions.moving import begin, hold, move, tell
from desk.counter.enums import VisitState
from desk.counter.free import Place
from desk.counter.models import Office, Visit, VisitEnquiry
from desk.enquiries.models import Enquiry, Topic
from desk.http import Refused
from desk.mail import actions as mail
from desk.mail.actions import Letter
from desk.people.models import Absence, User
from desk.people.permissions import at_the_desk


@transaction.atomic
def book(
    *,
    office: Office,
    at: datetime,
    by: User,
    topic: Topic | None = None,
    language: str = "et",
    reason: str = "",
    visitor: str = "",
    email: str = "",
    client: Client | None = None,
    person: Person | None = None,
    specialist: User | None = None,
    enquiry: Enquiry | None = None,
) -> Visit:
    """Book a place; who left an address gets a confirmation.

    Refused when the place is full, past or not bookable, when nobody is named, or when the named specialist
    is absent or booked at that time.
    """
    practice.fits(False, client, person)
    if not (client or person or visitor.strip()):
        raise Refused(_("Write down who comes."))
    place = _take(office, at, specialist)
    now = clock.now()
    visit = Visit.objects.create(
        office=office, state=VisitState.BOOKED, topic=topic, language=language, reason=reason.strip(),
        visitor=visitor.strip(), email=email.strip(), client=client, person=person, specialist=specialist,
        booked_for=place.start, booked_until=place.end, booked_at=now, booked_by=by,
    )  # fmt: skip
    begin(visit, now)
    if enquiry is not None:
        VisitEnquiry.objects.create(visit=visit, enquiry=enquiry)
    write(visit, letters.confirmation(visit), by)
    tell("booked", visit, by, client_id=visit.client_id)
    return visit


@transaction.atomic
def change_time(*, visit: Visit, office: Office, at: datetime, by: User) -> Visit:
    """Move a booking to another place; the client is told, and reminded of the new time anew."""
    hold(visit)
    if visit.state != VisitState.BOOKED:
        raise Refused(_("Only a booking can be moved."))
    if visit.office_id == office.pk and visit.booked_for == at:
        return visit
    place = _take(office, at, visit.specialist, without=visit)
    visit.office, visit.booked_for, visit.booked_until = office, place.start, place.end
    visit.booked_at, visit.booked_by, visit.reminded_at = clock.now(), by, None
    visit.save(
        update_fields=["office", "booked_for", "booked_until", "booked_at", "booked_by", "reminded_at"]
    )
    write(visit, letters.moved(visit), by)
    tell("rebooked", visit, by)
    return visit


@transaction.atomic
def cancel(*, visit: Visit, by: User) -> Visit:
    """The visit will not take place: its place is free again, and the client is told. Twice is once."""
    hold(visit)
    if visit.state == VisitState.CANCELLED:
        return visit
    # Written first: the address is emptied with the end of the visit.
    letter, to = letters.cancelled(visit), visit.email
    move(visit, VisitState.CANCELLED)
    write(visit, letter, by, to)
    tell("booking_cancelled", visit, by)
    return visit


def write(visit: Visit, letter: Letter, by: User | None, to: str | None = None) -> None:
    """Put a letter to the one who booked in the mail, if he left an address."""
    if address := visit.email if to is None else to:
        mail.queue(
            letter=letter, to=address, language=visit.language, subject=("visit", visit.pk),
            client_id=visit.client_id, by=by,
        )  # fmt: skip


def _take(office: Office, at: datetime, specialist: User | None, without: Visit | None = None) -> Place:
    """The place, with the office's row held until the transaction ends."""
    office.refresh_from_db(from_queryset=Office.objects.select_for_update(no_key=True))
    place = booking.place_at(office, at, without) if office.active else None
    if place is None:
        raise Refused(_("No visit can be booked at this time."))
    if not place.left:
        raise Refused(_("The last place at this time was just taken. Choose another time."))
    if specialist is not None:
        _is_free(specialist, place, without)
    return place


def _is_free(specialist: User, place: Place, without: Visit | None) -> None:
    # He may be booked in two offices at once: his row orders them.
    User.objects.select_for_update(no_key=True).get(pk=specialist.pk)
    if not specialist.is_active or at_the_desk(specialist) is not None:
        raise Refused(_("%(name)s does not work at the desk.") % {"name": specialist})
    if Absence.objects.on(workdays.day_of(place.start)).filter(user=specialist).exists():
        raise Refused(_("%(name)s is absent on that day.") % {"name": specialist})
    held = Visit.objects.booked_between(place.start, place.end).filter(specialist=specialist)
    if without is not None:
        held = held.exclude(pk=without.pk)
    if held.exists():
        raise Refused(_("%(name)s has a booked visit at that time.") % {"name": specialist})
