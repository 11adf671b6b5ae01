"""Hostile values, end to end: shown as text or refused in a sentence, and nothing is fetched."""

import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
import weasyprint
from django.conf import settings

from contracts.printing import pdf
from contracts.printing.templating import TemplateError, Values
from tests.contracts import pdftext
from tests.contracts.test_pdf_archival import broken

pytestmark = pytest.mark.slow

SHEET = pdf.Sheet("Leping", "KL-2026-0001", "et", datetime(2026, 11, 22, 9, tzinfo=UTC))
TEXT = '<h1>{{ a }}</h1><p>{{ a }}</p><table class="plain"><tr><td>{{ a }}</td><td>x</td></tr></table>'


def said(value: str, sheet: pdf.Sheet = SHEET) -> str:
    return "".join(pdftext.pages(pdf.render(TEXT, {"a": value}, sheet)))


# ---- shown as what it is -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        "<script>alert(1)</script>",
        "<img src=file:///etc/passwd onerror=alert(1)>",
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css"><base href="file:///">',
        "<style>@import url(http://127.0.0.1:9/x);p{background:url(file:///etc/passwd)}</style>",
        "url(http://127.0.0.1:9/x) expression(1) }body{display:none}",
        "file:///etc/passwd http://127.0.0.1:9/x",
        "{{ number }}{{# a }}{% include 'x' %}{{/ a }}",
        "&lt;b&gt; &amp; &#0; &#xd800; ]]> --> <!-- <![CDATA[ <?php",
        "' \" ` \\ %s {0} ${x}",
    ],
)
def test_markup_in_a_value_is_read_as_text(value: str) -> None:
    assert said(value).count("".join(value.split())) == 3


def test_what_no_font_has_shows_its_code_instead_of_nothing() -> None:
    words = said("Ülle \U0001f600 中 ﷽ \U0010ffff")
    assert "Ülle[U+1F600][U+4E2D][U+FDFD][U+10FFFF]" in words


def test_marks_that_nobody_sees_are_left_out() -> None:
    invisible = "\x00\x07\x1b\u200b\u202e\u2066\u200f\ufeff\ufe0f"
    assert f"Ma{invisible}ri"[2:-2] == invisible
    assert "MariTamm" in said(f"Ma{invisible}ri Tamm")


def test_letters_written_in_two_become_one() -> None:
    assert "Õnne\u00e4" in said("O\u0303nnea\u0308")


def test_title_header_and_basis_are_text_too() -> None:
    hostile = "<img src=file:///etc/passwd>\U0001f600"
    sheet = pdf.Sheet(
        hostile, "KL-1", "et", SHEET.made_at, agency=hostile, restriction_basis=hostile, header=hostile
    )
    words = said("x", sheet)
    assert words.count("<imgsrc=file:///etc/passwd>[U+1F600]") >= 4
    assert broken(pdf.render(TEXT, {"a": "x"}, sheet)) == []


@pytest.mark.parametrize("word", ["õ" * 3000, "x@" + "y" * 70, "http://127.0.0.1/" + "a/" * 300, "W" * 78])
def test_a_long_word_stays_on_the_page(word: str) -> None:
    press = pdf._press()
    page = pdf.source(TEXT, {"a": word}, SHEET)
    document = weasyprint.HTML(string=page, url_fetcher=press.fetcher, base_url="font:").render(
        stylesheets=[press.css], font_config=press.fonts
    )
    ends = [
        box.position_x + box.width
        for sheet in document.pages
        for box in sheet._page_box.descendants()
        if type(box).__name__ == "TextBox"
    ]
    right_margin = document.pages[0].width - 22 / 25.4 * 96
    assert max(ends) <= right_margin + 0.5
    assert said(word).count(word[:20]) >= 3


def test_hostile_documents_are_archival_all_the_same() -> None:
    value = "<script>\U0001f600 中\x00\u202e" + "õ" * 500
    assert broken(pdf.render(TEXT, {"a": value}, SHEET)) == []


