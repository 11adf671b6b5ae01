"""By night a board member has left; in the morning a specialist sees it, reads what changed and notes it."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
import requests
from django.urls import reverse
from playwright.sync_api import Page, expect

from contracts import tasks
from contracts.actions import ask_again, send
from contracts.models import Package, RepresentationChange, RightCheck, Verification
from desk import clock, workdays
from registry import tasks as registry_tasks
from registry.models import Check
from registry.reference import seed_reference
from tests.contracts.conftest import Ground, ground, reference
from tests.contracts.nightly import night_falls
from tests.contracts.returns.conftest import lab, quick_press, trusting
from tests.contracts.returns.returning import JAAN, LIIS, give_back, signed
from tests.house.pages import faults
from tests.registry.conftest import register, running_register
from tests.simulators.business_register import Running
from tests.simulators.eid import Lab

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIXTURES = (ground, reference, lab, quick_press, trusting, register, running_register)
KAASIKU = "10000018"


def answered() -> None:
    for check in Check.objects.waiting():
        registry_tasks.ask(check.pk)


@pytest.fixture
def package(live_url: str, ground: Ground, register: Running, lab: Lab) -> Package:
    """A power of attorney of Kaasiku, signed by two of three, accepted on the register's own word."""
    seed_reference()
    ground.ask(ground.kaasiku)
    package = ground.drafted(ground.wanted("main_user_poa"), client=ground.kaasiku)
    ask_again(package=package, by=ground.user)
    answered()
    package = ground.rendered(send(package=package, to=ground.email, by=ground.user))
    give_back(package, signed(lab, package, JAAN, LIIS))
    for job in Verification.jobs.due():
        tasks.verify(job.pk)
    answered()
    for right in RightCheck.jobs.due():
        tasks.decide(right.pk)
    return package


def board_changes(register: Running) -> None:
    """Jaan Kask leaves, Eva Pärn comes; any two of three still represent."""
    made = register.state.organisations[KAASIKU]
    persons = [vars(each) for each in made.persons if each.code != JAAN]
    eva = {"first": "Eva", "last": "Pärn", "code": "24604040108", "sole": "EI"}
    codes = [str(each["code"]) for each in [*persons, eva]]
    change: dict[str, Any] = {
        "code": KAASIKU, "persons": [*persons, eva], "on": workdays.today().isoformat(),
        "groups": [[a, b] for a in codes for b in codes if a < b],
    }  # fmt: skip
    requests.post(f"{register.url}_set", json=change, timeout=5).raise_for_status()


def test_what_the_night_found_is_looked_at_in_the_morning(
    page_for: Callable[..., Page], package: Package, register: Running, ground: Ground
) -> None:
    clock.move(timedelta(days=2))
    board_changes(register)
    night_falls()
    tasks.recheck()
    answered()
    tasks.recheck()
    morning = workdays.at(workdays.today() + timedelta(days=1), time(8, 30))
    clock.move(morning - clock.now())

    page = page_for(ground.user, path=reverse("people:owed"))
    row = page.get_by_role("link", name="Esindusõigus on pärast vastuvõtmist muutunud")
    expect(row).to_be_visible()
    page.goto(reverse("contracts:changes"))
    expect(page.get_by_role("cell", name="Jaan Kask", exact=True)).to_be_visible()
    assert list(faults(page, "et")) == []

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Allkirjastas dokumendid, kuid enam ei esinda:")).to_contain_text("Jaan Kask")
    expect(page.get_by_role("region", name="Registri kuupäevad")).to_contain_text("Jaan Kask")
    assert list(faults(page, "et")) == []

    page.get_by_label("Mida leidsid ja tegid").fill("Küsisin kliendilt uue volikirja.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Kirja pandud: muutus on üle vaadatud.")).to_be_visible()
    expect(page.get_by_text("ei ole kellegi esindusõigus pärast dokumentide vastuvõtmist")).to_be_visible()
    assert list(faults(page, "et")) == []
    change = RepresentationChange.objects.get()
    assert (change.settled_by, change.note) == (ground.user, "Küsisin kliendilt uue volikirja.")
    page.goto(reverse("people:owed"))
    expect(row).to_have_count(0)
