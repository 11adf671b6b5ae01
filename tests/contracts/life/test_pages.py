"""Pages of what is in force: the tree of a day, one document's life, the register and its files."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.models import Authorisation
from desk import clock, workdays
from tests.conftest import Actor
from tests.contracts.conftest import Ground
from tests.contracts.life.lives import accepted, in_portal, power

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)


def read(actor: Actor, name: str, *args: Any, query: str = "") -> str:
    answer = actor.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def agreement(ground: Ground) -> Authorisation:
    return in_portal(ground)


@pytest.fixture
def main(ground: Ground, agreement: Authorisation) -> Authorisation:
    return in_portal(ground, power(ground, may_delegate=True))


@pytest.fixture
def user(ground: Ground, main: Authorisation) -> Authorisation:
    document = in_portal(ground, power(ground, "user_poa", services=["waste"]))
    Authorisation.objects.filter(pk=document.pk).update(granted_under=main)
    return document


def test_the_tree_says_who_may_act_and_by_whose_word(
    ground: Ground, user: Authorisation, as_specialist: Actor, as_auditor: Actor
) -> None:
    page = read(as_specialist, "contracts:tree", ground.tamme.pk)
    assert "Kadri Lepp" in page and "Mari Tamm" in page and user.number in page
    assert page.index(user.granted_under.number if user.granted_under else "PV") < page.index(user.number)
    assert user.number in read(as_auditor, "contracts:tree", ground.tamme.pk)


def test_the_tree_of_a_day_before_is_empty_and_the_past_can_be_shown(
    ground: Ground, main: Authorisation, as_specialist: Actor
) -> None:
    yesterday = (workdays.today() - DAY).strftime("%d.%m.%Y")
    query = f"?day={yesterday}"
    assert main.number not in read(as_specialist, "contracts:tree", ground.tamme.pk, query=query)
    Authorisation.objects.filter(pk=main.pk).update(
        last_day=workdays.today() - DAY, end_reason="withdrawn", end_basis="kohe"
    )
    assert main.number not in read(as_specialist, "contracts:tree", ground.tamme.pk)
    assert main.number in read(as_specialist, "contracts:tree", ground.tamme.pk, query="?past=1")


def test_a_document_tells_its_life_and_leads_to_its_end(
    ground: Ground, main: Authorisation, as_specialist: Actor, as_registrar: Actor
) -> None:
    page = read(as_specialist, "contracts:document", main.pk)
    assert "P-" in page and reverse("contracts:page", args=[main.package_id]) in page
    person = main.persons.get()
    for kind in ("mandate_withdrawal", "mandate_waiver"):
        assert f"kinds={kind}&amp;ends={main.pk}-{person.pk}&amp;portal={main.portal_id}" in page
    assert "contract_termination" not in page and f"from={main.pk}&amp;renew=1" in page
    assert "ends=" not in read(as_registrar, "contracts:document", main.pk)


def test_the_register_shows_the_day_and_finds_a_client_by_post_alone(
    ground: Ground, main: Authorisation, as_registrar: Actor
) -> None:
    index = reverse("contracts:register_index")
    assert main.number in read(as_registrar, "contracts:register_index")
    found = as_registrar.post(index, {"text": "Tamme"}).content.decode()
    assert main.number in found
    assert main.number not in as_registrar.post(index, {"text": "Kaasiku"}).content.decode()
    yesterday = (workdays.today() - DAY).strftime("%d.%m.%Y")
    assert main.number not in as_registrar.post(index, {"day": yesterday}).content.decode()


def test_strangers_to_the_desk_do_not_read_them(
    ground: Ground, main: Authorisation, as_level2: Actor, as_unit_head: Actor, as_administrator: Actor
) -> None:
    for actor in (as_level2, as_unit_head, as_administrator):
        for name, args in (
            ("contracts:tree", [ground.tamme.pk]), ("contracts:document", [main.pk]),
            ("contracts:register_index", []),
        ):  # fmt: skip
            assert actor.get(reverse(name, args=args)).status_code == 403


def test_before_a_withdrawal_goes_out_its_page_says_what_stops_working(
    ground: Ground, user: Authorisation, main: Authorisation, as_specialist: Actor
) -> None:
    notice = ground.wanted(
        "mandate_withdrawal", ended_number=main.number, ends_on=workdays.today(), person_code="24402020080"
    )
    package = ground.drafted(notice)
    assert reverse("contracts:consequences", args=[package.pk]) in read(
        as_specialist, "contracts:page", package.pk
    )
    page = read(as_specialist, "contracts:consequences", package.pk)
    assert main.number in page and "Kadri Lepp" in page
    # She keeps the power that the main user gave her, which does not end by itself.
    assert user.number in page


def test_a_document_that_was_accepted_today_is_seen_tomorrow_too(
    ground: Ground, main: Authorisation, as_specialist: Actor
) -> None:
    clock.move(DAY)
    assert main.number in read(as_specialist, "contracts:register_index")
    assert accepted(ground, power(ground)).number in read(as_specialist, "contracts:register_index")


def test_the_pages_keep_to_their_count_of_questions(
    ground: Ground, user: Authorisation, main: Authorisation, as_specialist: Actor
) -> None:
    for name, pk, most in (("contracts:document", main.pk, 18), ("contracts:tree", ground.tamme.pk, 14)):
        read(as_specialist, name, pk)
        with CaptureQueriesContext(connection) as asked:
            read(as_specialist, name, pk)
        assert len(asked) <= most, [each["sql"][:90] for each in asked]


def test_who_only_reads_is_led_to_no_page_of_the_desk(
    ground: Ground, main: Authorisation, as_auditor: Actor
) -> None:
    page = read(as_auditor, "contracts:document", main.pk)
    assert reverse("contracts:page", args=[main.package_id]) not in page
    for address in set(re.findall(r'href="(/documents/[^"?#]+)', page)):
        assert as_auditor.get(address).status_code == 200, address
