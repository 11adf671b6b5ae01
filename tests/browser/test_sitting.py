"""Signing for the agency in the browser, in Estonian and by keyboard: a card stub in the page, real processes
behind it: the application, a worker, the time-stamping authority and the responder of the test lab."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from contracts import actions
from contracts.actions import Wanted, links
from contracts.enums import ContainerSource, PackageState
from contracts.models import AgencySignature, ClientLink, Container, Kind, Package, Portal, Rendering
from contracts.printing.rendering import Rendered
from desk import clock
from desk.clients import actions as clients
from desk.people.enums import Role
from desk.people.models import User
from desk.records.models import DemoMarker
from registry import actions as registry
from registry.models import Check
from tests.browser.card import Card
from tests.browser.conftest import Worker
from tests.browser.test_returned import in_order
from tests.contracts.conftest import Ground, ground, reference
from tests.contracts.returns.returning import KADRI, MARI, drafts_of, give_back, signed, work
from tests.outside import TOOMAS, may_sign_for_the_agency, outside, until
from tests.simulators import eid
from tests.simulators.eid import Lab, sign_files

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]
FIXTURES = (ground, reference)  # pytest finds them by these names
EMAIL = "info@tammepuit.example"


@pytest.fixture(scope="module")
def services() -> Iterator[eid.Running]:
    running = eid.start()
    yield running
    running.stop()


@pytest.fixture
def head(live_url: str, reference: None, someone: Callable[..., User]) -> User:
    head = someone("juht", Role.HEAD, first_name="Toomas", last_name="Kuusk")
    may_sign_for_the_agency(head)
    return head


@dataclass
class Desk:
    """The head's desk: his browser, the card in his reader, and the services behind the desk."""

    page_for: Callable[..., Page]
    services: eid.Running
    head: User
    environment: dict[str, str] = field(default_factory=dict)

    def opens(self, card: Card | None) -> Page:
        """The list of what waits, in a browser with this card; None: Web eID is not installed."""
        page = self.page_for(self.head, path="")
        if card is not None:
            card.insert(page)
        page.goto("/documents/agency/")
        return page

    def card(self, code: str = TOOMAS, **manner: Any) -> Card:
        return Card(Lab(self.services.state.lab.folder), code, **manner)

    def lays_out_all(self, page: Page, count: int) -> None:
        """Every one that may be signed, and each is looked at."""
        page.keyboard.press("a")
        for number in range(1, count + 1):
            expect(page.get_by_role("heading", level=1)).to_contain_text(f"{number}/{count}:")
            page.keyboard.press("j")
        expect(page.get_by_role("heading", level=1)).to_have_text("Asutuse nimel allkirjastamine")


@pytest.fixture
def desk(page_for: Callable[..., Page], services: eid.Running, head: User, settings: Any) -> Desk:
    services.state.reset()
    # A worker believes test anchors only in a database that says it is a demo's.
    DemoMarker.objects.get_or_create(defaults={"made_at": clock.now()})
    settings.TRUST_DIR = str(services.state.lab.anchors)
    settings.TSA_URL, settings.OCSP_URL = f"{services.url}/tsa", f"{services.url}/ocsp"
    told = {
        "TSA_URL": settings.TSA_URL,
        "OCSP_URL": settings.OCSP_URL,
        "SIGNING_SAMPLE": "1",
        "TRUST_DIR": settings.TRUST_DIR,
        "OUTBOX_BACKOFF": "1",
    }
    return Desk(page_for, services, head, told)


@pytest.fixture
def waiting(
    worker: Callable[..., Worker], live_url: str, ground: Ground, monkeypatch: pytest.MonkeyPatch, desk: Desk
) -> Callable[[int], list[Package]]:
    """Gives so many agreements that the client has signed, with documents made in no time."""

    def make(job: Rendering) -> Rendered:
        return Rendered(f"%PDF-1.7 {job.authorisation.number}".encode(), "none")

    def wait(count: int) -> list[Package]:
        with monkeypatch.context() as press:
            press.setattr("contracts.printing.rendering.make", make)
            packages = [ground.sent() for _ in range(count)]
        for package in packages:
            give_back(package, signed(desk.services.state.lab, package, MARI))
            work(package)
        return packages

    return wait


def states(page: Page) -> list[str]:
    return page.get_by_role("table").locator("tbody tr .badge").all_inner_texts()


