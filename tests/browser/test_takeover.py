"""A head takes over what is in force: gives the table, sees what was found, takes it over, mends the rest."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from contracts import tasks
from contracts.models import Authorisation, TakeoverUpload
from desk.people.models import User
from tests.contracts.conftest import reference
from tests.contracts.takeover import many
from tests.contracts.takeover.conftest import head, lab, trusting
from tests.simulators.eid import Lab

FIXTURES = (head, lab, reference, trusting)  # pytest finds them by these names
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_table_is_looked_at_taken_over_and_mended(
    page_for: Callable[..., Page], head: User, lab: Lab, tmp_path: Path
) -> None:
    folder = tmp_path / "konteinerid"
    folder.mkdir()
    many.table(tmp_path / "kehtivad.csv", folder, lab, total=60, errors=10, containers=3)
    page = page_for(head, path="/documents/")
    page.keyboard.press("v")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kehtiva ülevõtmine")
    page.set_input_files("[name=table]", str(tmp_path / "kehtivad.csv"))
    page.set_input_files("[name=containers]", [str(each) for each in folder.iterdir()])
    page.get_by_role("button", name="Vaata tabel läbi").press("Enter")
    expect(page.get_by_text("Tabelit vaadatakse läbi")).to_be_visible()
    upload = TakeoverUpload.jobs.get()
    tasks.take_over(upload.pk)  # the page asks again by itself
    expect(page.get_by_role("cell", name="BAD_PERSONAL_CODE")).to_be_visible()
    assert not Authorisation.objects.exists()
    page.get_by_role("button", name="Võta üle 40 dokumenti").press("Enter")
    expect(page.get_by_text("Tabelit võetakse üle")).to_be_visible()
    tasks.take_over(upload.pk)
    expect(page.get_by_role("heading", name="Üle võetud")).to_be_visible()
    assert Authorisation.objects.count() == 40
    with page.expect_download() as download:
        page.get_by_role("link", name="Vigadega read").click()
    data = Path(download.value.path()).read_bytes()
    mended = data.decode("utf-8-sig").replace("31.12.2024", "31.12.2090")
    page.goto("/documents/takeover/")
    page.set_input_files(
        "[name=table]", {"name": "vead.csv", "mimeType": "text/csv", "buffer": mended.encode()}
    )
    page.get_by_role("button", name="Vaata tabel läbi").press("Enter")
    expect(page.get_by_text("Tabelit vaadatakse läbi")).to_be_visible()
    tasks.take_over(TakeoverUpload.jobs.latest("pk").pk)
    expect(page.get_by_role("button", name="Võta üle 1 dokument")).to_be_visible()
