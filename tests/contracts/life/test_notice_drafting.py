"""On the drafting page of a notice: the rule, its day with the basis, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from contracts.life.rules import SHOWN
from contracts.models import Authorisation, Package
from desk import workdays
from tests.conftest import Actor
from tests.contracts.conftest import Ground
from tests.contracts.life.lives import in_portal, power

pytestmark = pytest.mark.slow

TERMINATION = "contract_termination"


@pytest.fixture
def contract(ground: Ground) -> Authorisation:
    return in_portal(ground)


def day(number: int) -> str:
    return (workdays.today() + timedelta(days=number)).strftime(SHOWN)


def draft(ground: Ground, actor: Actor | Browser, press: str = "", **fields: Any) -> str:
    """What the page answers to these fields of a termination; empty where it drafted."""
    base = {
        "sheet": "1", "shown": TERMINATION, "kinds": TERMINATION, "language": "et", "portal": portal(),
        f"{TERMINATION}-end_rule_was": "notice", f"{TERMINATION}-end_rule": "notice",
    }  # fmt: skip
    data = base | {f"{TERMINATION}-{name}": value for name, value in fields.items()}
    if press:
        data[press] = "1"
    answer = actor.post(reverse("contracts:draft", args=[ground.tamme.pk]), data)
    return answer.content.decode() if answer.status_code == 200 else ""


def portal() -> str:
    return str(Authorisation.objects.values_list("portal", flat=True)[0])


def test_the_page_begins_with_the_kinds_first_rule_and_its_day(
    ground: Ground, contract: Authorisation, as_specialist: Actor
) -> None:
    address = reverse("contracts:draft", args=[ground.tamme.pk])
    page = as_specialist.get(address, {"kinds": TERMINATION}).content.decode()
    assert f'value="{day(30)}"' in page
    assert f"lõpeb {day(30)}: 30 päeva teate kättesaamisest {day(0)} (määrus nr 34" in page


def test_another_rule_brings_its_own_day(
    ground: Ground, contract: Authorisation, as_specialist: Actor
) -> None:
    page = draft(ground, as_specialist, "arrange", end_rule="breach", ends_on=day(30))
    assert f'value="{day(0)}"' in page and f"lõpeb {day(0)}: kohe" in page


def test_a_day_that_was_typed_stays_while_the_rule_stays(
    ground: Ground, contract: Authorisation, as_specialist: Actor
) -> None:
    page = draft(ground, as_specialist, "arrange", ends_on=day(44))
    assert f'value="{day(44)}"' in page and f"lõpeb {day(44)}: teates nimetatud päeval" in page


def test_an_earlier_day_than_the_rules_is_refused_at_the_field(
    ground: Ground, contract: Authorisation, as_specialist: Actor
) -> None:
    page = draft(ground, as_specialist, ended_number=contract.number, ends_on=day(29))
    assert f"kõige varem {day(30)}" in page
    assert Package.objects.count() == 1


def test_a_breach_is_described(ground: Ground, contract: Authorisation, as_specialist: Actor) -> None:
    rule = {"end_rule": "breach", "end_rule_was": "breach"}
    page = draft(ground, as_specialist, ended_number=contract.number, ends_on=day(0), **rule)
    assert "millist kohustust rikuti" in page


def test_the_rule_that_was_chosen_stands_in_the_notice(
    ground: Ground, contract: Authorisation, as_specialist: Actor
) -> None:
    rule = {"end_rule": "agreed", "end_rule_was": "agreed"}
    assert draft(ground, as_specialist, ended_number=contract.number, ends_on=day(9), **rule) == ""
    notice = Authorisation.objects.latest("pk")
    assert (notice.values["end_rule"], notice.values["end_basis"]) == ("agreed", "poolte kokkulepe")
    assert notice.values["ends_on"] == day(9)


def test_a_notice_drafted_anew_keeps_its_rule(
    ground: Ground, contract: Authorisation, as_specialist: Actor
) -> None:
    wanted = ground.wanted(TERMINATION, ended_number=contract.number, end_rule="breach", breach="Võlg.")
    notice = ground.drafted(wanted).authorisations.get()
    address = reverse("contracts:draft", args=[ground.tamme.pk])
    page = as_specialist.get(address, {"from": notice.pk}).content.decode()
    assert '<option value="breach" selected>' in page


def test_a_renewal_is_for_as_long_as_before_and_for_those_who_go_on(
    ground: Ground, as_specialist: Actor
) -> None:
    until = workdays.today() + timedelta(days=20)
    document = in_portal(ground, power(ground, valid_until=until))
    address = reverse("contracts:draft", args=[ground.tamme.pk])
    renewal = f"{address}?from={document.pk}&renew=1"
    page = as_specialist.get(renewal).content.decode()
    assert f'value="{day(21)}"' in page and f'value="{day(41)}"' in page
    document.persons.update(last_day=workdays.today(), end_reason="waived")
    page = as_specialist.get(renewal).content.decode()
    assert "24402020080" not in page


def test_a_refusal_offers_what_waits_for_signatures(
    ground: Ground, contract: Authorisation, as_specialist: Actor
) -> None:
    waiting = ground.sent(power(ground)).authorisations.get()
    address = reverse("contracts:draft", args=[ground.tamme.pk])
    page = as_specialist.get(address, {"kinds": "agency_refusal"}).content.decode()
    assert f'<option value="{waiting.number}">' in page and f'value="{contract.number}"' not in page
