"""The board changes between sending and acceptance: who left, who came; a senior decides by keyboard."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.urls import reverse
from playwright.sync_api import Page, expect

from contracts import tasks
from contracts.actions import ask_again, send
from contracts.enums import PackageState, ReturnVerdict
from contracts.models import Finding, Package, RightCheck, Verification
from desk import clock, workdays
from desk.people.enums import Role
from desk.people.models import User
from registry import tasks as registry_tasks
from registry.models import Check
from registry.reference import seed_reference
from tests.contracts.conftest import Ground, ground, reference
from tests.contracts.returns.conftest import lab, quick_press, trusting
from tests.contracts.returns.returning import JAAN, LIIS, PEETER, give_back, signed
from tests.house.pages import faults
from tests.registry.conftest import register, running_register
from tests.simulators.business_register import Running
from tests.simulators.eid import Lab

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIXTURES = (ground, reference, lab, quick_press, trusting, register, running_register)
KAASIKU, EVA = "10000018", "24604040108"
DAY = timedelta(days=1)


def answered() -> None:
    for check in Check.objects.waiting():
        registry_tasks.ask(check.pk)


def accepted_or_not(package: Package) -> Finding:
    """The worker checks what came back, and the register answers."""
    for job in Verification.jobs.due():
        tasks.verify(job.pk)
    answered()
    for right in RightCheck.jobs.due():
        tasks.decide(right.pk)
    package.refresh_from_db()
    found = Finding.objects.for_package(package.pk).first()
    assert found is not None
    return found


def board(register: Running, codes: Iterable[str]) -> None:
    """From today on these are on the board, and any two of them represent."""
    wanted = list(codes)
    made = register.state.organisations[KAASIKU]
    persons: list[dict[str, Any]] = [vars(each) for each in made.persons if each.code in wanted]
    if EVA in wanted:
        persons.append({"first": "Eva", "last": "Pärn", "code": EVA, "sole": "EI"})
    change = {
        "code": KAASIKU, "persons": persons, "on": workdays.today().isoformat(),
        "groups": [[a, b] for a in wanted for b in wanted if a < b],
    }  # fmt: skip
    requests.post(f"{register.url}_set", json=change, timeout=5).raise_for_status()


@pytest.fixture
def package(live_url: str, ground: Ground, register: Running, lab: Lab) -> Package:
    """A power of attorney of Kaasiku, sent: any two of Jaan Kask, Liis Saar and Peeter Mägi sign."""
    seed_reference()
    ground.ask(ground.kaasiku)
    package = ground.drafted(ground.wanted("main_user_poa"), client=ground.kaasiku)
    ask_again(package=package, by=ground.user)
    answered()
    package = ground.rendered(send(package=package, to=ground.email, by=ground.user))
    assert package.state == PackageState.SENT
    clock.move(DAY)
    return package


@pytest.fixture
def senior(someone: Callable[..., User]) -> User:
    return someone("vanem", Role.SENIOR, first_name="Helena", last_name="Hunt")


def test_who_left_before_signing_is_not_passed_and_a_senior_decides_by_keyboard(
    page_for: Callable[..., Page], package: Package, register: Running, lab: Lab, senior: User
) -> None:
    board(register, [LIIS, PEETER])
    give_back(package, signed(lab, package, JAAN, LIIS))
    assert accepted_or_not(package).verdict == ReturnVerdict.INDETERMINATE

    page = page_for(senior, path=reverse("people:second"))
    page.get_by_role("link", name=package.numbers).first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saatmisel", exact=True)).to_be_visible()
    expect(page.get_by_text("Vastuvõtmisel", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="Kes ja millal allkirjastas")).to_contain_text("ei esinda enam")
    assert list(faults(page, "et")) == []

    page.get_by_label("Miks nii otsustad").focus()
    page.keyboard.type("Jaan Kask oli allkirjastamise päeval juhatusest lahkunud.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Otsus on kirja pandud.")).to_be_visible()
    package.refresh_from_db()
    assert package.state == PackageState.DEFICIENT

    page.get_by_role("link", name="Allkirjade tõendid").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Allkirjastajate õigus")).to_contain_text("Helena Hunt")
    assert list(faults(page, "et")) == []


def test_who_joined_after_signing_is_never_passed(package: Package, register: Running, lab: Lab) -> None:
    container = signed(lab, package, EVA, LIIS)
    clock.move(DAY)
    board(register, [JAAN, LIIS, PEETER, EVA])
    clock.move(DAY)
    give_back(package, container)
    assert accepted_or_not(package).verdict not in {ReturnVerdict.PASSED, ReturnVerdict.SOUND}
    assert package.state not in {PackageState.ACCEPTED, PackageState.AWAITING_AGENCY, PackageState.PUBLISHED}


def test_who_left_after_signing_is_passed_on_the_dates_of_the_register(
    page_for: Callable[..., Page], package: Package, register: Running, lab: Lab, ground: Ground
) -> None:
    container = signed(lab, package, JAAN, LIIS)
    clock.move(DAY)
    board(register, [LIIS, PEETER])
    clock.move(DAY)
    returned = give_back(package, container)
    assert accepted_or_not(package).verdict == ReturnVerdict.PASSED

    page = page_for(ground.user, path=reverse("contracts:evidence", args=[returned.pk]))
    expect(page.get_by_role("region", name="Registri kuupäevad")).to_contain_text("Jaan Kask")
    expect(page.get_by_text("ei ole korras", exact=True)).to_have_count(0)
    page.keyboard.press("v")
    expect(page.get_by_text("Ümbrikut kontrollitakse")).to_be_visible()
    for job in Verification.jobs.due():
        tasks.verify(job.pk)
    expect(page.get_by_text("kõik on nii, nagu oli otsuse ajal")).to_be_visible()
    assert list(faults(page, "et")) == []
