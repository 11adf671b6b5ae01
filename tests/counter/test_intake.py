"""Which files are kept: by what they hold, whatever they are called; nothing hostile takes the desk down."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desk.counter import bounded, intake
from desk.counter.intake import Outcome, judge
from desk.records import clamd
from tests.counter import hostile

KEPT, REFUSED, QUARANTINED = Outcome.KEPT, Outcome.REFUSED, Outcome.QUARANTINED


@pytest.mark.parametrize(
    ("name", "data", "pages"),
    [
        ("leping.pdf", lambda: hostile.pdf(3), 3),
        ("skann.tif", lambda: hostile.tiff(3), 3),
        ("foto.JPG", hostile.photo, 1),
        ("pilt.png", hostile.png, 1),
        ("image", hostile.jpeg, 1),
        ("kiri.docx", hostile.docx, 0),
        ("leping.asice", hostile.asice, 0),
        ("leping.bdoc", hostile.asice, 0),
        ("märkus.txt", lambda: "Tere, õu!".encode(), 0),
    ],
)
def test_what_the_desk_takes_is_kept_with_its_pages(name: str, data: Callable[[], bytes], pages: int) -> None:
    found = judge(data(), name)
    assert (found.outcome, found.reason, found.pages) == (KEPT, "", pages)


@pytest.mark.parametrize(
    ("name", "data", "outcome", "reason"),
    [
        ("pomm.docx", hostile.zip_bomb, REFUSED, "bomb"),
        ("skript.pdf", hostile.pdf_with_javascript, REFUSED, "active_content"),
        ("fail.pdf", hostile.pdf_with_file, REFUSED, "active_content"),
        ("käivita.pdf", hostile.pdf_that_launches, REFUSED, "active_content"),
        ("joonis.svg", hostile.svg, REFUSED, "active_content"),
        ("leht.html", hostile.page, REFUSED, "active_content"),
        ("leht.txt", hostile.page, REFUSED, "not_what_it_says"),
        ("joonis.png", hostile.svg, REFUSED, "not_what_it_says"),
        ("leping.docx", hostile.pdf, REFUSED, "not_what_it_says"),
        ("pilt.png", hostile.jpeg, REFUSED, "not_what_it_says"),
        ("programm.exe", lambda: b"MZ" + b"\0" * 200, REFUSED, "executable"),
        ("arve.pdf.exe", hostile.pdf, REFUSED, "executable"),
        ("arhiiv.zip", lambda: hostile.zipped({"a.txt": "b"}), REFUSED, "not_taken"),
        ("tabel.csv", lambda: b"a;b\n1;2\n", REFUSED, "not_taken"),
        ("mall.docx", hostile.fetching_docx, REFUSED, "active_content"),
        ("tühi.pdf", lambda: b"", REFUSED, "empty"),
        ("kaks.pdf", hostile.pdf_and_zip, REFUSED, "polyglot"),
        ("ees.pdf", lambda: b"GIF89a" + hostile.pdf(), REFUSED, "not_what_it_says"),
        ("taga.jpg", hostile.picture_and_page, REFUSED, "polyglot"),
        ("pomm.png", hostile.picture_bomb, REFUSED, "too_many_pixels"),
        ("krüptitud.pdf", hostile.encrypted_pdf, QUARANTINED, "encrypted"),
        ("avatav.pdf", lambda: hostile.encrypted_pdf(""), QUARANTINED, "encrypted"),
        ("katki.pdf", lambda: b"%PDF-1.7\n" + b"x" * 500, QUARANTINED, "damaged"),
        ("katki.jpg", lambda: hostile.jpeg()[:2_000], QUARANTINED, "damaged"),
        ("katki.tif", lambda: hostile.tiff(2)[:900], QUARANTINED, "damaged"),
    ],
)
def test_what_is_wrong_is_refused_and_what_cannot_be_looked_into_waits_for_the_administrator(
    name: str, data: Callable[[], bytes], outcome: Outcome, reason: str
) -> None:
    found = judge(data(), name)
    assert (found.outcome, found.reason) == (outcome, reason)
    assert found.words


def test_size_is_refused_before_anything_is_read(settings: Any) -> None:
    settings.PAPER_FILE_MAX_BYTES = 100
    found = intake.of_size(101, "suur.pdf")
    assert found is not None and (found.outcome, found.reason) == (REFUSED, "too_big")
    assert intake.of_size(100, "väike.pdf") is None


def test_more_pages_than_the_desk_takes_are_refused(settings: Any) -> None:
    settings.PAPER_MAX_PAGES = 2
    for name, data in (("pikk.pdf", hostile.pdf(3)), ("pikk.tif", hostile.tiff(3))):
        assert judge(data, name).reason == "too_many_pages"


def test_every_reason_has_words() -> None:
    assert all(str(text) for text in intake.WORDS.values())
    assert intake.words("nobody_knows") == "nobody_knows"


# ---- the virus scanner ----


@pytest.fixture
def scanner(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """A scanner that says what the test wants."""
    settings.CLAMAV = ("/nowhere", 0)
    says = {"says": ""}
    monkeypatch.setattr(clamd, "scan", lambda data: "virus" if hostile.EICAR in data else says["says"])
    yield says


def test_a_virus_and_what_the_scanner_missed_wait_for_the_administrator(scanner: dict[str, str]) -> None:
    assert judge(hostile.pdf(), "hea.pdf").outcome == KEPT
    assert judge(hostile.EICAR, "viirus.txt").reason == "virus"
    assert judge(hostile.EICAR, "viirus.txt").outcome == QUARANTINED
    scanner["says"] = "not_scanned"
    away = judge(hostile.pdf(), "hea.pdf")
    assert (away.outcome, away.reason) == (QUARANTINED, "not_scanned")


def test_active_content_is_refused_while_the_scanner_is_away_too(scanner: dict[str, str]) -> None:
    scanner["says"] = "not_scanned"
    assert judge(hostile.pdf_with_javascript(), "skript.pdf").outcome == REFUSED
    assert judge(hostile.svg(), "joonis.svg").outcome == REFUSED


# ---- the process that opens files ----


def test_it_has_no_secrets_and_cannot_write_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", "very secret")
    told = bounded.program([sys.executable, "-c", "import os; print(sorted(os.environ))"], b"", seconds=10)
    assert b"SECRET_KEY" not in told
    write = f"import os; os.write(os.open({str(tmp_path / 'x')!r}, os.O_CREAT | os.O_WRONLY), b'a')"
    with pytest.raises(bounded.Unreadable):
        bounded.program([sys.executable, "-c", write], b"", seconds=10)


def test_one_that_hangs_is_ended_and_costs_one_file() -> None:
    began = time.monotonic()
    with pytest.raises(bounded.Unreadable) as found:
        bounded.ask({"do": "inspect", "kinds": ["application/pdf"], "pages": 1}, [10], _never(), seconds=0.2)
    assert found.value.code == "too_heavy"
    assert time.monotonic() - began < 5


def _never() -> Iterator[bytes]:
    time.sleep(0.4)
    yield b"%PDF-1.7 "


def test_one_that_wants_too_much_memory_gets_none() -> None:
    data = hostile.tiff(1)
    job = {"do": "inspect", "kinds": ["image/tiff"], "pages": 9, "pixels": 10**9}
    with pytest.raises(bounded.Unreadable):
        bounded.ask(job, [len(data)], [data], seconds=20, memory=30 * 1024 * 1024)


def test_what_is_no_answer_is_not_believed() -> None:
    with pytest.raises(bounded.Unreadable):
        bounded.ask({"do": "nothing of ours"}, [], [], seconds=10)