def all_signed(page: Page) -> None:
    """The card has given everything; only a page that is looked at lets the stub in it speak."""
    expect(page.get_by_text("Siin ei ole enam midagi allkirjastada.")).to_be_visible()


def finished(package: Package) -> bool:
    package.refresh_from_db()
    return package.state not in {PackageState.AWAITING_AGENCY, PackageState.RETURNED}


def test_the_client_signs_the_agency_signs_in_the_browser_and_the_client_is_told(
    desk: Desk, worker: Callable[..., Worker], someone: Callable[..., User], settings: Any
) -> None:
    riina = someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand")
    puit = clients.create_client(
        kind="organisation", name="Tamme Puit OÜ", registry_code="10000001", by=riina
    )
    email = clients.add_contact(kind="email", value=EMAIL, client=puit, source="register", by=riina)
    email = clients.confirm_contact(contact=email, by=riina)
    with outside(settings) as running:
        worker(**running.environment() | desk.environment)
        asked = registry.ask(client=puit, purpose="look", subject=("client", puit.pk), by=riina)
        until(lambda: Check.objects.answered().filter(pk=asked.pk).exists())
        wanted = Wanted(
            Kind.objects.get(code="user_contract"), Portal.objects.get(code="e-keskkonnaamet"), {}
        )
        package = actions.draft(documents=[wanted], client=puit, by=riina, why_by_hand="cannot_log_in")
        until(lambda: Package.objects.filter(pk=package.pk, state=PackageState.RENDERED).exists())
        until(lambda: not actions.sending.obstacles(*_asked(package)))
        actions.send(package=package, to=email, by=riina)
        until(lambda: Package.objects.filter(pk=package.pk, state=PackageState.SENT).exists())
        returns_signed(desk, package)
        until(lambda: Package.objects.filter(pk=package.pk, state=PackageState.AWAITING_AGENCY).exists())

        page = desk.opens(desk.card())
        page.get_by_role("checkbox").first.press("Space")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("1/1:")
        expect(page.get_by_text("MARI TAMM")).to_be_visible()
        in_order(page)
        page.keyboard.press("j")
        page.keyboard.press("s")
        all_signed(page)
        until(lambda: "allkirjastatud ja korras" in states(page))
        in_order(page)
        until(lambda: Package.objects.filter(pk=package.pk, state=PackageState.TOLD).exists())
        assert any("portaal" in each for each in running.letters_to(EMAIL))
        assert running.portal.state.writes == 1
    page.goto(f"/documents/{package.pk}/")
    for told in ("Asutuse nimel brauseris allkirjastatud", "Asutuse allkiri lisatud", "Klient teavitatud"):
        expect(page.locator("ol.timeline")).to_contain_text(told)


def _asked(package: Package) -> tuple[Any, ...]:
    package = Package.objects.get(pk=package.pk)
    kept = list(package.authorisations.kept().select_related("kind"))
    return package, kept, actions.sending.sending_check(package)


def returns_signed(desk: Desk, package: Package) -> None:
    """The client hands in the signed container on the page of the link."""
    token = "s" * 43
    ClientLink.objects.create(package=package, token_hash=links.token_hash(token))
    client = desk.page_for(None, path=f"/k/{token}/")
    data = sign_files(desk.services.state.lab, MARI, drafts_of(package), clock.now())
    client.get_by_label("Allkirjastatud ümbrik (.asice)").set_input_files(
        {"name": "leping.asice", "mimeType": "application/vnd.etsi.asic-e+zip", "buffer": data}
    )
    client.get_by_role("button", name="Tagasta").press("Enter")
    expect(client.get_by_text("Teil ei ole vaja midagi teha")).to_be_visible()


def test_five_documents_in_one_sitting(
    desk: Desk, waiting: Callable[[int], list[Package]], worker: Callable[..., Worker]
) -> None:
    packages = waiting(5)
    card = desk.card()
    page = desk.opens(card)
    desk.lays_out_all(page, 5)
    expect(page.get_by_role("button", name="Allkirjasta 5 dokumenti")).to_be_visible()
    in_order(page)
    page.keyboard.press("s")
    all_signed(page)
    assert card.pins == 5 and AgencySignature.jobs.filter(signed_at__isnull=False).count() == 5
    worker(**desk.environment)
    until(lambda: all(finished(each) for each in packages))
    until(lambda: states(page) == ["allkirjastatud ja korras"] * 5)
    in_order(page)


