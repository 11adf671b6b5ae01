"""The guide's pictures of steering, over a demo world with two years behind it.

`./test tests/browser/test_guide_of_steering.py --write-pictures` takes them anew.
"""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page, expect

from desk import clock
from desk.people.models import User
from desk.records.models import DemoMarker
from stats.models import Proposal, Report
from tests.browser.test_user_guide import take

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIXTURES = (take,)  # pytest finds it by this name
SIZE = {"width": 1280, "height": 800}


@pytest.fixture
def steered(transactional_db: None) -> None:
    """What `./run` shows on its first day."""
    call_command("reference_data")
    DemoMarker.objects.create(made_at=clock.now())
    call_command("demo", "--history")


@pytest.mark.timeout(240)
def test_the_work_is_steered_as_the_guide_shows_it(
    steered: None, page_for: Callable[..., Page], take: Callable[[Page, str], None]
) -> None:
    page = page_for(User.objects.get(username="vanem"), viewport=SIZE, path="")
    for name, address, heading in (
        ("guide-board", "stats:board", "Juhtimislaud"),
        ("guide-wall", "stats:wallboard", "Klienditeenindus praegu"),
        ("guide-heat", "stats:contacts", "Pöördumiste analüüs"),
        ("guide-workload", "stats:workload", "Töökoormus"),
        ("guide-staffing", "stats:staffing", "Mehitamine"),
    ):
        page.goto(reverse(address))
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        expect(page.locator("#wall-lost")).to_be_hidden()
        take(page, name)

    page.goto(reverse("stats:quality"))
    page.keyboard.press("1")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hindamine")
    for key in "202":
        page.keyboard.press(key)
    take(page, "guide-review")

    head = page_for(User.objects.get(username="juht"), viewport=SIZE, path="")
    head.goto(Proposal.objects.filter(state="sent").latest("pk").get_absolute_url())
    expect(head.get_by_role("heading", name="Sinu otsus")).to_be_visible()
    head.get_by_role("heading", name="Muudetavad vahetused").scroll_into_view_if_needed()
    take(head, "guide-proposal")

    unit = page_for(User.objects.get(username="yksusejuht"), viewport=SIZE, path="")
    report = Report.objects.filter(unit__head__username="yksusejuht").earliest("first")
    unit.goto(report.get_absolute_url())
    expect(unit.get_by_role("heading", level=1)).to_be_visible()
    take(unit, "guide-report")
