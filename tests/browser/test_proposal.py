"""From the forecast to the decision: a senior specialist proposes how to staff a week, the head decides."""

import re
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from playwright.sync_api import Page, expect

from desk import workdays
from desk.people.actions import Hours, plan_days
from desk.people.enums import Role
from desk.people.models import User
from stats.enums.staffing import Outcome, ProposalState
from stats.models import Proposal, Traffic
from tests.browser.conftest import Worker
from tests.orders.world import MONDAY, on

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WHY = "Hommikul on liinil liiga vähe inimesi. Palun muuda nimetatud vahetusi."
REASON = "Teeme ära, aga reedel jääb kõik nii, nagu on."


@pytest.fixture
def helena(someone: Callable[..., User], live_url: str) -> User:
    on(MONDAY)
    return someone("vanem", Role.SENIOR, first_name="Helena", last_name="Hunt", extension="110")


@pytest.fixture
def toomas(someone: Callable[..., User], live_url: str) -> User:
    return someone("juht", Role.HEAD, first_name="Toomas", last_name="Kuusk", extension="120")


def counted(weeks: int) -> None:
    """So many weeks of calls before this Monday: twice as many before noon as after it."""
    monday, rows = workdays.today(), []
    for back in range(1, 7 * weeks + 1):
        day = monday - timedelta(days=back)
        if workdays.is_working(day):
            rows += [
                Traffic(
                    slot=workdays.at(day, time(9 + quarter // 4, quarter % 4 * 15)), channel="phone",
                    language="et", offered=4 if quarter < 12 else 2, answered=2, finished=2, talk_s=480,
                    wrap_s=120,
                )
                for quarter in range(32)
            ]  # fmt: skip
    Traffic.objects.bulk_create(rows)


def planned(*people: User) -> None:
    """Everybody in the rotation next week, from nine to one."""
    monday = workdays.today() + timedelta(days=7)
    days = [monday + timedelta(days=number) for number in range(5)]
    for person in people:
        plan_days(user=person, days=days, hours=Hours(time(9), time(13)), by=person)


def proposed(mine: Page) -> None:
    """Helena asks for a forecast of next week, which the worker makes, and writes a proposal on it."""
    mine.get_by_label("Mitu nädalat").fill("1")
    mine.get_by_role("button", name="Telli prognoos").click()
    expect(mine.get_by_role("heading", name=re.compile("^Prognoos 18.01"), level=1)).to_be_visible()
    expect(mine.get_by_role("heading", name="Oodatavad kõned pooltundide kaupa")).to_be_visible(
        timeout=90_000
    )
    expect(mine.get_by_role("rowheader", name=re.compile("^sama pooltunni keskmine"))).to_be_visible()
    mine.get_by_role("link", name="Koosta ettepanek").click()
    mine.get_by_label("Pealkiri").fill("Jaanuari kolmas nädal")
    mine.get_by_label("Mitu nädalat").fill("1")
    mine.get_by_role("button", name="Arvuta mustand").click()
    expect(mine.get_by_role("heading", name="Jaanuari kolmas nädal", level=1)).to_be_visible()
    expect(mine.get_by_role("heading", name="Graafikus / vaja, pooltundide kaupa")).to_be_visible()


def adjusted(mine: Page) -> None:
    """She aims higher, says why, and sends it."""
    before = Proposal.objects.get().result["whole"]["needed"]["people_hours"]
    mine.get_by_label("Teenindustaseme siht, %").fill("95")
    mine.get_by_role("textbox", name="Ettepanek sõnadega").fill(WHY)
    mine.get_by_role("button", name="Salvesta ja arvuta uuesti").click()
    expect(mine.get_by_role("status").filter(has_text="Uuesti arvutatud")).to_be_visible()
    expect(mine.get_by_text("95% 20 s jooksul")).to_be_visible()
    assert Proposal.objects.get().result["whole"]["needed"]["people_hours"] > before
    mine.get_by_role("button", name="Saada juhile").click()
    expect(mine.get_by_role("status").filter(has_text="Ettepanek on saadetud")).to_be_visible()


def test_a_forecast_becomes_a_proposal_and_a_decision(
    page_for: Callable[..., Page], worker: Callable[..., Worker], helena: User, toomas: User
) -> None:
    counted(weeks=12)
    planned(helena)
    worker()
    mine = page_for(helena, path="/board/staffing/")
    proposed(mine)
    adjusted(mine)

    head = page_for(toomas, path="/people/owed/")
    head.get_by_role("link", name=re.compile("Jaanuari kolmas nädal")).first.click()
    expect(head.get_by_text(WHY)).to_be_visible()
    head.get_by_role("button", name="Otsusta").click()  # without a word it goes nowhere
    head.get_by_label("osaliselt vastu võetud").check()
    head.get_by_label("Põhjus").fill(REASON)
    head.get_by_role("button", name="Otsusta").click()
    expect(head.get_by_role("status").filter(has_text="Sinu otsus on kirjas")).to_be_visible()
    decision = Proposal.objects.get().decision
    assert (decision.outcome, decision.by, decision.reason) == (Outcome.PARTLY, toomas, REASON)

    # She sees the decision, puts the changes into the roster, and says so.
    mine.goto("/people/owed/")
    mine.get_by_role("link", name=re.compile("Jaanuari kolmas nädal")).first.click()
    expect(mine.get_by_role("heading", name="Otsus: osaliselt vastu võetud")).to_be_visible()
    expect(mine.get_by_text(REASON)).to_be_visible()
    mine.get_by_role("button", name="Märgi ellu viiduks").click()
    expect(mine.get_by_role("status").filter(has_text="Ettepanek on ellu viidud")).to_be_visible()
    assert Proposal.objects.get().state == ProposalState.CARRIED
