"""The guide's pictures of coming in, of who looked, of requests about own data and of the house's state.

`./test tests/browser/test_guide_of_keeping.py --write-pictures` takes them anew.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, ViewportSize, expect

from desk import clock
from desk.clients.enums import RequestKind
from desk.clients.models import DataRequest
from desk.operations.actions import looking
from desk.people.models import User
from desk.records.enums import CheckState
from desk.records.models import LookCheck
from tests.browser.test_user_guide import take
from tests.house import places

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIXTURES = (take,)  # pytest finds it by this name
SIZE: ViewportSize = {"width": 1280, "height": 800}


@pytest.fixture
def kept(transactional_db: None, settings: Any) -> None:
    """The demo world, where both of the state's services may be used."""
    for name, value in places.SWITCHED_ON.items():
        setattr(settings, name, value)
    for service in ("TARA", "GOVSSO"):
        setattr(settings, f"{service}_ISSUER", f"https://{service.lower()}.example")
        setattr(settings, f"{service}_CLIENT_ID", "abilaud")
        setattr(settings, f"{service}_CLIENT_SECRET", "only-for-tests")
    places.build(clock.now())


@pytest.mark.timeout(240)
def test_the_house_is_kept_as_the_guide_shows_it(
    kept: None, browser: Browser, live_url: str, page_for: Callable[..., Page],
    take: Callable[[Page, str], None],
) -> None:  # fmt: skip
    stranger = browser.new_context(base_url=live_url, locale="et-EE", viewport=SIZE).new_page()
    stranger.goto("/login/")
    expect(stranger.get_by_role("link", name="GovSSO")).to_be_visible()
    take(stranger, "guide-login")
    stranger.context.close()

    head = page_for(User.objects.get(username="juht"), viewport=SIZE, path="")
    explained = LookCheck.objects.filter(state=CheckState.EXPLAINED)
    checked = explained.exclude(user__username="juht").latest("pk")
    head.goto(reverse("records:check", args=[checked.pk]))
    expect(head.get_by_role("button", name="Korras", exact=True)).to_be_visible()
    take(head, "guide-look-check")
    head.goto(DataRequest.objects.filter(kind=RequestKind.REPORT).earliest("pk").get_absolute_url())
    expect(head.get_by_role("heading", level=1)).to_be_visible()
    take(head, "guide-data-request")

    keeper = page_for(User.objects.get(username="haldur"), viewport=SIZE, path="")
    keeper.goto(reverse("records:retention"))
    expect(keeper.get_by_role("heading", level=1)).to_have_text("Säilitamine ja hävitamine")
    take(keeper, "guide-retention")
    looking.look_around()
    keeper.goto(reverse("operations:doctor"))
    expect(keeper.get_by_role("heading", level=1)).to_have_text("Süsteemi seisund")
    expect(keeper.get_by_role("heading", name="Mida teha")).to_be_visible()
    take(keeper, "guide-state")
