"""At the door: who comes, walk-in or booked; who leaves; what was answered there; what was noted on paper."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, live
from desk.clients import practice
from desk.clients.models import Client, Person
from desk.counter import numbers, workflow
from desk.counter.actions.handing import announce, refuse_absent
from desk.counter.actions.moving import EVENT, SAID, begin, hold, move, tell
from desk.counter.actions.presence import is_free
from desk.counter.enums import VisitState
from desk.counter.models import Office, Period, Visit, VisitEnquiry
from desk.enquiries import actions as enquiries
from desk.enquiries.models import OutcomeCode, Topic
from desk.http import Refused
from desk.people.models import User

LONGEST = timedelta(hours=12)


@transaction.atomic
def arrive(
    *,
    office: Office,
    by: User,
    topic: Topic | None = None,
    reason: str = "",
    visitor: str = "",
    language: str = "et",
    client: Client | None = None,
    person: Person | None = None,
    specialist: User | None = None,
) -> Visit:
    """Somebody came without a booking: a number is given, and he waits, for anyone or for one by name."""
    practice.fits(False, client, person)
    if specialist is not None:
        refuse_absent(specialist)
    now = clock.now()
    visit = Visit.objects.create(
        office=office,
        state=VisitState.HANDED if specialist else VisitState.WAITING,
        number=numbers.give(office),
        language=language,
        topic=topic,
        reason=reason.strip(),
        visitor=visitor.strip(),
        client=client,
        person=person,
        specialist=specialist,
        arrived_at=now,
        queued_at=now,
    )
    begin(visit, now)
    announce(visit, by)
    tell("arrived", visit, by)
    return visit


@transaction.atomic
def arrive_booked(*, visit: Visit, by: User) -> Visit:
    """Who booked is here: he waits from his time on, or from now where he is late; twice changes nothing."""
    hold(visit)
    if visit.waits:
        return visit
    if visit.booked_for is None:
        raise Refused(_("The visit was not booked."))
    now = clock.now()
    move(
        visit,
        VisitState.HANDED if visit.specialist_id else VisitState.WAITING,
        now,
        number=numbers.give(visit.office),
        arrived_at=now,
        queued_at=max(now, visit.booked_for),
    )
    announce(visit, by)
    tell("arrived_booked", visit, by)
    return visit


@transaction.atomic
def did_not_come(*, visit: Visit, by: User | None) -> Visit:
    """The booked time is over and nobody came; by a person, or by the sweep (`by` is None)."""
    hold(visit)
    if visit.booked_for is not None and visit.state == VisitState.BOOKED and visit.booked_for > clock.now():
        raise Refused(_("The booked time has not come yet."))
    move(visit, VisitState.NO_SHOW)
    tell("no_show", visit, by)
    return visit


@transaction.atomic
def leave(*, visit: Visit, by: User) -> Visit:
    """The visitor left before being served, or did not come to the desk when called."""
    hold(visit)
    server = visit.user
    move(visit, VisitState.LEFT, user=None, desk=None)
    if server is not None:
        is_free(server, visit)
    tell("left", visit, by)
    return visit


@transaction.atomic
def come_back(*, visit: Visit, by: User) -> Visit:
    """It was a slip: the visitor is here after all, in his old place. What he said stays emptied."""
    hold(visit)
    if visit.state != VisitState.LEFT:
        raise Refused(_("The visitor has not left."))
    if text := workflow.refuses_reopening(visit, by):
        raise Refused(text)
    move(visit, VisitState.HANDED if visit.specialist_id else VisitState.WAITING)
    tell("came_back", visit, by)
    return visit


@transaction.atomic
def serve_quickly(
    *, office: Office, topic: Topic, outcome: OutcomeCode, by: User, language: str = "et"
) -> Visit:
    """A question was answered at the door: nobody waited, and it counts as an enquiry with its result."""
    if not outcome.no_client:
        raise Refused(_("Choose an outcome that needs no client, or write the visitor down."))
    now = clock.now()
    visit = _over(
        office, topic, outcome, by, began=now, ended=now, arrived=now, quick=True, language=language
    )
    if not outcome.no_enquiry:
        enquiry = enquiries.open_enquiry(topic=topic, language=language, by=by)
        VisitEnquiry.objects.create(visit=visit, enquiry=enquiry)
        enquiries.close(enquiry=enquiry, outcome=outcome, by=by)
    tell("quick", visit, by, outcome=outcome.name_et)
    live.announce(EVENT)
    return visit


@transaction.atomic
def note_later(
    *,
    office: Office,
    topic: Topic,
    outcome: OutcomeCode,
    arrived: datetime,
    began: datetime,
    ended: datetime,
    by: User,
    served_by: User | None = None,
    client: Client | None = None,
    person: Person | None = None,
    question: str = "",
    language: str = "et",
) -> Visit:
    """A visit that was written on paper while the desk was down: its times are what a person wrote.

    Its enquiry is opened now and closed where the outcome says "solved". Refused when the times are not those
    of a visit that is over, or when the outcome lacks what it needs.
    """
    practice.fits(False, client, person)
    _lawful(arrived, began, ended)
    if client is None and not outcome.no_client:
        raise Refused(_("Choose the client, or an outcome that needs none."))
    visit = _over(
        office, topic, outcome, served_by or by, began=began, ended=ended, arrived=arrived, language=language,
        client=client, person=person, noted_later=True,
    )  # fmt: skip
    if not outcome.no_enquiry:
        enquiry = enquiries.open_enquiry(
            topic=topic, client=client, person=person, language=language, question=question, by=by
        )
        VisitEnquiry.objects.create(visit=visit, enquiry=enquiry)
        if outcome.solved:
            enquiries.close(enquiry=enquiry, outcome=outcome, by=by)
    tell("noted_later", visit, by, outcome=outcome.name_et)
    return visit


def _over(
    office: Office, topic: Topic, outcome: OutcomeCode, user: User, *, arrived: datetime, began: datetime,
    ended: datetime, **facts: object,
) -> Visit:  # fmt: skip
    """A visit that is over as soon as it is written down, with its spans."""
    visit = Visit.objects.create(
        office=office, topic=topic, outcome=outcome, user=user, state=VisitState.SERVED,
        number=numbers.none(office), arrived_at=arrived, queued_at=arrived, over_at=ended, **facts, **SAID,
    )  # fmt: skip
    if began > arrived:
        Period.objects.create(visit=visit, state=VisitState.WAITING, started_at=arrived, ended_at=began)
    Period.objects.create(visit=visit, state=VisitState.SERVING, user=user, started_at=began, ended_at=ended)
    return visit


def _lawful(arrived: datetime, began: datetime, ended: datetime) -> None:
    if ended > clock.now():
        raise Refused(_("A visit in the future cannot be written down."))
    if not arrived <= began <= ended:
        raise Refused(_("The visit ended before it began."))
    if ended - arrived > LONGEST:
        raise Refused(_("A visit of more than twelve hours is a mistake in its times."))
