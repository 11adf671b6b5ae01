"""The client before his own page: a code that comes by mail or is told, a login, a phone, Russian."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from contracts.enums import Factor
from contracts.models import Package, Rendering
from contracts.printing.rendering import Rendered
from desk import oidc
from desk.mail import tasks as mail
from desk.mail.models import Message
from desk.people.enums import Role
from desk.people.models import User
from tests.contracts.conftest import Ground, ground, reference
from tests.contracts.returns.returning import KADRI, signed, work
from tests.contracts.test_client_page_codes import guard, other_contact
from tests.contracts.test_sending import link_in_letter
from tests.house.pages import faults
from tests.mail.conftest import mail_server, running_mailbox
from tests.simulators.eid import Lab, default_folder
from tests.simulators.identity import Running, start
from tests.simulators.mailbox import Running as Mailbox

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIXTURES = (ground, reference, mail_server, running_mailbox)  # pytest finds them by these names
PHONE = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
MARI = "mari.tamm@tammepuit.example"


@pytest.fixture
def sent(live_url: str, ground: Ground, monkeypatch: pytest.MonkeyPatch) -> Package:
    def make(job: Rendering) -> Rendered:
        return Rendered(f"%PDF-1.7 {job.authorisation.number}".encode(), "none")

    monkeypatch.setattr("contracts.printing.rendering.make", make)
    return ground.sent(ground.wanted(), ground.wanted("main_user_poa"))


@pytest.fixture
def link(sent: Package) -> str:
    return link_in_letter()


def post_arrives() -> None:
    """The worker hands over what waits."""
    for message in Message.jobs.due():
        mail.send(message.pk)


def code_in(mailbox: Mailbox) -> str:
    """The code of the newest letter that Mari got."""
    post_arrives()
    letters = [each for each in mailbox.state.letters if MARI in each.to]
    found = re.search(r"(?m)^\d{6}$", letters[-1].text)
    assert found
    return found[0]


def types(page: Page, code: str, button: str = "Ava leht") -> None:
    page.get_by_role("textbox").fill(code)
    page.get_by_role("button", name=button).click()


def in_order(page: Page, language: str = "et") -> None:
    assert not list(faults(page, language))


def test_a_wrong_code_five_times_then_a_new_one_by_mail_and_in(
    page_for: Callable[..., Page], sent: Package, link: str, ground: Ground, mail_server: Mailbox
) -> None:
    guard(sent, Factor.CONTACT, other_contact(ground))
    page = page_for(None, path=f"{link}?language=et", viewport={"width": 320, "height": 640})
    expect(page.get_by_role("heading", name="Veel üks samm")).to_be_visible()
    expect(page.get_by_text("Tamme Puit")).to_have_count(0)
    in_order(page)
    page.get_by_role("button", name="Saada mulle kood").click()
    expect(page.get_by_role("status").filter(has_text="Viimane kood")).to_be_visible()
    code = code_in(mail_server)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for left in ("4 korda", "3 korda", "2 korda", "ühe korra", "enam ei kehti"):
        types(page, wrong)
        expect(page.get_by_role("alert")).to_contain_text(left)
    in_order(page)
    types(page, code)
    expect(page.get_by_role("alert")).to_contain_text("enam ei kehti")
    page.get_by_role("button", name="Saada mulle kood").click()
    expect(page.get_by_role("status").filter(has_text="Viimane kood")).to_be_visible()
    types(page, code_in(mail_server))
    expect(page.get_by_text("Tamme Puit OÜ").first).to_be_visible()
    in_order(page)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile(r"^Laadi alla KL-")).click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def test_a_code_that_the_specialist_reads_out(
    page_for: Callable[..., Page], sent: Package, link: str, someone: Callable[..., User]
) -> None:
    guard(sent, Factor.TOLD)
    riina = someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand")
    desk = page_for(riina, path=f"/documents/{sent.pk}/")
    desk.get_by_role("button", name="Tee kood, mida ette lugeda").click()
    told = desk.locator("#page-code strong").inner_text()
    assert re.fullmatch(r"\d{3} \d{3}", told)
    desk.evaluate("scrollTo(0, 0)")  # below the bar that stays, a link counts as too small
    in_order(desk)
    desk.reload()
    expect(desk.locator("#page-code")).to_contain_text("Viimane kood")
    expect(desk.get_by_text(told)).to_have_count(0)
    client = page_for(None, path=f"{link}?language=et", **PHONE)
    types(client, told)
    expect(client.get_by_text("Tamme Puit OÜ").first).to_be_visible()
    in_order(client)


def test_in_russian_from_the_code_to_a_file_that_is_no_container(
    page_for: Callable[..., Page],
    sent: Package,
    link: str,
    ground: Ground,
    mail_server: Mailbox,
    tmp_path: Path,
) -> None:
    guard(sent, Factor.CONTACT, other_contact(ground))
    page = page_for(None, path=link, **PHONE)
    page.get_by_role("link", name="русский").click()
    page.get_by_role("button", name="Отправить мне код").click()
    types(page, code_in(mail_server), "Открыть страницу")
    expect(page.get_by_role("heading", name="Документы", exact=True)).to_be_visible()
    in_order(page, "ru")
    wrong = tmp_path / "leping.pdf"
    wrong.write_bytes(b"%PDF-1.7 " + b"x" * 3_000_000)
    page.set_input_files("input[type=file]", wrong)
    page.locator("form[data-upload] button").click()
    expect(page.get_by_role("alert").filter(visible=True)).to_be_visible()
    in_order(page, "ru")
    page.get_by_role("link", name="eesti").click()
    expect(page.locator("html")).to_have_attribute("lang", "et")


def test_what_is_too_large_is_not_sent(
    page_for: Callable[..., Page], link: str, settings: Any, tmp_path: Path
) -> None:
    settings.CONTAINER_MAX_BYTES = 100_000
    page = page_for(None, path=f"{link}?language=et")
    large = tmp_path / "leping.asice"
    large.write_bytes(b"PK\x03\x04" + b"x" * 200_000)
    page.set_input_files("input[type=file]", large)
    page.get_by_role("button", name="Tagasta").click()
    expect(page.get_by_text("Fail on liiga suur: valige allkirjastatud ümbrik.")).to_be_visible()
    in_order(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_container_goes_up_and_what_is_wrong_stands_there(
    page_for: Callable[..., Page], sent: Package, link: str, settings: Any, tmp_path: Path, scripts: bool
) -> None:
    lab = Lab(default_folder())
    settings.TRUST_DIR = str(lab.anchors)
    file = tmp_path / "leping.asice"
    file.write_bytes(signed(lab, sent, KADRI))
    page = page_for(None, path=f"{link}?language=et", java_script_enabled=scripts)
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Tagasta").click()
    expect(page.get_by_text("Teil ei ole vaja midagi teha")).to_be_visible()
    work(sent)
    if not scripts:
        page.get_by_role("link", name="Vaata uuesti").click()
    expect(page.locator("#returns li").first).to_be_visible()


@pytest.fixture
def provider(settings: Any, live_url: str) -> Iterator[Running]:
    running = start("abilaud", "only-for-tests", back=f"{live_url}/k/login/back/")
    oidc.forget()
    settings.CLIENT_OIDC_ISSUER, settings.CLIENT_OIDC_CLIENT_ID = running.url, "abilaud"
    settings.CLIENT_OIDC_CLIENT_SECRET = "only-for-tests"
    yield running
    running.stop()


def test_who_signs_logs_in_and_a_stranger_is_told(
    page_for: Callable[..., Page], provider: Running, sent: Package, link: str
) -> None:
    guard(sent, Factor.TOLD)
    page = page_for(None, path=f"{link}?language=et", **PHONE)
    page.get_by_role("link", name="Logi sisse ID-kaardi").click()
    page.get_by_role("link", name="Oleg Smirnov").click()
    expect(page.get_by_role("alert")).to_contain_text("nendes dokumentides ei ole Teid nimetatud")
    in_order(page)
    page.get_by_role("link", name="Tagasi lehele").click()
    page.get_by_role("link", name="Logi sisse ID-kaardi").click()
    page.get_by_role("link", name="Give up").click()
    expect(page.get_by_role("alert")).to_contain_text("Te ei loginud sisse")
    page.get_by_role("link", name="Tagasi lehele").click()
    page.get_by_role("link", name="Logi sisse ID-kaardi").click()
    page.get_by_role("link", name="Mari Tamm").click()
    expect(page.get_by_text("Tamme Puit OÜ").first).to_be_visible()
    in_order(page)
    assert not [each for each in provider.state.asked if link.split("/")[2] in each]


def test_a_link_that_is_over_says_what_to_do(page_for: Callable[..., Page], live_url: str) -> None:
    errors_are_meant = page_for(None, path="")
    answer = errors_are_meant.request.get(f"{live_url}/k/{'e' * 43}/?language=et")
    assert answer.status == 404 and "Mida teha" in answer.text()
