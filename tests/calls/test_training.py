"""Practice calls: they ring only for people in training, are worked as real ones, and count nowhere."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages

from contracts.actions.drafting import draft
from desk import clock
from desk.calls import missed, training
from desk.calls.actions import callbacks
from desk.calls.actions import training as deeds
from desk.calls.enums import State
from desk.calls.models import Call, Callback, Offer
from desk.clients.models import Client, Person
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Enquiry, OutcomeCode, Promise
from desk.http import Refused
from desk.mail import actions as mail
from desk.mail.models import Message
from desk.people.actions import set_presence
from desk.people.enums import PresenceState, Role
from desk.people.models import Presence, User
from registry import actions as registry
from stats import counts
from tests.calls import world
from tests.conftest import Actor, _actor
from tickets.actions import escalate
from tickets.models import Unit
from tickets.reference import seed_reference as units

pytestmark = pytest.mark.slow

Someone = Callable[..., User]


@pytest.fixture
def trainee(someone: Someone) -> Actor:
    world.on("2027-01-12 10:05")
    user = someone(
        "praktikant", Role.SPECIALIST, first_name="Uku", last_name="Uus", extension="130", training=True
    )
    set_presence(user=user, state=PresenceState.AVAILABLE, by=user)
    return _actor(user)


@pytest.fixture
def puit(as_specialist: Actor, trainee: Actor) -> Client:
    set_presence(user=as_specialist.user, state=PresenceState.AVAILABLE, by=as_specialist.user)
    return world.opened(as_specialist.user)[0]


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def ring(senior: Actor, trainee: Actor, scenario: str = "known") -> Call:
    response = senior.post("/calls/training/", {"trainee": trainee.user.pk, "scenario": scenario})
    call = Call.objects.filter(training=True).latest("pk")
    assert response.headers["Location"] == f"/calls/training/{call.pk}/", said(response)
    return call


def presence(actor: Actor) -> str:
    return Presence.objects.open().get(user=actor.user).state


def practised(call: Call, trainee: Actor) -> None:
    """The trainee works the call as a real one: who, what about, a promise, an end."""
    trainee.post(f"/calls/{call.pk}/answer/")
    mari = Person.objects.filter(practice=True).latest("pk")
    trainee.post(
        f"/calls/{call.pk}/choose/",
        {"person": mari.pk, "client": Client.objects.filter(practice=True).latest("pk").pk},
    )
    trainee.post(f"/calls/{call.pk}/enquiry/", {"topic": world.a_topic().pk})
    enquiry = Enquiry.objects.filter(practice=True).latest("pk")
    enquiries.promise(
        enquiry=enquiry, what="Helistan", due_at=clock.now() + timedelta(minutes=5), by=trainee.user
    )
    trainee.post(f"/calls/{call.pk}/hang-up/")
    promised = OutcomeCode.objects.get(code="promised").pk
    trainee.post(f"/calls/{call.pk}/finish/", {"outcome": promised})


def test_a_senior_rings_and_only_the_trainee_is_rung(as_senior: Actor, trainee: Actor, puit: Client) -> None:
    call = ring(as_senior, trainee)
    offer = Offer.objects.open().get()
    assert (offer.user, offer.call) == (trainee.user, call)
    card = trainee.get("/calls/card/", headers={"HX-Request": "true"}).content.decode()
    assert "Harjutuskõne" in card
    assert "Malle Harjutus" in card
    page = as_senior.get(f"/calls/training/{call.pk}/").content.decode()
    assert "Soovime teie portaali kasutama hakata" in page


def test_the_chosen_trainee_is_rung_though_another_is_free_longer(
    as_senior: Actor, trainee: Actor, someone: Someone, puit: Client
) -> None:
    other = someone("teine", Role.SPECIALIST, extension="131", training=True)
    set_presence(user=other, state=PresenceState.AVAILABLE, by=other)
    Presence.objects.filter(user=other).update(started_at=clock.now() - timedelta(hours=1))
    ring(as_senior, trainee)
    assert Offer.objects.open().get().user == trainee.user


def test_the_trainee_works_it_in_the_normal_workspace_and_the_end_says_what_was_good(
    as_senior: Actor, trainee: Actor, puit: Client
) -> None:
    call = ring(as_senior, trainee)
    practised(call, trainee)
    call.refresh_from_db()
    assert call.state == State.CLOSED
    assert presence(trainee) == PresenceState.AVAILABLE
    page = trainee.get(f"/calls/{call.pk}/").content.decode()
    assert "Harjutuskõne" in page
    assert "Mida hea vastus sisaldab" in page


def test_the_senior_hangs_up(as_senior: Actor, trainee: Actor, puit: Client) -> None:
    first = ring(as_senior, trainee, "hidden")
    as_senior.post(f"/calls/training/{first.pk}/end/")
    first.refresh_from_db()
    assert first.state == State.ABANDONED
    assert presence(trainee) == PresenceState.AVAILABLE
    second = ring(as_senior, trainee, "angry")
    trainee.post(f"/calls/{second.pk}/answer/")
    as_senior.post(f"/calls/training/{second.pk}/end/")
    second.refresh_from_db()
    assert second.state == State.WRAP_UP


def test_people_who_are_not_in_training_or_not_free_are_not_rung(
    as_senior: Actor, as_specialist: Actor, trainee: Actor, puit: Client
) -> None:
    data = {"trainee": as_specialist.user.pk, "scenario": "known"}
    assert said(as_senior.post("/calls/training/", data)) == ["See inimene ei ole väljaõppel."]
    set_presence(user=trainee.user, state=PresenceState.BREAK, by=trainee.user)
    data = {"trainee": trainee.user.pk, "scenario": "known"}
    assert "ei võta praegu kõnesid" in said(as_senior.post("/calls/training/", data))[-1]
    assert not Call.objects.filter(training=True).exists()


def test_only_those_who_lead_start_practice(as_specialist: Actor, trainee: Actor) -> None:
    assert as_specialist.get("/calls/training/").status_code == 403
    assert trainee.post("/calls/training/", {}).status_code == 403


def test_practice_and_real_people_do_not_mix(
    as_senior: Actor, as_specialist: Actor, trainee: Actor, puit: Client
) -> None:
    call = ring(as_senior, trainee)
    trainee.post(f"/calls/{call.pk}/answer/")
    assert said(trainee.post(f"/calls/{call.pk}/choose/", {"client": puit.pk})) == [
        "Harjutuskõnes saab valida ainult harjutuskliente."
    ]
    as_specialist.post("/calls/log/", {"number": "", "direction": "in"})
    real = Call.objects.get(training=False)
    theirs = Client.objects.filter(practice=True).latest("pk")
    assert said(as_specialist.post(f"/calls/{real.pk}/choose/", {"client": theirs.pk})) == [
        "Harjutuskliente saab valida ainult harjutuskõnes."
    ]
    enquiry = enquiries.open_enquiry(topic=world.a_topic(), client=puit, by=as_specialist.user)
    assert said(trainee.post(f"/calls/{call.pk}/enquiry/", {"enquiry": enquiry.pk}))


def test_who_is_written_down_in_practice_is_for_practice_and_takes_no_code(
    as_senior: Actor, trainee: Actor, puit: Client
) -> None:
    call = ring(as_senior, trainee, "hidden")
    trainee.post(f"/calls/{call.pk}/answer/")
    facts = {"kind": "organisation", "name": "Soo Turvas OÜ", "language": "et", "code": "10000024"}
    trainee.post(f"/calls/{call.pk}/client/", facts)
    made = Client.objects.get(name="Soo Turvas OÜ")
    assert (made.practice, made.registry_code) == (True, "")
    kadri = {"first_name": "Kadri", "last_name": "Lepp", "language": "et", "role": ""}
    trainee.post(f"/calls/{call.pk}/person/", kadri)
    assert Person.objects.get(first_name="Kadri").practice


def test_nothing_leaves_the_house(as_senior: Actor, trainee: Actor, puit: Client) -> None:
    units()
    practised(ring(as_senior, trainee), trainee)
    client, enquiry = Client.objects.filter(practice=True).latest("pk"), Enquiry.objects.get(practice=True)
    by = trainee.user
    letter = mail.Letter("Tere", "Tere")
    deeds_that_reach_out: list[Callable[[], object]] = [
        lambda: draft(client=client, documents=[], by=by),
        lambda: registry.ask(client=client, purpose="look", subject=("client", client.pk), by=by),
        lambda: escalate(enquiry=enquiry, unit=Unit.objects.all()[0], answers={}, by=by),
        lambda: mail.queue(
            letter=letter, to="malle@harjutus.example", language="et",
            subject=("client", client.pk), client_id=client.pk, by=by,
        ),
        lambda: callbacks.plan(by=by, number=world.MARI, client=client),
    ]  # fmt: skip
    for deed in deeds_that_reach_out:
        with pytest.raises(Refused) as refused:
            deed()
        assert "harjutus" in refused.value.texts[0].lower()
    assert not Message.objects.exists()
    assert not Callback.objects.exists()


def figures(as_head: Actor) -> dict[str, Any]:
    """Everything that the house counts or lists as work, from its pages and from its rows."""
    now = clock.now()
    api: dict[str, Any] = {
        name: json.loads(as_head.get(f"/api/{name}/").content) for name in ("calls", "clients", "enquiries")
    }
    return {
        "calls": counts.calls(now),
        "people": counts.people(counts.here(now)),
        "promises": counts.late_promises(now, as_head.user),
        "missed": missed.count(now),
        "enquiries": Enquiry.objects.counted().count(),
        "owed": Promise.objects.counted().owed().count(),
        "api": api,
        **{
            path: as_head.get(path).context.get("rows") or as_head.get(path).context.get("calls")
            for path in PAGES
        },
    }


PAGES = (
    "/calls/",
    "/calls/?kind=missed",
    "/calls/missed/",
    "/enquiries/?list=all",
    "/enquiries/promises/?list=all",
)


def board_of(as_head: Actor) -> list[str]:
    """The figures of the dashboard, as they stand on it."""
    return [str(figure.value) for figure in as_head.get("/board/").context["figures"]]


@pytest.mark.slow
def test_a_day_of_practice_changes_no_figure_and_no_worklist(
    as_senior: Actor, as_head: Actor, as_specialist: Actor, trainee: Actor, puit: Client
) -> None:
    world.missed("+37255500009", 40)
    enquiry = enquiries.open_enquiry(topic=world.a_topic(), client=puit, by=as_specialist.user)
    enquiries.promise(
        enquiry=enquiry, what="Vastan", due_at=clock.now() + timedelta(hours=1), by=as_specialist.user
    )
    moment = clock.now()
    before = figures(as_head)
    assert all(before[path] for path in PAGES), "every list has something to compare"
    board = board_of(as_head)

    for code in training.BY_CODE:
        deeds.people_of(training.BY_CODE[code], as_senior.user)
        practised(ring(as_senior, trainee, code), trainee)
    lost = ring(as_senior, trainee, "angry")
    as_senior.post(f"/calls/training/{lost.pk}/end/")
    assert Enquiry.objects.filter(practice=True).count() == len(training.SCENARIOS)

    after = figures(as_head)
    for name, figure in before.items():
        assert list(after[name] or []) == list(figure or []) if name in PAGES else after[name] == figure, name
    assert clock.now() - moment < timedelta(minutes=1)
    assert board_of(as_head) == board
    fresh = enquiries.open_enquiry(topic=world.a_topic(), client=puit, by=as_specialist.user)
    assert int(fresh.number[-6:]) == int(enquiry.number[-6:]) + 1, "practice takes no number"


def test_practice_clients_are_made_once(as_senior: Actor, trainee: Actor, puit: Client) -> None:
    for _time in range(2):
        call = ring(as_senior, trainee)
        as_senior.post(f"/calls/training/{call.pk}/end/")
    assert Client.objects.filter(practice=True).count() == 1
