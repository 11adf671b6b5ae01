"""A signal to the head of a unit: two clicks, nothing small or personal; acknowledged and answered."""

from datetime import date, time
from html import unescape
from uuid import uuid4

import pytest

from desk import clock, workdays
from desk.enquiries.models import Topic
from desk.enquiries.reference import seed_reference
from desk.mail.models import Message
from desk.people.models import Notice, Unit
from desk.people.reference import seed_reference as seed_units
from desk.records.models import TimelineEntry
from stats.contacts.leaving import words
from stats.figures import FIGURES, Chosen, Sums
from stats.models import Contacts, Signal
from tests.conftest import Actor

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2027, 3, 17)
WEEK = Chosen(date(2027, 3, 8), date(2027, 3, 14))


@pytest.fixture
def topic(as_unit_head: Actor) -> Topic:
    """A topic of the unit that the actor heads, asked 40 times last week and 3 times the week before."""
    clock.move(workdays.at(WEDNESDAY, time(12)) - clock.now())
    seed_units()
    seed_reference()
    topic = Topic.objects.exclude(parent=None).exclude(unit=None).order_by("pk")[0]
    Unit.objects.filter(topics=topic).update(head=as_unit_head.user)
    for day, opened in ((date(2027, 3, 9), 40), (date(2027, 3, 2), 3)):
        Contacts.objects.create(
            day=day, topic=topic, channel="phone", language="et", opened=opened, first_contact=opened // 2
        )
    return topic


def address(topic: Topic, **more: str) -> str:
    return f"/board/contacts/signals/new/?{WEEK.narrowed(topics=(topic.pk,)).query(figure='opened', **more)}"


def told(actor: Actor, topic: Topic, text: str = "") -> Signal:
    """The figures are confirmed and sent."""
    form = actor.get(address(topic)).context["form"]
    actor.post(address(topic), {"token": form["token"].value(), "text": text})
    return Signal.objects.get()


def test_the_head_of_the_unit_is_told_and_answers(
    topic: Topic, as_senior: Actor, as_unit_head: Actor
) -> None:
    table = unescape(as_senior.get(f"/board/contacts/topics/?{WEEK.query()}").content.decode())
    assert address(topic).partition("?")[2].split("topic=")[0] in table
    signal = told(as_senior, topic, "Palun vaadake juhend üle.")
    message = Message.objects.get()
    assert (message.subject_kind, message.subject_id) == ("signal", signal.pk)
    assert message.body.to == as_unit_head.user.email
    assert signal.get_absolute_url() in message.body.text and "40" in message.body.text
    assert "Palun vaadake juhend üle." in message.body.text
    notice = Notice.objects.get(user=as_unit_head.user)
    assert (notice.kind, notice.subject_id) == ("stats.signal_told", signal.pk)

    panel = as_unit_head.get("/board/contacts/signals/mine/").content.decode()
    assert signal.get_absolute_url() in panel
    page = as_unit_head.get(signal.get_absolute_url()).content.decode()
    assert "Palun vaadake juhend üle." in page and "&lt;5" in page
    for _twice in range(2):
        as_unit_head.post(f"{signal.get_absolute_url()}acknowledge/")
    signal.refresh_from_db()
    assert signal.seen_by == as_unit_head.user and signal.answered_at is None
    as_unit_head.post(f"{signal.get_absolute_url()}answer/", {"text": "Parandame juhendi reedeks."})
    signal.refresh_from_db()
    assert signal.answer == "Parandame juhendi reedeks."
    assert Notice.objects.get(user=as_senior.user).kind == "stats.signal_answered"
    assert "Parandame juhendi reedeks." in as_senior.get(signal.get_absolute_url()).content.decode()
    kinds = TimelineEntry.objects.filter(subject_kind="signal").exclude(kind="mail.queued")
    assert list(kinds.order_by("pk").values_list("kind", flat=True)) == [
        "stats.signal_told", "stats.signal_seen", "stats.signal_answered",
    ]  # fmt: skip

    as_unit_head.post(f"{signal.get_absolute_url()}answer/", {"text": "Midagi muud."})
    signal.refresh_from_db()
    assert signal.answer == "Parandame juhendi reedeks."


