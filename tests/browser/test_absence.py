"""An absence that hands work to a deputy and back, as both live it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from desk import clock, workdays
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Promise
from desk.people.enums import Role
from desk.people.models import Absence, User
from desk.records.models import TimelineEntry
from tests.enquiries.world import asked

pytestmark = pytest.mark.browser

DAY = timedelta(days=1)


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def margus(someone: Callable[..., User], live_url: str) -> User:
    return someone("spetsialist2", Role.SPECIALIST, first_name="Margus", last_name="Mets", extension="104")


@pytest.fixture
def promise(riina: User) -> Promise:
    due_at = clock.now() + timedelta(hours=30)
    return enquiries.promise(enquiry=asked(riina), what="Helistame lepingu asjus", due_at=due_at, by=riina)


def test_an_absence_hands_work_to_a_deputy_and_back(
    page_for: Callable[..., Page], riina: User, margus: User, promise: Promise
) -> None:
    # Riina says that she is away tomorrow, by keyboard.
    page = page_for(riina, path="/people/absences/")
    tomorrow = workdays.today() + DAY
    page.get_by_label("Puudumise esimene päev").fill(tomorrow.isoformat())
    page.get_by_label("Puudumise viimane päev").fill(tomorrow.isoformat())
    page.get_by_label("Asendaja").select_option(label="Margus Mets")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Puudumine on kirjas")).to_be_visible()
    assert Absence.objects.get().deputy == margus

    # Margus is told today, and has nothing of hers on his list yet.
    deputys = page_for(margus)
    expect(deputys.get_by_text("Riina Rand: asendad")).to_be_visible()
    deputys.goto("/enquiries/promises/")
    expect(deputys.get_by_text("Helistame lepingu asjus")).to_have_count(0)

    # Tomorrow her promise is his to keep.
    clock.move(DAY)
    deputys.goto("/")
    expect(deputys.get_by_text("asendamine: Riina Rand").first).to_be_visible()
    deputys.get_by_role("link", name="Asendamisel tehtav töö").click()
    deputys.get_by_role("link", name=f"{promise.enquiry.number} · Helistame lepingu asjus").click()
    deputys.get_by_role("link", name="Klient teavitatud").click()
    deputys.get_by_label("klient ei vaja seda enam").check()
    deputys.get_by_label("Kes ütles, et seda enam ei ole vaja").fill("Helistaja ise")
    deputys.get_by_role("button", name="Lubadus on täidetud").click()
    expect(deputys.get_by_text("asendamine: Riina Rand").first).to_be_visible()
    entry = TimelineEntry.objects.get(kind="enquiries.kept")
    assert (entry.by, entry.in_place_of) == (margus, riina)

    # The day after it is over by itself: nothing of hers is on his list, and she sees what he did.
    clock.move(DAY)
    deputys.goto("/enquiries/?whose=mine")
    expect(deputys.get_by_text("Selliseid pöördumisi ei ole")).to_be_visible()
    page.goto("/")
    page.get_by_role("link", name="vaata, mida sinu asemel tehti").click()
    expect(page.get_by_role("listitem").filter(has_text="Margus Mets")).to_contain_text(
        promise.enquiry.number
    )
    page.get_by_role("link", name=promise.enquiry.number).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(promise.enquiry.number)
