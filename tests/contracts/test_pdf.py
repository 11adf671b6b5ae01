"""Documents as PDF: what stands around the text, the same bytes every time, drafts that say so."""

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings

from contracts import health
from contracts.management.commands.render_document import sample
from contracts.printing import fonts, pdf
from contracts.printing.placeholders import sample_values
from tests.contracts import pdftext

pytestmark = pytest.mark.slow

SHEET = pdf.Sheet(
    "Kasutusleping", "KL-2026-0123", "et", datetime(2026, 11, 22, 9, tzinfo=UTC), "Keskkonnaamet",
    "avaliku teabe seadus § 35 lg 1 p 12", date(2101, 11, 22),
)  # fmt: skip
DRAFT = replace(SHEET, number="")
TABLE = '<table><tr><th scope="row">Õ</th><td>Ž, Ы</td></tr></table>'
BODY = f"<h1>{{{{ name }}}} nr {{{{ number }}}}</h1>{TABLE}" + "<p>Lepinguosaline</p>" * 60


def title(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as document:
        return str(document.open_metadata()["dc:title"])


# ---- the same bytes ----------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes() -> None:
    first, second = pdf.render(BODY, {"name": "A"}, SHEET), pdf.render(BODY, {"name": "A"}, SHEET)
    assert first == second
    assert pdf.render(BODY, {"name": "B"}, SHEET) != first


@pytest.mark.slow
def test_another_process_gives_the_same_bytes(tmp_path: Path) -> None:
    command = [sys.executable, "manage.py", "render_document", "--sample", "user_contract", "--lang", "et"]
    keys = {"SECRET_KEY": settings.SECRET_KEY, "ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS)}
    other_fonts = tmp_path / "fonts.conf"
    other_fonts.write_text("<fontconfig><dir>/usr/share/fonts</dir></fontconfig>")
    surroundings = [
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LANG": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "Pacific/Auckland", "LANG": "et_EE.UTF-8", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "3", "TZ": "America/Adak", "FONTCONFIG_FILE": str(other_fonts), "HOME": "/"},
    ]
    digests = set()
    for number, surrounding in enumerate(surroundings):
        file = tmp_path / f"{number}.pdf"
        environment = os.environ | keys | surrounding
        subprocess.run(
            [*command, "-o", str(file)], check=True, cwd=settings.BASE_DIR, env=environment, timeout=60
        )
        digests.add(hashlib.sha256(file.read_bytes()).hexdigest())
    text, around = sample("user_contract", "et")
    here = hashlib.sha256(pdf.render(text, sample_values(), around)).hexdigest()
    assert digests == {here}


def test_what_decides_the_bytes_is_named_beside_the_document() -> None:
    named = dict(part.split(" ") for part in pdf.libraries().split(", "))
    assert set(named) == {"weasyprint", "pydyf", "pango", "harfbuzz", "zlib", "lock"}
    lock = (settings.BASE_DIR / "requirements.lock").read_bytes()
    assert hashlib.sha256(lock).hexdigest().startswith(named["lock"])
    assert len(pdf.libraries()) <= 200  # as long as the column of the row that keeps it


def test_previews_in_several_threads_at_once_are_the_same_too() -> None:
    alone = [pdf.render(BODY, {"name": str(number)}, SHEET) for number in range(6)]
    with ThreadPoolExecutor(max_workers=3) as threads:
        together = list(threads.map(lambda number: pdf.render(BODY, {"name": str(number)}, SHEET), range(6)))
    assert together == alone


# ---- what stands around the text ---------------------------------------------------------------


def test_every_page_is_a4_and_says_its_number_of_how_many() -> None:
    data = pdf.render(BODY, {"name": "A"}, SHEET)
    with pikepdf.open(io.BytesIO(data)) as document:
        sides = [[round(float(side)) for side in page.mediabox.as_list()] for page in document.pages]
    said = pdftext.pages(data)
    assert len(said) > 1
    assert sides == [[0, 0, 595, 842]] * len(said)
    for number, words in enumerate(said, start=1):
        assert f"lk{number}/{len(said)}" in words
        assert "KasutuslepingKL-2026-0123" in words


def test_every_page_has_the_letterhead_of_the_agency_or_of_the_text() -> None:
    said = pdftext.pages(pdf.render(BODY, {"name": "A"}, SHEET))
    assert all("Keskkonnaamet" in words for words in said)
    own = replace(SHEET, agency="Amet", header="Kliima- ja <b>keskkonnatalitus</b>\nRoheline 64, Pärnu")
    said = pdftext.pages(pdf.render(BODY, {"name": "A"}, own))
    assert all("Kliima-ja<b>keskkonnatalitus</b>Roheline64,Pärnu" in words for words in said)
    assert not any("Keskkonnaamet" in words for words in said)


def test_a_restricted_document_says_whose_why_and_until_when() -> None:
    first = pdftext.pages(pdf.render(BODY, {"name": "A"}, SHEET))[0]
    for line in (
        "ASUTUSESISESEKS KASUTAMISEKS (AK)",
        "Märge tehtud 22.11.2026",
        "Juurdepääsupiirang kehtib kuni 22.11.2101",
        "Alus: avaliku teabe seadus § 35 lg 1 p 12",
    ):
        assert line.replace(" ", "") in first
    open_to_all = replace(SHEET, restriction_basis="", restricted_until=None)
    assert "(AK)" not in pdftext.pages(pdf.render(BODY, {"name": "A"}, open_to_all))[0]


# ---- drafts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "word", "told"),
    [
        ("et", "MUSTAND", "Eioleallkirjastamiseks"),
        ("en", "DRAFT", "Notforsigning"),
        ("ru", "ЧЕРНОВИК", "Недляподписания"),
    ],
)
def test_a_draft_says_so_on_every_page_and_in_its_title(language: str, word: str, told: str) -> None:
    data = pdf.render(BODY, {"name": "A"}, replace(DRAFT, language=language))
    assert title(data).startswith(word)
    said = pdftext.pages(data)
    assert len(said) > 1
    for words in said:
        assert told in words
        assert words.count(word) >= 3  # across the page, in its head and in its foot
    assert f"Anr{word}" in said[0]  # where the number will stand


def test_a_numbered_document_is_no_draft_whatever_its_values_say() -> None:
    data = pdf.render(BODY, {"name": "A", "number": "MUSTAND"}, SHEET)
    assert title(data) == "Kasutusleping KL-2026-0123"
    assert "MUSTAND" not in "".join(pdftext.pages(data))
    assert data != pdf.render(BODY, {"name": "A"}, DRAFT)


def test_a_draft_never_carries_a_number_that_is_only_in_its_values() -> None:
    data = pdf.render(BODY, {"name": "A", "number": "KL-2026-0123"}, DRAFT)
    assert "KL-2026-0123" not in "".join(pdftext.pages(data))


# ---- fonts -------------------------------------------------------------------------------------


def test_all_letters_come_from_the_approved_fonts() -> None:
    names = pdftext.fonts(pdf.render(BODY, {"name": "Ж 中 \U0001f600"}, DRAFT))
    assert names
    assert all("+Roboto" in name for name in names)


@pytest.fixture
def changed_font(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(fonts.APPROVED, "Roboto-Bold.ttf", "0" * 64)
    pdf._press.cache_clear()
    yield
    monkeypatch.undo()
    pdf._press.cache_clear()


@pytest.mark.usefixtures("changed_font")
def test_a_changed_font_stops_the_start_and_every_rendering() -> None:
    with pytest.raises(fonts.RenderingUnavailable):
        pdf.warm_up()
    with pytest.raises(SystemExit, match=r"Roboto-Bold.ttf is not the font that was approved; install"):
        fonts.look_at_start()
    [(part, state, detail)] = health.of_documents()
    assert (part, state) == ("fonts of documents", "failed")
    assert "Roboto-Bold.ttf" in detail


def test_a_missing_font_stops_the_start(settings: Any, tmp_path: Path) -> None:
    settings.FONT_DIR = tmp_path
    with pytest.raises(SystemExit, match="is missing; install the packages"):
        fonts.look_at_start()


def test_doctor_names_the_fonts_and_the_libraries() -> None:
    assert [(part, state) for part, state, _detail in health.of_documents()] == [
        ("fonts of documents", "ok"),
        ("documents", "ok"),
    ]
    assert fonts.look_at_start() is None  # type: ignore[func-returns-value]