def test_who_cancels_at_the_third_has_signed_two_and_goes_on_with_three(
    desk: Desk, waiting: Callable[[int], list[Package]]
) -> None:
    waiting(5)
    page = desk.opens(desk.card(refuses={3: "ERR_WEBEID_USER_CANCELLED"}))
    desk.lays_out_all(page, 5)
    page.keyboard.press("s")
    expect(page.get_by_role("alert")).to_contain_text("Katkestasid")
    expect(page.get_by_role("button", name="Allkirjasta 3 dokumenti")).to_be_enabled()
    signed = AgencySignature.jobs.filter(signed_at__isnull=False)
    assert signed.count() == 2 and AgencySignature.jobs.living().count() == 5
    in_order(page)

    page.goto("/documents/agency/")
    page.keyboard.press("j")
    expect(page.get_by_role("button", name="Allkirjasta 3 dokumenti")).to_be_enabled()
    page.keyboard.press("s")
    all_signed(page)
    assert signed.count() == 5


def test_the_card_of_another_person_signs_nothing(
    desk: Desk, waiting: Callable[[int], list[Package]], caplog: pytest.LogCaptureFixture
) -> None:
    waiting(1)
    card = desk.card(KADRI)
    page = desk.opens(card)
    desk.lays_out_all(page, 1)
    page.keyboard.press("s")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Toomas Kuusk")
    assert card.pins == 0 and not AgencySignature.jobs.exclude(digest="").exists()
    for code in (TOOMAS, KADRI):
        assert code not in page.content() and code not in page.url and code not in caplog.text
    expect(page.get_by_role("button", name="Allkirjasta 1 dokument")).to_be_enabled()
    in_order(page)


def test_while_the_time_stamp_service_is_down_the_signature_waits_and_then_is_finished(
    desk: Desk, waiting: Callable[[int], list[Package]], worker: Callable[..., Worker]
) -> None:
    (package,) = waiting(1)
    desk.services.state.faults.append({"service": "tsa", "kind": "down", "times": 1000})
    page = desk.opens(desk.card())
    desk.lays_out_all(page, 1)
    page.keyboard.press("s")
    all_signed(page)
    worker(**desk.environment)
    until(lambda: "allkirjastatud, ootab" in states(page))
    in_order(page)
    page.goto("/documents/agency/unfinished/")
    expect(page.get_by_role("row").filter(has_text=package.numbers)).to_contain_text("jatempliteenus")
    in_order(page)
    assert not Container.objects.filter(source=ContainerSource.AGENCY).exists()
    value = AgencySignature.jobs.get().value

    desk.services.state.reset()
    page.get_by_role("button", name="Proovi uuesti").press("Enter")
    until(lambda: finished(package))
    row = AgencySignature.jobs.get()
    assert row.value == value and row.finished is not None


def test_without_the_extension_the_other_way_is_told(
    desk: Desk, waiting: Callable[[int], list[Package]]
) -> None:
    waiting(1)
    page = desk.opens(None)
    desk.lays_out_all(page, 1)
    page.keyboard.press("s")
    expect(page.get_by_role("alert")).to_contain_text("Web eID laiendus ei vasta")
    expect(page.get_by_role("button", name="Allkirjasta 1 dokument")).to_be_enabled()
    in_order(page)
    assert AgencySignature.jobs.living().count() == 1


def test_what_another_frame_says_in_the_extension_s_name_is_not_heard(
    desk: Desk, waiting: Callable[[int], list[Package]]
) -> None:
    waiting(1)
    page = desk.opens(None)
    desk.lays_out_all(page, 1)
    page.evaluate("document.body.append(document.createElement('iframe'))")
    stranger = page.frames[-1]
    stranger.evaluate(
        """() => setInterval(() => {
          for (const what of ["status", "get-signing-certificate", "sign"])
            for (const end of ["ack", "success"])
              parent.postMessage({ action: `web-eid:${what}-${end}` }, "*");
        }, 20)"""
    )
    page.keyboard.press("s")
    expect(page.get_by_role("alert")).to_contain_text("Web eID laiendus ei vasta")
    assert not AgencySignature.jobs.exclude(digest="").exists()
