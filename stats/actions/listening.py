"""Listening along, as booked: nothing is recorded, and the specialist knows and agrees beforehand."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.calls.models import Call
from desk.http import Refused
from desk.people.models import User
from desk.people.permissions import LEADS
from stats.actions.reviewing import tell_alone
from stats.actions.sampling import add_listened, take
from stats.enums.quality import BookingState, WorkKind
from stats.models import Booking, Review
from stats.quality.subjects import one

BEFOREHAND = timedelta(hours=1)  # at least so long before it begins the specialist is told
LONGEST = timedelta(hours=4)
OPEN = (BookingState.BOOKED, BookingState.AGREED, BookingState.DECLINED)


@transaction.atomic
def book(*, person: User, starts_at: datetime, ends_at: datetime, note: str, by: User) -> Booking:
    """A lead books a time to listen to this person's calls; the person is told, and answers."""
    if person.pk == by.pk or not by.holds(*LEADS):
        raise Refused(_("Those who lead listen to the calls of others."))
    if starts_at < clock.now() + BEFOREHAND:
        raise Refused(_("The specialist is told at least an hour before: choose a later time."))
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise Refused(_("Listening lasts at most four hours."))
    made = Booking.objects.create(
        person=person, lead=by, starts_at=starts_at, ends_at=ends_at, note=note.strip()[:300],
        told_at=clock.now(),
    )  # fmt: skip
    _tell(made.person, "stats.listening", made)
    return made


@transaction.atomic
def answer(*, booking: Booking, suits: bool, text: str, by: User) -> Booking:
    """The specialist agrees, or says which other time would suit."""
    _hold(booking)
    if by.pk != booking.person_id:
        raise Refused(_("Only the person whose calls are listened to answers."))
    if booking.state not in OPEN or booking.starts_at <= clock.now():
        raise Refused(_("It is too late to answer."))
    if not suits and not text.strip():
        raise Refused(_("Write which other time would suit."))
    booking.state = BookingState.AGREED if suits else BookingState.DECLINED
    booking.answer = text.strip()[:300]
    booking.save()
    _tell(booking.lead, f"stats.listening_{booking.state}", booking)
    return booking


@transaction.atomic
def cancel(*, booking: Booking, by: User) -> Booking:
    """The lead does not come after all; the specialist is told."""
    _hold(booking)
    if by.pk != booking.lead_id:
        raise Refused(_("Only who booked it cancels it."))
    if booking.state not in OPEN:
        raise Refused(_("This is over already."))
    booking.state = BookingState.CANCELLED
    booking.save()
    _tell(booking.person, "stats.listening_cancelled", booking)
    return booking


@transaction.atomic
def heard(*, booking: Booking, call: Call, by: User) -> Review:
    """The lead has heard this call; its review begins. Refused without the specialist's consent."""
    _hold(booking)
    if by.pk != booking.lead_id:
        raise Refused(_("Only who listened reviews what was heard."))
    if booking.state != BookingState.AGREED:
        raise Refused(_("The specialist has not agreed to this time."))
    answered = call.answered_at
    if call.user_id != booking.person_id or answered is None:
        raise Refused(_("This is not a call of this person."))
    if not booking.starts_at <= answered < booking.ends_at:
        raise Refused(_("This call was not answered in the time that was agreed."))
    candidate = one(WorkKind.CALL, call.pk)
    if candidate is None:
        raise Refused(_("The call is not finished yet: wait for its outcome."))
    booking.state, booking.call = BookingState.HEARD, call
    booking.save()
    return take(sample=add_listened(candidate=candidate), by=by)


def _hold(booking: Booking) -> None:
    booking.refresh_from_db(from_queryset=Booking.objects.select_for_update())


def _tell(person: User, kind: str, booking: Booking) -> None:
    local = booking.starts_at.astimezone(workdays.TALLINN)
    tell_alone(person, kind, booking, day=f"{local:%d.%m.%Y}", time=f"{local:%H:%M}")
