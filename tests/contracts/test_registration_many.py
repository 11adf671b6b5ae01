"""Pages of the document register ask the same number of questions for one row and for a hundred."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.actions import registering_letters
from contracts.models import Registration, RegistrationExport
from contracts.printing.rendering import Rendered
from tests.conftest import Actor
from tests.contracts.conftest import Ground
from tests.contracts.registered import accepted, enquiry, letter, package_of, reply

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MOST = 12


@pytest.fixture(autouse=True)
def quick_press(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(job: Any) -> Rendered:
        return Rendered(f"%PDF-1.7 {job.authorisation.number}".encode(), "none")

    monkeypatch.setattr("contracts.printing.rendering.make", make)


def asked(actor: Actor, address: str) -> int:
    """The fewer of two: now and then the desk's clock asks the database for the time."""
    found = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as questions:
            assert actor.get(address).status_code == 200
        found.append(len(questions))
    return min(found)


def test_pages_ask_the_same_for_one_row_and_for_many(ground: Ground, as_registrar: Actor) -> None:
    accepted(ground)
    about = enquiry(ground)
    letter(about)
    reply(about)
    registering_letters.sweep()
    package_of(as_registrar)
    few = counts(as_registrar)
    accepted(ground, ground.wanted("main_user_poa"), ground.wanted("main_user_poa", "kotkas"))
    for _number in range(6):
        letter(enquiry(ground, "information"))
        reply(about)
    registering_letters.sweep()
    package_of(as_registrar)
    assert Registration.objects.count() > 15
    many = counts(as_registrar)
    assert many == few
    assert max(few.values()) <= MOST, few


def counts(actor: Actor) -> dict[str, int]:
    newest = RegistrationExport.objects.latest("pk").pk
    row = Registration.objects.filter(what="signed").latest("pk").pk
    pages = {
        "registrations": [], "registrations_panel": [], "register_packages": [], "references": [],
        "register_package": [newest], "registration": [row],
    }  # fmt: skip
    return {name: asked(actor, reverse(f"contracts:{name}", args=args)) for name, args in pages.items()}
