"""An address from which a letter came back does not work, until somebody sees it working again."""

from datetime import timedelta

import pytest

from desk import clock
from desk.clients import actions, bounces, tasks
from desk.clients.models import Client, ContactPoint
from desk.mail.actions import Letter, queue
from desk.mail.enums import EventKind
from desk.mail.models import MessageEvent
from tests.clients.world import give_reason, tamme_puit
from tests.conftest import Actor

INFO = "info@tammepuit.example"
pytestmark = pytest.mark.django_db


@pytest.fixture
def puit(as_specialist: Actor) -> Client:
    return tamme_puit(as_specialist.user)


def bounced(client: Client, to: str, status: str = "5.1.1") -> None:
    message = queue(
        letter=Letter("Tere", "Tere"), to=to, language="et", subject=("client", client.pk),
        client_id=client.pk, by=None,
    )  # fmt: skip
    clock.move(timedelta(minutes=1))
    MessageEvent.objects.create(message=message, kind=EventKind.BOUNCED, at=clock.now(), detail=status)


def works(value: str) -> str:
    return ContactPoint.objects.get(value=value).works


def test_the_very_address_of_the_letter_fails_and_no_other(puit: Client, as_specialist: Actor) -> None:
    actions.add_contact(kind="email", value="arve@tammepuit.example", client=puit, by=as_specialist.user)
    bounced(puit, INFO)
    tasks.sweep()
    assert (works(INFO), works("arve@tammepuit.example")) == ("no", "unknown")

    give_reason(as_specialist, puit)
    shown = as_specialist.get(f"/clients/{puit.pk}/").content.decode()
    assert f"Kirjad aadressile {INFO} tulevad tagasi" in shown or f"Letters to {INFO} come back" in shown


@pytest.mark.parametrize("status", ["4.2.2", "4.4.7", "5.2.2", "5.7.1"])
def test_what_is_not_the_addresss_fault_changes_nothing(puit: Client, status: str) -> None:
    bounced(puit, INFO, status)
    tasks.sweep()
    assert works(INFO) == "unknown"


@pytest.mark.parametrize("status", ["5.1.1", "5.1.10", "5.0.0", ""])
def test_a_refusal_for_good_says_that_it_is_dead(status: str) -> None:
    assert bounces.hard(status)


def test_whoever_sees_it_working_later_is_believed(puit: Client, as_specialist: Actor) -> None:
    bounced(puit, INFO)
    tasks.sweep()
    clock.move(timedelta(minutes=5))
    actions.confirm_contact(contact=ContactPoint.objects.get(value=INFO), by=as_specialist.user)
    tasks.sweep()
    assert works(INFO) == "yes"
