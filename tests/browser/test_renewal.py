"""What expires is renewed in two keys; a termination shows its day with the basis while it is drafted."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from contracts.actions import expiring
from contracts.life.rules import SHOWN
from contracts.models import Authorisation
from desk import clock, workdays
from tests.contracts.conftest import Ground, ground, reference
from tests.contracts.life.lives import in_portal, power
from tests.contracts.returns.conftest import quick_press
from tests.house.pages import faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIXTURES = (ground, reference, quick_press)  # pytest finds them by these names


def day(number: int) -> str:
    return (workdays.today() + timedelta(days=number)).strftime(SHOWN)


def test_from_the_to_do_a_specialist_renews_what_expires_in_two_keys(
    live_url: str, page_for: Callable[..., Page], ground: Ground
) -> None:
    in_portal(ground)
    document = in_portal(ground, power(ground, valid_until=workdays.today() + timedelta(days=90)))
    clock.move(timedelta(days=85))
    ground.ask(ground.tamme)
    assert expiring.remind() == 1
    page = page_for(ground.user, path=reverse("contracts:document", args=[document.pk]))
    page.keyboard.press("r")
    expect(page.get_by_label("Kehtib alates").first).to_have_value(day(6))
    assert not list(faults(page, "et"))
    page.keyboard.press("s")
    page.wait_for_url(re.compile(r"/documents/\d+/$"))
    renewed = Authorisation.objects.latest("pk")
    assert renewed.pk != document.pk and renewed.valid_from == workdays.today() + timedelta(days=6)
    assert expiring.remind() == 0


def test_the_day_follows_the_rule_while_the_termination_is_drafted(
    live_url: str, page_for: Callable[..., Page], ground: Ground
) -> None:
    in_portal(ground)
    address = reverse("contracts:draft", args=[ground.tamme.pk])
    page = page_for(ground.user, path=f"{address}?kinds=contract_termination")
    rule = page.get_by_label("Kuidas see lõpeb")
    expect(page.get_by_text(f"lõpeb {day(30)}: 30 päeva teate kättesaamisest")).to_be_visible()
    rule.select_option("breach")
    expect(page.get_by_text(f"lõpeb {day(0)}: kohe")).to_be_visible()
    expect(page.locator("[name=contract_termination-ends_on]")).to_have_value(day(0))
    assert not list(faults(page, "et"))
