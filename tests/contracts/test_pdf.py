"""Documents as PDF: archival, tagged, the same bytes every time, nothing from outside."""

import hashlib
import io
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings

from contracts import pdf

SHEET = pdf.Sheet(
    "Kasutusleping", "KL-2026-0123", "et", datetime(2026, 11, 22, 9, tzinfo=UTC), "Keskkonnaamet",
    "avaliku teabe seadus § 35 lg 1 p 12", date(2101, 11, 22),
)  # fmt: skip
TABLE = '<table><tr><th scope="row">Õ</th><td>Ž, Ы</td></tr></table>'
BODY = f"<h1>{{{{ name }}}}</h1>{TABLE}" + "<p>Lepinguosaline</p>" * 60


def test_the_same_input_gives_the_same_bytes() -> None:
    first, second = pdf.render(BODY, {"name": "A"}, SHEET), pdf.render(BODY, {"name": "A"}, SHEET)
    assert first == second
    assert pdf.render(BODY, {"name": "B"}, SHEET) != first


@pytest.mark.slow
def test_another_process_gives_the_same_bytes(tmp_path: Path) -> None:
    command = [sys.executable, "manage.py", "render_document", "--sample", "user_contract", "--lang", "et"]
    keys = {"SECRET_KEY": settings.SECRET_KEY, "ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS)}
    digests = set()
    for name in ("a.pdf", "b.pdf"):
        file = tmp_path / name
        subprocess.run(
            [*command, "-o", str(file)], check=True, cwd=settings.BASE_DIR, env=os.environ | keys, timeout=60
        )
        digests.add(hashlib.sha256(file.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_the_document_says_that_it_is_archival_and_accessible() -> None:
    with pikepdf.open(io.BytesIO(pdf.render(BODY, {"name": "A"}, SHEET))) as document:
        metadata = document.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert metadata["dc:title"] == "Kasutusleping KL-2026-0123"


def test_the_document_is_tagged_in_its_language_with_our_fonts() -> None:
    with pikepdf.open(io.BytesIO(pdf.render(BODY, {"name": "A"}, SHEET))) as document:
        assert str(document.Root.Lang) == "et"
        assert bool(document.Root.MarkInfo.Marked)
        assert len(document.pages) > 1
        sides = document.pages[0].mediabox.as_list()
        assert [round(float(side)) for side in sides] == [0, 0, 595, 842]
        fonts = document.pages[0].resources.Font
        assert all("Roboto" in str(font.BaseFont) for font in fonts.values())


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:1/x", "ftp://127.0.0.1/x"])
def test_nothing_is_fetched_from_outside(address: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        pdf._press().fetcher.fetch(address)


def test_a_changed_font_stops_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(pdf.FONTS, "Roboto-Bold.ttf", "0" * 64)
    pdf._press.cache_clear()
    with pytest.raises(pdf.RenderingUnavailable):
        pdf.warm_up()
    monkeypatch.undo()
    pdf._press.cache_clear()
    pdf.warm_up()