def test_the_same_form_twice_is_one_signal(topic: Topic, as_senior: Actor) -> None:
    token = str(uuid4())
    for _twice in range(2):
        response = as_senior.post(address(topic), {"token": token, "text": ""})
        assert response.status_code == 302
    assert (Signal.objects.count(), Message.objects.count(), Notice.objects.count()) == (1, 1, 1)


def test_small_numbers_and_what_gives_them_back_stay_here(topic: Topic, as_senior: Actor) -> None:
    signal = told(as_senior, topic)
    opened = next(each for each in signal.figures if each["figure"] == "opened")
    assert (opened["now"], opened["before"], opened["year"]) == ("40", "<5", "0")
    fcr = next(each for each in signal.figures if each["figure"] == "fcr")
    assert (fcr["now"], fcr["before"]) == ("50%", "–")
    figure = FIGURES["fcr"]
    assert words(figure, Sums(opened=100, first_contact=97)) == "–"
    assert words(figure, Sums(opened=100, first_contact=3)) == "–"
    assert words(figure, Sums(opened=100, first_contact=0)) == "0%"
    assert words(figure, Sums(opened=100, first_contact=90)) == "90%"


@pytest.mark.parametrize(
    "text", ["Vaata 10101085714 küsimust", "Kirjuta mari@tamm.example", "Helista +372 5123 4567"]
)
def test_our_own_words_must_hold_no_personal_data(topic: Topic, as_senior: Actor, text: str) -> None:
    form = as_senior.get(address(topic)).context["form"]
    response = as_senior.post(address(topic), {"token": form["token"].value(), "text": text})
    assert response.context["form"].errors["text"]
    assert text in unescape(response.content.decode())
    assert not Signal.objects.exists() and not Message.objects.exists()


def test_without_a_head_that_is_said_and_nothing_is_sent(
    topic: Topic, as_senior: Actor, as_head: Actor
) -> None:
    for head in (None, as_head.user):  # nobody, and somebody who is no head of unit
        Unit.objects.filter(topics=topic).update(head=head)
        response = as_senior.get(address(topic))
        assert response.context["nobody"]
        response = as_senior.post(address(topic), {"token": str(uuid4()), "text": ""})
        assert response.context["nobody"]
    assert not Signal.objects.exists()
    Topic.objects.filter(pk=topic.pk).update(unit=None)
    Topic.objects.filter(children=topic).update(unit=None)
    assert as_senior.get(address(topic)).context["nobody"]


def test_a_head_without_an_address_is_told_by_notice(
    topic: Topic, as_senior: Actor, as_unit_head: Actor
) -> None:
    user = as_unit_head.user
    user.email = ""
    user.save()
    assert told(as_senior, topic).message is None
    assert Notice.objects.filter(user=user).exists()


def test_a_head_sees_own_units_alone(
    topic: Topic, as_senior: Actor, as_unit_head: Actor, as_head: Actor
) -> None:
    signal = told(as_senior, topic)
    Unit.objects.filter(topics=topic).update(head=None)
    assert as_unit_head.get(signal.get_absolute_url()).status_code == 404
    assert as_unit_head.post(f"{signal.get_absolute_url()}acknowledge/").status_code == 404
    assert signal.get_absolute_url() not in as_unit_head.get("/board/contacts/signals/").content.decode()
    # Those who lead read it, and do not answer in the unit's name.
    assert as_head.get(signal.get_absolute_url()).status_code == 200
    as_head.post(f"{signal.get_absolute_url()}acknowledge/")
    signal.refresh_from_db()
    assert signal.seen_at is None


def test_who_does_not_lead_tells_nobody(topic: Topic, as_specialist: Actor, as_unit_head: Actor) -> None:
    for actor in (as_specialist, as_unit_head):
        assert actor.get(address(topic)).status_code == 403
        assert actor.post(address(topic), {"token": str(uuid4())}).status_code == 403
    assert as_specialist.get("/board/contacts/signals/").status_code == 403


def test_one_topic_is_needed(topic: Topic, as_senior: Actor) -> None:
    for query in (WEEK.query(figure="opened"), "topic=0", ""):
        page = as_senior.get(f"/board/contacts/signals/new/?{query}").content.decode()
        assert "/board/contacts/topics/" in page and "<textarea" not in page
    as_senior.post("/board/contacts/signals/new/", {"token": str(uuid4())})
    assert not Signal.objects.exists()
