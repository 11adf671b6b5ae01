"""The head of bureau watches the day."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from desk import clock
from desk.calls.enums import State
from desk.calls.models import Call
from tests.conftest import Actor

pytestmark = pytest.mark.browser


def ring(seconds_ago: int, *, answered: int | None = None, lost: int | None = None) -> None:
    rang_at = clock.now() - timedelta(seconds=seconds_ago)
    if answered is not None:
        end = rang_at + timedelta(seconds=answered)
        Call.objects.create(rang_at=rang_at, answered_at=end, state=State.ANSWERED)
    elif lost is not None:
        end = rang_at + timedelta(seconds=lost)
        Call.objects.create(rang_at=rang_at, hung_up_at=end, state=State.ABANDONED)
    else:
        Call.objects.create(rang_at=rang_at)


def test_the_board_follows_the_day_without_closing_what_the_head_reads(as_head: Actor, page_for: Any) -> None:
    ring(120, answered=10)
    ring(90, lost=40)
    page = page_for(as_head.user, path="/board/")
    figures = page.locator("#board-calls")
    expect(figures).to_contain_text("50%")
    expect(figures).to_contain_text("teenindustase")
    expect(page.locator("#calls-chart svg a")).to_have_count(2)

    summary = page.locator("section", has=page.locator("#calls-title")).locator("summary")
    summary.click()
    expect(page.locator("#calls-table")).to_be_visible()
    ring(5)
    page.evaluate("document.body.dispatchEvent(new CustomEvent('live:call'))")
    expect(figures.get_by_role("link", name="ootab praegu")).to_contain_text("1")
    expect(page.locator("#calls-table")).to_be_visible()
    expect(page.locator("section", has=page.locator("#calls-title"))).to_contain_text("kuni 20 s jooksul")


def test_a_bar_leads_to_the_records_that_it_counts(as_head: Actor, page_for: Any) -> None:
    ring(60, answered=3)
    page = page_for(as_head.user, path="/board/")
    page.locator("#calls-chart svg a").first.click()
    page.get_by_role("link", name=f"K-{Call.objects.get().pk}").click()
    expect(page.locator("h1")).to_contain_text("Kõne")
