"""A paper from the counter to the register: photographed with a phone, accepted with its reference."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from desk.clients import actions as clients
from desk.counter import tasks
from desk.counter.enums import MailState
from desk.counter.models import IncomingMail, PageWork
from desk.demo.papers import photo
from desk.people.enums import Role
from desk.people.models import User
from desk.records.models import TimelineEntry
from tests.counter import paperwork

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    user = someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")
    paperwork.office()
    clients.create_client(kind="organisation", name="Tamme Puit OÜ", registry_code="10000001", by=user)
    return user


@pytest.fixture
def reet(someone: Callable[..., User], live_url: str) -> User:
    return someone("referent", Role.REGISTRAR, first_name="Reet", last_name="Raud")


def the_worker_works() -> None:
    for work in PageWork.jobs.due():
        tasks.make(work.pk)


def test_a_phone_photo_goes_from_the_counter_to_the_registrars_acceptance(
    page_for: Callable[..., Page], riina: User, reet: User, tmp_path: Path
) -> None:
    picture = tmp_path / "IMG_0042.jpg"
    picture.write_bytes(photo("volikiri"))
    phone = page_for(riina, path="/counter/papers/take-in/", **PHONE)
    phone.get_by_label("Lehti").fill("1")
    phone.get_by_role("button", name="Skanni või pildista").tap()
    camera = phone.locator("input[type=file][capture]")
    expect(camera).to_have_attribute("capture", "environment")
    camera.set_input_files(picture)
    expect(phone.get_by_text("IMG_0042.jpg").first).to_be_visible()
    the_worker_works()
    mail = IncomingMail.objects.get()
    expect(phone.locator("a[href$='/document/']")).to_be_visible()

    phone.locator(f".page__actions a[href='{mail.get_absolute_url()}']").tap()
    phone.get_by_role("link", name="Vali klient").tap()
    phone.get_by_label("Nimi, kood, telefon või e-post").fill("tamme")
    phone.get_by_role("button", name="Tamme Puit OÜ").tap()
    phone.get_by_label("Pealkiri").fill("Peakasutaja volikiri")
    phone.get_by_label("Liik").select_option("Volikiri")
    phone.get_by_role("button", name="Salvesta ja anna referendile").tap()
    expect(phone.get_by_text(f"{mail.number} on üle antud referendile.")).to_be_visible()
    phone.get_by_role("link", name="Kinnitus").tap()
    phone.get_by_role("button", name="Prindi").tap()
    expect(phone.get_by_text("Kinnitus dokumentide vastuvõtmise kohta")).to_be_visible()

    page = page_for(reet)
    page.get_by_role("link", name="Postist vastu võtta").first.press("Enter")
    expect(page.get_by_role("cell", name="Peakasutaja volikiri")).to_be_visible()
    page.keyboard.press("j")  # the first row, and its reference
    page.keyboard.press("r")
    page.keyboard.type("2.3-4/26/118")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 paber on vastu võetud.")).to_be_visible()
    expect(page.get_by_text("Midagi ei oota.")).to_be_visible()

    mail.refresh_from_db()
    assert (mail.state, mail.reference, mail.accepted_by) == (MailState.ACCEPTED, "2.3-4/26/118", reet)
    assert mail.sheets == mail.pages_count == 1
    assert mail.restricted and mail.receipt_at is not None
    told = list(TimelineEntry.objects.for_subject("incoming_mail", mail.pk).values_list("kind", flat=True))
    assert told[0] == "counter.paper_accepted" and told[-1] == "counter.paper_taken_in"
