"""The registrar's day, in Estonian and by keyboard: a package is taken, references are entered, imported."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from contracts.actions import registering_letters
from contracts.models import Registration, RegistrationExport, Rendering
from contracts.printing.rendering import Rendered
from desk import clock
from desk.people.enums import Role
from desk.people.models import User
from desk.tables.table import write_table
from tests.contracts.conftest import Ground, ground, reference  # noqa: F401  (fixtures)
from tests.contracts.registered import accepted, enquiry, letter

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def reet(
    live_url: str,
    ground: Ground,  # noqa: F811
    someone: Callable[..., User],
    monkeypatch: pytest.MonkeyPatch,
) -> User:
    """Two documents and a letter wait since last week; a third document came today."""

    def make(job: Rendering) -> Rendered:
        return Rendered(f"%PDF-1.7 {job.authorisation.number}".encode(), "none")

    monkeypatch.setattr("contracts.printing.rendering.make", make)
    accepted(ground, ground.wanted(), ground.wanted("main_user_poa"))
    letter(enquiry(ground), files={"lisa.pdf": "taken"})
    registering_letters.sweep()
    clock.move(timedelta(days=6))
    accepted(ground, ground.wanted("main_user_poa", "kotkas"))
    return someone("referent", Role.REGISTRAR, first_name="Reet", last_name="Raud")


def table(path: Path) -> Path:
    """What the document register gives back: the records that still wait, by their identifier."""
    rows = [
        [str(row.uuid), f"7-1/26/{number}", "23.11.2026"]
        for number, row in enumerate(Registration.objects.waiting().order_by("pk"), start=20)
    ]
    with path.open("wb") as file:
        write_table(file, ["identifikaator", "viit", "registreeritud"], rows, form="xlsx")
    return path


def test_the_registrar_takes_a_package_and_nothing_is_late_any_more(
    page_for: Callable[..., Page], reet: User, tmp_path: Path
) -> None:
    page = page_for(reet)
    panel = page.locator("section.panel", has_text="Registreerida").first
    expect(panel).to_contain_text("4 ootab")
    expect(panel).to_contain_text("3 hilineb")
    panel.get_by_role("link", name="3 hilineb").press("Enter")
    expect(page.locator("tr[data-row]")).to_have_count(3)
    takes_the_package(page, tmp_path)
    enters_one_reference(page)
    takes_the_rest_from_a_table(page, tmp_path)
    page.goto("/documents/registration/?show=late")
    expect(page.get_by_text("Midagi ei oota.")).to_be_visible()
    page.goto("/documents/registration/?show=done")
    expect(page.locator("tr[data-row]")).to_have_count(4)
    expect(page.get_by_text("7-1/26/1, 23.11.2026")).to_be_visible()
    assert not Registration.objects.waiting().exists()


def takes_the_package(page: Page, tmp_path: Path) -> None:
    """Two rows are chosen by keys, and the package is downloaded."""
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("input[name=chosen]:checked")).to_have_count(2)
    page.keyboard.press("t")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pakett")
    with page.expect_download() as told:
        page.keyboard.press("l")
    file = tmp_path / "pakett.zip"
    told.value.save_as(file)
    made = RegistrationExport.objects.get()
    data = file.read_bytes()
    assert (hashlib.sha256(data).hexdigest(), len(data)) == (made.sha256, made.size)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert sum(name.endswith("/capsule.xml") for name in package.namelist()) == 2


def enters_one_reference(page: Page) -> None:
    page.goto("/documents/registration/")
    expect(page.get_by_text("paketis")).to_have_count(2)
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.keyboard.type("7-1/26/1")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("23.11.2026")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Registreeritud.", exact=True)).to_be_visible()
    expect(page.locator("tr[data-row]")).to_have_count(3)


def takes_the_rest_from_a_table(page: Page, tmp_path: Path) -> None:
    page.keyboard.press("v")
    expect(page.get_by_role("heading", level=1)).to_have_text("Viidad tabelist")
    wrong = tmp_path / "vale.csv"
    wrong.write_text("identifikaator;viit\nei ole;7-1/26/5\n")
    page.get_by_label("Viitade tabel").set_input_files(wrong)
    page.get_by_role("button", name="Võta viidad üle").press("Enter")
    expect(page.get_by_role("heading", name="Midagi ei võetud üle")).to_be_visible()
    expect(page.get_by_text("Sellise identifikaatoriga kirjet nimekirjas ei ole.")).to_be_visible()
    page.get_by_label("Viitade tabel").set_input_files(table(tmp_path / "viidad.xlsx"))
    page.get_by_role("button", name="Võta viidad üle").press("Enter")
    expect(page.get_by_text("3 viita on üle võetud.")).to_be_visible()
    expect(page.get_by_text("Midagi ei oota.")).to_be_visible()