# ---- refused in a sentence ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("<p>{{ a }}</p>", {"a": "x" * 1_000_000}),
        ("<p>{{ a }}</p>", {"a": "\n" * 19_000}),
        ("<p>" + "{{ a }} " * 20 + "</p>", {"a": "x " * 9_000}),
        ("<ul>{{# rows }}<li>{{ a }}</li>{{/ rows }}</ul>", {"rows": [{"a": "Mari"}] * 10_000}),
        ("<p>{{ a }}</p>", {"a": "half \ud800 of a pair"}),
        ("<div>" * 200 + "x" + "</div>" * 200, {}),
        ("<table><tr><td>" * 9 + "x" + "</td></tr></table>" * 9, {}),
        ('<table><tr><td colspan="1000000">x</td></tr></table>', {}),
        ('<table><tr><td rowspan="99">x</td></tr></table>', {}),
        ("<p>{{ a }}</p>", {"a": [{"b": "x"}]}),
        ("<p>{{# a }}</p>", {"a": "x"}),
    ],
    ids=[
        "1 MB", "lines", "long", "rows", "surrogate", "deep", "tables", "wide", "high", "list", "open",
    ],
)  # fmt: skip
def test_what_would_take_minutes_is_refused_at_once(text: str, values: Values) -> None:
    with pytest.raises(TemplateError) as refused:
        pdf.source(text, values, SHEET)
    assert all(problem.endswith(".") for problem in refused.value.problems)


def test_the_largest_lists_that_are_taken_are_whole() -> None:
    row = "{{# rows }}<tr><td>{{ name }}</td><td>{{ code }}</td></tr>{{/ rows }}"
    rows = [{"name": "Mari Tamm", "code": str(number)} for number in range(400)]
    words = "".join(pdftext.pages(pdf.render(f"<table><tbody>{row}</tbody></table>", {"rows": rows}, SHEET)))
    assert words.count("MariTamm") == 400
    assert "399" in words


# ---- neither network nor disk ------------------------------------------------------------------


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:1/x", "ftp://127.0.0.1/x"])
def test_nothing_is_fetched_from_outside(address: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        pdf._press().fetcher.fetch(address)


ALONE = """
import hashlib, io, pathlib, resource, sys
import django; django.setup()
import weasyprint.pdf
from tests.contracts.test_pdf_hostile import alone
from contracts.printing import pdf
pdf.warm_up()

# WeasyPrint's own colour profile, the one file that it reads for each document, from its package.
profile = (pathlib.Path(weasyprint.pdf.__file__).parent / "sRGB2014.icc").read_bytes()
class Profile:
    def __truediv__(self, name):
        return self
    def open(self, mode):
        return io.BytesIO(profile)
weasyprint.pdf.files = lambda package: Profile()

def refuse(event, arguments):
    if event in {"open", "os.listdir", "os.scandir", "subprocess.Popen", "os.exec", "os.fork"} or (
        event.startswith("socket.")
    ):
        raise RuntimeError(f"rendering did {event} {arguments}")

sys.addaudithook(refuse)
# What Python does not see, C libraries: no file and no socket can be opened from here on.
resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
sys.stdout.write(hashlib.sha256(alone()).hexdigest())
"""


def alone() -> bytes:
    """A document of everything that could tempt, rendered here and in a process that can open nothing."""
    tempting = (
        "<img src=file:///etc/passwd> http://127.0.0.1:9/ url(file:///etc/hostname) \U0001f600 中 "
        "juurdepääsupiiranguga доверенность representation "
    )
    bodies = [pdf.render(TEXT, {"a": tempting * 20}, SHEET)]
    for language in ("en", "ru"):
        sheet = pdf.Sheet("x", "", language, SHEET.made_at, header=tempting)
        bodies.append(pdf.render(TEXT, {"a": tempting * 20}, sheet))
    return b"".join(bodies)


@pytest.mark.slow
def test_a_process_that_can_open_nothing_renders_the_same(tmp_path: Any) -> None:
    keys = {"SECRET_KEY": settings.SECRET_KEY, "ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS)}
    environment = {"PYTHONPATH": str(settings.BASE_DIR), "DJANGO_SETTINGS_MODULE": "desk.settings"}
    done = subprocess.run(
        [sys.executable, "-c", ALONE], check=False, capture_output=True, text=True, cwd=settings.BASE_DIR,
        env=os.environ | keys | environment, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout == hashlib.sha256(alone()).hexdigest()
