"""A promise from made to kept, late and broken, and one whose letter comes back; in Estonian, by keyboard."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from desk import clock
from desk.enquiries.models import Enquiry, Promise
from desk.enquiries.tasks import sweep
from desk.mail import actions as mail
from desk.mail.models import Message
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.conftest import wait_for
from tests.enquiries.world import asked
from tests.mail.letters import comes_back, goes, stays

pytestmark = pytest.mark.browser


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def question(riina: User) -> Enquiry:
    return asked(riina)


def promises(page: Page, enquiry: Enquiry, what: str) -> Promise:
    """Written down on the enquiry's page: the day and hour offered stand."""
    page.goto(enquiry.get_absolute_url())
    page.keyboard.press("p")
    page.get_by_label("Mida lubati").focus()
    page.keyboard.type(what)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("link", name=what, exact=True)).to_be_visible()
    return Promise.objects.get(what=what)


def letter(enquiry: Enquiry, by: User) -> Message:
    return mail.queue(
        letter=mail.Letter("Vastus", "Tere"), to="info@tammepuit.example", language="et",
        subject=("enquiry", enquiry.pk), client_id=enquiry.client_id, by=by,
    )  # fmt: skip


def opens_the_first(page: Page, tab: str) -> None:
    """From the worklist, one key leads to the promise."""
    page.goto(f"/enquiries/promises/?list={tab}")
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="Lugu")).to_be_visible()


def points_at_the_first_record(page: Page) -> None:
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="Klient teavitatud", level=1)).to_be_visible()
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Klient teavitatud")


def test_a_promise_from_made_to_kept_late_and_broken(
    page_for: Callable[..., Page], riina: User, question: Enquiry
) -> None:
    page = page_for(riina, path=question.get_absolute_url())
    promises(page, question, "Saadame juhise")
    goes(letter(question, riina))

    # Sent is not told: the promise waits whether the letter comes back.
    opens_the_first(page, "mine")
    points_at_the_first_record(page)
    page.goto(Promise.objects.get().get_absolute_url())
    expect(page.get_by_text("ootame, kas see tuleb tagasi")).to_be_visible()
    assert Promise.objects.get().state == "open"
    clock.move(timedelta(minutes=61))
    mail.deliver()
    sweep()
    page.reload()
    expect(page.locator(".notice--ok")).to_contain_text("Täidetud")

    # Another one is not kept in time: late, and long after it broken.
    late = promises(page, question, "Helistame tagasi")
    clock.move(late.due_at - clock.now() + timedelta(minutes=5))
    page.goto("/enquiries/promises/?list=late")
    expect(page.get_by_role("link", name="Helistame tagasi")).to_be_visible()
    expect(page.locator("td .badge--bad").first).to_have_text("hilinenud")
    clock.move(timedelta(days=20))
    sweep()
    opens_the_first(page, "broken")
    expect(page.locator(".badge--bad").first).to_have_text("täitmata jäänud")

    # It can still be made good, and the figures keep what it was.
    stays(letter(question, riina))
    points_at_the_first_record(page)
    wait_for(lambda: Promise.objects.get(pk=late.pk).state == "kept", 15)
    assert Promise.objects.ended_as("broken").get().pk == late.pk
    assert Promise.objects.ended_as("kept").get().what == "Saadame juhise"


def test_a_bounce_opens_the_promise_again_and_the_owner_sees_it(
    page_for: Callable[..., Page], riina: User, question: Enquiry
) -> None:
    page = page_for(riina, path=question.get_absolute_url())
    promise = promises(page, question, "Saadame juhise")
    sent = stays(letter(question, riina))
    opens_the_first(page, "mine")
    points_at_the_first_record(page)
    wait_for(lambda: Promise.objects.get().state == "kept", 15)

    comes_back(sent)
    sweep()
    page.goto("/people/notices/")
    expect(page.get_by_text("on uuesti avatud").first).to_be_visible()
    page.goto(promise.get_absolute_url())
    expect(page.locator(".notice--bad")).to_contain_text("Klienti tuleb teavitada")
    expect(page.locator("ol.timeline")).to_contain_text("Kiri tuli tagasi.")
    opens_the_first(page, "mine")
