"""On the first of the month the head of a unit gets a letter, reads its report, and says what will change."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from playwright.sync_api import Page, expect

from desk import clock, workdays
from desk.people.enums import Role
from desk.people.models import Unit, User
from stats.models import Report
from stats.tasks import order_reports
from tests.browser.conftest import Worker, wait_for
from tests.mail.conftest import mail_server, running_mailbox  # noqa: F401  (fixtures)
from tests.simulators.mailbox import Running
from tests.stats.units import counted, plan_of, topics_of, unit_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HEAD = "yksusejuht@abilaud.example"


@pytest.fixture
def helena(someone: Callable[..., User], live_url: str) -> User:
    return someone("vanem", Role.SENIOR, first_name="Helena", last_name="Hunt")


@pytest.fixture
def unit(someone: Callable[..., User], live_url: str) -> Unit:
    """A unit about whose topics clients asked in this month; its plan sends the report on the first day."""
    head = someone("yksusejuht", Role.UNIT_HEAD, first_name="Ülle", last_name="Ülem")
    unit = unit_of(head)
    first, second, _third = topics_of(unit)
    this = workdays.today().replace(day=1)
    counted(this, first, 64, first_contact=60)
    counted(this, second, 20, "email", "ru", first_contact=12)
    plan = plan_of(unit)
    plan.since = this
    plan.save()
    return unit


def the_first_of_the_next_month() -> date:
    """The clock goes on to the first day of the next month, eight in the morning."""
    first = (workdays.today().replace(day=1) + timedelta(days=32)).replace(day=1)
    clock.move(workdays.at(first, time(8)) - clock.now())
    return first


def link_in(server: Running) -> str:
    """The address in the letter that reached the head of the unit."""
    raw = next(letter.raw for letter in server.state.letters if letter.to == [HEAD])
    body = message_from_bytes(raw, policy=default).get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://\S+/board/reports/\d+/", body.get_content())
    assert found
    return found[0]


def test_a_monthly_report_from_schedule_to_followed(
    page_for: Callable[..., Page],
    worker: Callable[..., Worker],
    unit: Unit,
    helena: User,
    mail_server: Running,  # noqa: F811
    live_url: str,
) -> None:
    worker(PUBLIC_URL=live_url, EMAIL_URL=mail_server.smtp)
    the_first_of_the_next_month()
    order_reports()  # what the schedule does every ten minutes
    wait_for(lambda: [letter for letter in mail_server.state.letters if letter.to == [HEAD]], 60)
    assert Report.objects.get().content.pdf.size > 5000

    page = page_for(None, path="")
    page.goto(link_in(mail_server))
    page.get_by_label("Kasutajatunnus").fill("yksusejuht")
    page.get_by_label("Parool").fill("abilaud-demo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mida kliendid küsisid")
    expect(page.get_by_text("Kõige rohkem küsiti: Deklareerimine (64), Tasumäär (20).")).to_be_visible()
    expect(page.get_by_role("row", name="kõik 84 0 0").first).to_be_visible()
    page.keyboard.press("k")
    expect(page.get_by_text("aruande lugenud")).to_be_visible()
    page.get_by_label("Mida sinu üksus muudab?").fill("Kirjutame tasumäära juhendi ümber")
    day = (workdays.today() + timedelta(days=14)).strftime("%d.%m.%Y")
    page.get_by_label("Mis ajaks?").fill(day)
    page.get_by_role("button", name="Saada vastus").press("Enter")
    expect(page.get_by_text(f"hiljemalt {day}")).to_be_visible()

    senior = page_for(helena, path="/board/reports/")
    row = senior.get_by_role("row").filter(has_text="Oma üksus")
    expect(row).to_contain_text("loetud")
    expect(row).to_contain_text("Ülle Ülem")
    expect(row).to_contain_text(f"lubatud {day}")
    row.get_by_role("link").press("Enter")
    senior.get_by_text("Pane kirja, mis sellest sai").press("Enter")
    senior.get_by_label("Mis sellest sai?").fill("Uus juhend on avalik")
    senior.get_by_role("button", name="Pane kirja", exact=True).press("Enter")
    expect(senior.get_by_text("Uus juhend on avalik")).to_be_visible()

    page.goto("/board/unit/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Oma üksus")
    expect(page.get_by_role("row").filter(has_text="tehtud")).to_have_count(1)
