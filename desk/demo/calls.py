"""A telephone line with the token of the demo, and the calls of the last days."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings

from desk.calls import actions
from desk.calls.enums import State
from desk.calls.models import Call, CallEnquiry, Line
from desk.clients.models import Client, ContactPoint, Person
from desk.enquiries.models import Enquiry, OutcomeCode
from desk.people.models import User

DAYS = 14
# Calls begin at these minutes after nine; a Monday has them all, other days two of three.
MINUTES = (3, 11, 26, 34, 52, 71, 78, 95, 118, 124, 131, 149, 177, 203, 236, 251, 288, 304, 341, 377)
Known = list[tuple[str, Person | None, Client | None]]


def seed(at: datetime) -> None:
    """One line and about two hundred calls: answered, abandoned and missed, some for known callers."""
    line, _token = actions.open_line(
        name="Klienditugi", number="+3726625999", token=settings.DEMO_LINE_TOKEN, by=None
    )
    people = list(User.objects.exclude(extension="").order_by("extension")[:4])
    known = _callers()
    outcomes = list(OutcomeCode.objects.filter(code__in=["advised", "solved", "redirected"]).order_by("code"))
    for day in range(DAYS, 0, -1):
        morning = (at - timedelta(days=day)).replace(hour=7, minute=0, second=0, microsecond=0)
        if morning.weekday() < 5:
            _day(line, morning, day, people, known, outcomes)
    _unfinished(line, at, people[0], known)


def _callers() -> Known:
    """Numbers of demo callers with whom they belong to, and a hidden one after each."""
    found: Known = []
    phones = ContactPoint.objects.phones().filter(person__isnull=False)
    for phone in phones.select_related("person").order_by("pk"):
        client = Client.objects.of_person(phone.person_id or 0).order_by("pk").first()
        found += [(phone.value, phone.person, client), ("", None, None)]
    return found or [("", None, None)]


def _day(
    line: Line, morning: datetime, day: int, people: list[User], known: Known, outcomes: list[OutcomeCode]
) -> None:
    for place, minute in enumerate(MINUTES):
        if morning.weekday() and place % 3 == 2:
            continue
        # A fixed rule instead of chance, so that every demo and screenshot is alike.
        dice = int(hashlib.sha256(f"{day}/{place}".encode()).hexdigest()[:8], 16)
        number, person, client = known[dice % len(known)]
        rang = morning + timedelta(minutes=minute, seconds=dice % 60)
        call = Call(line=line, call_id=f"demo-{day}-{place}", number=number, person=person, client=client)
        call.rang_at = rang
        if dice % 11 == 0:
            call.state = State.ABANDONED if dice % 2 else State.MISSED
            call.hung_up_at = rang + timedelta(seconds=8 + dice % 50)
        else:
            call.user = people[dice % len(people)]
            call.answered_at = rang + timedelta(seconds=4 + dice % 25)
            call.hung_up_at = call.answered_at + timedelta(seconds=60 + dice % 420)
            call.closed_at = call.hung_up_at + timedelta(seconds=10 + dice % 110)
            call.state, call.outcome = State.CLOSED, outcomes[dice % len(outcomes)]
        call.save()


def _unfinished(line: Line, at: datetime, user: User, known: Known) -> None:
    """One conversation that still lacks its outcome, so that the workspace shows what is missing."""
    number, person, client = known[0]
    call = Call(line=line, call_id="demo-open", number=number, person=person, client=client, user=user)
    call.rang_at = at - timedelta(minutes=40)
    call.answered_at = call.rang_at + timedelta(seconds=9)
    call.hung_up_at = call.answered_at + timedelta(minutes=6)
    call.state = State.WRAP_UP
    call.save()
    enquiry = Enquiry.objects.open().filter(client=client).order_by("-pk").first() if client else None
    if enquiry is not None:
        CallEnquiry.objects.create(call=call, enquiry=enquiry)
