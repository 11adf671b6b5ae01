"""Promises in each state: kept in time and late, broken, waiting for a letter, open again after a bounce."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desk import clock
from desk.clients.models import Client, ContactPoint, Person
from desk.demo.moment import ago
from desk.enquiries import actions
from desk.enquiries.enums import Channel, Reached
from desk.enquiries.models import Promise, Topic
from desk.mail import actions as mail
from desk.mail.enums import EventKind
from desk.mail.gateway import Accepted
from desk.mail.models import Message, MessageEvent
from desk.outbox import JobState
from desk.people.models import User

TAMME, MARI, EMAIL = "10000001", "24503120016", "mari.tamm@tammepuit.example"


@dataclass(frozen=True)
class Story:
    """A promise made `made` days ago, due `due` days ago, and told by letter `told` days ago (None: not)."""

    what: str
    made: float
    due: float
    told: float | None
    owner: str = "spetsialist"


KEPT = Story("Saadame kirja tasumäära arvutusega", 40, 36, 38)
LATE = Story("Kirjutame, millised käitluskohad on aruandes puudu", 34, 31, 30)
BROKEN = Story("Anname teada, kas parandusdeklaratsioon on vastu võetud", 33, 29, None)
UNREACHED = Story("Helistame, kui käitluskoht on lisatud", 3, -1, None)
GIVEN_UP = Story("Helistame, kas parandatud aruanne jõudis kohale", 4, -1, None)
WAITS = Story("Saadame juhise partneri koguste parandamiseks", 0.2, -2, 0.01)
RETURNED = Story("Saadame vastuse käitluskoha numbri kohta", 2, -1, 1)


def seed(at: datetime) -> None:
    """Each through the actions, at its times; the last one's letter came back an hour ago."""
    for story in (KEPT, LATE, BROKEN, UNREACHED, GIVEN_UP, WAITS, RETURNED):
        promise = _made(story, at)
        letter = _told(story, promise)
        if letter is not None and story is not WAITS:
            assert story.told is not None
            with ago(timedelta(days=story.told) - timedelta(hours=2)):
                mail.deliver()
                actions.follow_letters()
        if story is RETURNED and letter is not None:
            with ago(timedelta(hours=1)):
                MessageEvent.objects.create(
                    message=letter, kind=EventKind.BOUNCED, at=clock.now(), detail="4.4.7"
                )
                actions.follow_letters()
        if story in (UNREACHED, GIVEN_UP):
            _tried(promise)
        if story is GIVEN_UP:
            _last_letter(promise)
    actions.break_overdue()


def _made(story: Story, at: datetime) -> Promise:
    with ago(timedelta(days=story.made)):
        owner = User.objects.get(username=story.owner)
        enquiry = actions.open_enquiry(
            topic=Topic.objects.get(code="waste-report"), client=Client.objects.with_code(TAMME).get(),
            person=Person.objects.get(personal_code=MARI), question="", by=owner,
        )  # fmt: skip
        channel = Channel.CALL if story in (UNREACHED, GIVEN_UP) else Channel.EMAIL
        due = at - timedelta(days=story.due)
        return actions.promise(enquiry=enquiry, what=story.what, due_at=due, channel=channel, by=owner)


def _told(story: Story, promise: Promise) -> Message | None:
    if story.told is None:
        return None
    with ago(timedelta(days=story.told)):
        enquiry = promise.enquiry
        letter = mail.queue(
            letter=mail.Letter(f"Vastus pöördumisele {enquiry.number}", "Tere!\n\nVastame lubatud ajaks."),
            to=EMAIL, language="et", subject=("enquiry", enquiry.pk), client_id=enquiry.client_id,
            by=enquiry.owner,
        )  # fmt: skip
        # It left long ago: no worker of the demo sends it again.
        Message.objects.filter(pk=letter.pk).update(state=JobState.SENT)
        letter.refresh_from_db()
        mail.sent(letter, Accepted(letter.message_id))
        actions.wait_for(promise=promise, message=letter, by=enquiry.owner)
    return letter


def _tried(promise: Promise) -> None:
    for days, reached in ((2, Reached.NO_ANSWER), (1, Reached.BUSY), (0.1, Reached.NO_ANSWER)):
        with ago(timedelta(days=days)):
            by = promise.enquiry.owner
            assert by is not None
            actions.try_to_reach(promise=promise, channel=Channel.CALL, reached=reached, by=by)


def _last_letter(promise: Promise) -> None:
    """It waits for a second person."""
    by = promise.enquiry.owner
    assert by is not None
    actions.write_last_letter(
        promise=promise, by=by, to=ContactPoint.objects.filter(person=promise.enquiry.person, value=EMAIL)[0],
        text="Tere!\n\nHelistasime Teile kolmel korral. Parandatud aruanne jõudis kohale.",
    )  # fmt: skip
