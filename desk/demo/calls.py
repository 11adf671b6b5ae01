"""A telephone line with the token of the demo, and the calls of the last days."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings

from desk import clock
from desk.calls import actions
from desk.calls.actions import callbacks
from desk.calls.enums import AttemptResult, IdentityItem, OfferState, State
from desk.calls.models import Call, Callback, CallEnquiry, Line, Offer
from desk.clients.models import Client, ContactPoint, Person
from desk.demo.moment import ago
from desk.enquiries.actions import order_favourites
from desk.enquiries.models import Enquiry, OutcomeCode, Topic
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
    _offered(people[0], people[1])
    _unanswered(line, at, known)
    _promised(people[0], people[1])
    _practised(at, outcomes[0])
    own = ("user-contract", "slow", "signing-failed", "letter-state")
    order_favourites(topics=[Topic.objects.get(code=code) for code in own], by=people[0])


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
    """One conversation that still lacks its outcome; its caller has shown who she is."""
    number, person, client = known[0]
    call = Call(line=line, call_id="demo-open", number=number, person=person, client=client, user=user)
    call.rang_at = at - timedelta(minutes=40)
    call.answered_at = call.rang_at + timedelta(seconds=9)
    call.hung_up_at = call.answered_at + timedelta(minutes=6)
    call.state = State.WRAP_UP
    call.save()
    if person is not None and person.personal_code:
        said = {IdentityItem.PERSONAL_CODE: person.personal_code[-4:]}
        actions.check(call=call, said=said, by=user)
    enquiry = Enquiry.objects.open().filter(client=client).order_by("-pk").first() if client else None
    if enquiry is not None:
        CallEnquiry.objects.create(call=call, enquiry=enquiry)


def _offered(took: User, passed: User) -> None:
    """To whom the open conversation was offered, so that the rotation's page has something to explain."""
    call = Call.objects.get(call_id="demo-open")
    rang = call.rang_at
    for user, state, begins, ends, minutes, alike in (
        (passed, OfferState.REFUSED, 0, 4, 22, 3),
        (took, OfferState.ANSWERED, 4, 9, 17, 2),
    ):
        Offer.objects.create(
            call=call,
            user=user,
            state=state,
            made_at=rang + timedelta(seconds=begins),
            ended_at=rang + timedelta(seconds=ends),
            idle_since=rang - timedelta(minutes=minutes),
            reasons=[("idle", minutes), ("first", alike)],
        )


def _unanswered(line: Line, at: datetime, known: Known) -> None:
    """What stands on the worklist: one number that tried three times, a stranger, and a hidden number."""
    # Not the first known number: the unfinished conversation is with that one.
    often = [number for number, _person, _client in known if number][-1:] or ["+37255500096"]
    tries = ((often[0], 75), (often[0], 62), (often[0], 48), ("+37255500099", 35), ("", 20))
    for place, (number, minutes) in enumerate(tries):
        call = Call(line=line, call_id=f"demo-missed-{place}", number=number)
        call.rang_at = at - timedelta(minutes=minutes)
        call.hung_up_at = call.rang_at + timedelta(seconds=25)
        call.state = State.MISSED if place % 2 else State.ABANDONED
        call.save()


def _promised(owner: User, other: User) -> None:
    """Two callbacks at the next free times, one of them about an enquiry, and one that is late."""
    asked = Enquiry.objects.open().exclude(client=None).exclude(person=None).order_by("-pk")
    enquiry = asked.filter(person__contacts__kind="phone").select_related("client", "person").first()
    if enquiry is None or enquiry.person is None:
        return
    number = enquiry.person.contacts.phones().order_by("pk")[0].value
    callbacks.plan(by=owner, number=number, enquiry=enquiry, owner=owner, what="Räägime allkirjastamisest")
    callbacks.plan(by=other, number="+37255500098")
    with ago(timedelta(hours=2)):
        now = clock.now()
        missed = Call.objects.create(
            number="+37255500097", rang_at=now, hung_up_at=now + timedelta(seconds=30), state=State.MISSED
        )
        late = callbacks.call_back_now(call=missed, by=owner)
        callbacks.attempt(callback=late, result=AttemptResult.SILENT, by=owner)
        # On a day off the next attempt has no time today, and the demo shows a late one on any day.
        Callback.objects.filter(pk=late.pk).update(slot_at=now + timedelta(hours=1))


def _practised(at: datetime, outcome: OutcomeCode) -> None:
    """One practice call of yesterday, which no figure counts."""
    trainee = User.objects.filter(training=True).first()
    rang = at - timedelta(days=1, hours=1)
    answered, ended = rang + timedelta(seconds=6), rang + timedelta(minutes=4)
    Call.objects.create(
        call_id="hidden:demo", training=True, user=trainee, rang_at=rang, answered_at=answered,
        hung_up_at=ended, closed_at=ended + timedelta(minutes=1), state=State.CLOSED, outcome=outcome,
    )  # fmt: skip
