"""A paper signed by hand: a specialist takes it in, another person sees everything and accepts it."""

import base64
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from contracts import tasks
from contracts.enums import PackageState
from contracts.models import Package, RightCheck
from desk.people.enums import Role
from desk.people.models import User
from registry.models import Check
from tests.contracts.conftest import Ground, ground, let_register_answer, reference
from tests.contracts.returns.conftest import lab, quick_press, trusting
from tests.house.pages import faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIXTURES = (ground, reference, lab, quick_press, trusting)
# One grey dot.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)


@pytest.fixture
def package(live_url: str, ground: Ground) -> Package:
    package: Package = ground.sent()
    return package


def register_answers(package: Package) -> None:
    for check in Check.objects.for_subject("package", package.pk).waiting():
        let_register_answer(check)
    for right in RightCheck.jobs.due():
        tasks.decide(right.pk)


def test_paper_is_taken_in_by_one_and_accepted_by_another(
    page_for: Callable[..., Page], package: Package, ground: Ground, someone: Callable[..., User]
) -> None:
    page = page_for(ground.user, path=reverse("contracts:page", args=[package.pk]))
    page.get_by_text("Klient tõi või saatis selle minule").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="See allkirjastati käsitsi").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Käsitsi allkirjastatud")).to_be_visible()
    assert list(faults(page, "et")) == []

    page.locator("input[type=file]").set_input_files(
        {"name": "skann.png", "mimeType": "image/png", "buffer": PNG}
    )
    page.get_by_label("originaal").check()
    page.get_by_label("Mari Tamm").check()
    page.get_by_label("Märkus").fill("Võrdlesin isikutunnistusega.")
    page.get_by_role("button", name="Võta vastu teise inimese jaoks").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("nende üle otsustab teine inimene")).to_be_visible()
    register_answers(package)

    page.goto(reverse("contracts:by_hand", args=[package.pk]))
    expect(page.get_by_role("button", name="Võta allkirjad vastu")).to_have_count(0)

    senior = someone("vanem", Role.SENIOR, first_name="Helena", last_name="Hunt")
    page = page_for(senior, path=reverse("people:second"))
    page.get_by_role("link", name=package.numbers).first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Vaata ja otsusta").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_alt_text("Skann, nagu see vastu võeti")).to_be_visible()
    expect(page.get_by_text("Võrdlesin isikutunnistusega.")).to_be_visible()
    expect(page.get_by_text("Registri mõlema vastuse järgi")).to_be_visible()
    assert list(faults(page, "et")) == []

    page.get_by_label("Miks nii otsustad").focus()
    page.keyboard.type("Allkiri on sama mis varem.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Otsus on kirja pandud.")).to_be_visible()
    package.refresh_from_db()
    assert package.state == PackageState.AWAITING_AGENCY
    page.get_by_role("link", name="Allkirjade tõendid").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Võrdlesin isikutunnistusega.")).to_be_visible()
    assert list(faults(page, "et")) == []
