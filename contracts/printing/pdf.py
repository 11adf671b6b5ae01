"""Documents as PDF/A-3a + PDF/UA-1. The only module that knows WeasyPrint.

The same input, lock and text libraries give the same bytes; what was sent is kept all the same and never
rendered again to compare. Rendering reaches neither network nor disk: the fonts come from the locked
package, read once and checked by digest, and those of the machine are left out.
"""

import ctypes
import hashlib
import html
import os
import re
import tempfile
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib import metadata
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, Final

import pydyf
import weasyprint
from django.conf import settings
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont
from weasyprint.text.ffi import harfbuzz_subset, pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from contracts.printing import fonts
from contracts.printing.templating import TemplateError, Values
from contracts.printing.templating import render as fill

STYLESHEET = Path(__file__).parent / "document.css"
# What stands around a text: page, date, number; and what a draft without a number says of itself.
WORDS = {
    "et": ("lk", "Kuupäev", "Nr", "MUSTAND", "Ei ole allkirjastamiseks"),
    "en": ("page", "Date", "No", "DRAFT", "Not for signing"),
    "ru": ("стр.", "Дата", "№", "ЧЕРНОВИК", "Не для подписания"),
}
# Above these a text is a mistake or an attack; the longest seeded one has 10,000 characters and lies 5 deep.
LONGEST: Final = 150_000  # characters of HTML, some fifty pages
MOST: Final = 4_000  # elements: a list of 800 rows with four cells
DEEPEST: Final = 24  # elements in each other
TABLES_DEEPEST: Final = 3  # a table is measured twice by each table around it
WIDEST: Final = 50  # columns or rows that a cell may span
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^<>]*>")
_RUN = re.compile(r">[^<>]{26,}")
_LONG_WORD = re.compile(r"(?<![^\s>;])[^\s>&;\u200b]{26,}")
LONG_WORDS: Final = 10  # in one run of text; more of them are no e-mail addresses but an attack
_SPAN = re.compile(r'<t[dh][^<>]*?span="(\d+)"')
_NO_DIRECTORY = '<?xml version="1.0"?><fontconfig><cachedir>{}</cachedir></fontconfig>'
# PDF/UA's identifier with the schema that PDF/A wants to be told of it (ISO 14289-1, ISO 19005-3 6.6.2.3).
_UA = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about=""><pdfuaid:part>1\
</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about=""><pdfaExtension:schemas><rdf:Bag>\
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>\
<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289 that is \
followed</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag>\
</pdfaExtension:schemas></rdf:Description>
"""


class TooLong(TemplateError):
    """The text is in order, but there is more of it than a document may hold."""


@dataclass(frozen=True)
class Sheet:
    """What stands around the text. `made_at` also dates the file's metadata, so that bytes repeat.

    Without a number the document is a draft and says so on every page. `header`: lines of the letterhead
    instead of the agency's name.
    """

    title: str
    number: str
    language: str
    made_at: datetime
    agency: str = "Keskkonnaamet"
    restriction_basis: str = ""
    restricted_until: date | None = None
    header: str = ""

    @property
    def words(self) -> tuple[str, str, str, str, str]:
        return WORDS.get(self.language, WORDS["et"])

    @property
    def is_draft(self) -> bool:
        return not self.number

    @property
    def shown_number(self) -> str:
        return self.number or self.words[3]


class _Fonts(URLFetcher):  # type: ignore[misc]
    """Gives the checked fonts, by name, and refuses every other address."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(allowed_protocols=())
        self.files = files

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        name = url.removeprefix("font:")
        if name not in self.files:
            raise ValueError("documents fetch nothing from outside")
        return URLFetcherResponse(url, self.files[name], {"Content-Type": "font/ttf"})


class _Letters(dict[int, int]):
    """For str.translate: letters that every font has, stand; others show their code, `[U+1F600]`.

    A letter without a glyph would be an empty box, which PDF/A forbids and a reader overlooks; another
    font of the machine would make other bytes there. What is invisible by nature is left out.
    """

    def __missing__(self, code: int) -> str | None:
        letter = chr(code)
        invisible = unicodedata.category(letter) in {"Cc", "Cf", "Cs"} or 0xFE00 <= code <= 0xFE0F
        return None if invisible else f"[U+{code:04X}]"


@dataclass(frozen=True)
class _Press:
    fetcher: _Fonts
    fonts: FontConfiguration
    css: weasyprint.CSS
    letters: _Letters


@cache
def _press() -> _Press:
    """Fonts and stylesheet, read once a process."""
    files = fonts.approved()
    if harfbuzz_subset is None:
        raise fonts.RenderingUnavailable(
            "documents: install libharfbuzz-subset0; without it bytes would not repeat"
        )
    fetcher = _Fonts(files)
    with _no_fonts_of_the_machine():
        configuration = FontConfiguration()
    text = STYLESHEET.read_text(encoding="utf-8")
    css = weasyprint.CSS(string=text, font_config=configuration, url_fetcher=fetcher, base_url="font:")
    known = set.intersection(*(set(TTFont(BytesIO(data)).getBestCmap()) for data in files.values()))
    visible = [code for code in known if unicodedata.category(chr(code)) not in {"Cc", "Cf"}]
    letters = _Letters({code: code for code in (*visible, 0x0A, 0xAD, 0x200B)})
    return _Press(fetcher, configuration, css, letters)


@contextmanager
def _no_fonts_of_the_machine() -> Iterator[None]:
    """Fontconfig begins empty: which fonts and settings a machine has must not change a document."""
    before = os.environ.get("FONTCONFIG_FILE")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "fonts.conf"
        file.write_text(_NO_DIRECTORY.format(folder), encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(file)
        try:
            yield
        finally:
            del os.environ["FONTCONFIG_FILE"]
            if before is not None:
                os.environ["FONTCONFIG_FILE"] = before


@cache
def libraries() -> str:
    """Versions that decide the bytes; stored beside each document. The lock names the rest."""
    version = ctypes.CDLL("libharfbuzz.so.0").hb_version_string
    version.restype = ctypes.c_char_p
    number = pango.pango_version()
    lock = hashlib.sha256((settings.BASE_DIR / "requirements.lock").read_bytes()).hexdigest()[:12]
    return ", ".join(
        [
            f"weasyprint {weasyprint.__version__}",
            f"pydyf {metadata.version('pydyf')}",
            f"pango {number // 10000}.{number // 100 % 100}.{number % 100}",
            f"harfbuzz {version().decode()}",
            f"zlib {zlib.ZLIB_RUNTIME_VERSION}",
            f"lock {lock}",
        ]
    )


def _restriction(sheet: Sheet) -> str:
    if not sheet.restriction_basis:
        return ""
    until = sheet.restricted_until
    lines = [
        "ASUTUSESISESEKS KASUTAMISEKS (AK)",
        sheet.agency,
        f"Märge tehtud {sheet.made_at.strftime('%d.%m.%Y')}",
        f"Juurdepääsupiirang kehtib {until.strftime('kuni %d.%m.%Y') if until else 'tähtajatult'}",
        f"Alus: {sheet.restriction_basis}",
    ]
    return '<div class="restriction" lang="et">' + "<br>".join(map(html.escape, lines)) + "</div>"


def _letterhead(sheet: Sheet) -> str:
    first, *others = (sheet.header.strip() or sheet.agency).splitlines()
    small = "".join(f"<div>{html.escape(line)}</div>" for line in others if line.strip())
    return f'<div class="letterhead" lang="et">{html.escape(first)}{small}</div>'


def page(body: str, sheet: Sheet) -> str:
    """The whole HTML page around a document's text; also what a preview in the browser could show."""
    word, date_word, number_word, draft, not_signed = map(html.escape, sheet.words)
    moment = sheet.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    number, title = html.escape(sheet.shown_number), html.escape(sheet.title)
    name = f"{draft}: {title}" if sheet.is_draft else f"{title} {number}"
    mark = f'<div class="watermark">{draft}</div><div class="mark">{draft}<br>{not_signed}</div>'
    return (
        f'<!DOCTYPE html><html lang="{html.escape(sheet.language)}"><head><meta charset="utf-8">'
        f"<title>{name}</title>"
        f'<meta name="author" content="{html.escape(sheet.agency)}">'
        f'<meta name="dcterms.created" content="{moment}"><meta name="dcterms.modified" content="{moment}">'
        f"</head><body>{_letterhead(sheet)}{mark if sheet.is_draft else ''}"
        f'<div class="document">{name}</div><div class="count">{word}</div>'
        f'<div class="reference"><div>{number_word} <strong>{number}</strong></div>'
        f"<div>{date_word} {sheet.made_at.strftime('%d.%m.%Y')}</div>{_restriction(sheet)}</div>"
        f"<main>{body}</main></body></html>"
    )


def _bounded(body: str) -> str:
    """The text, if rendering it ends within seconds. Raises TemplateError."""
    elements = _TAG.findall(body)
    if len(body) > LONGEST or sum(not closing for closing, _tag in elements) > MOST:
        raise TooLong([_("The text is too long for a document.")])
    depth = tables = 0
    for closing, tag in elements:
        if tag in {"br", "hr"}:
            continue
        step = -1 if closing else 1
        depth += step
        tables += step if tag == "table" else 0
        if depth > DEEPEST or tables > TABLES_DEEPEST:
            raise TemplateError([_("Elements lie too deep in each other.")])
    if any(len(span) > 2 or int(span) > WIDEST for span in _SPAN.findall(body)):
        raise TemplateError([_("A cell of a table spans too many columns or rows.")])
    return _RUN.sub(_breakable, body)


def _breakable(run: re.Match[str]) -> str:
    """The run, with invisible marks where its long words may be broken.

    By itself a word that fits no line is measured anew, with all that follows it, for each of its lines.
    """
    many = len(_LONG_WORD.findall(run[0])) > LONG_WORDS

    def broken(word: re.Match[str]) -> str:
        return re.sub(".{10}", "\\g<0>\u200b", word[0]) if many or len(word[0]) > 80 else word[0]

    return _LONG_WORD.sub(broken, run[0])


def _archive(document: Any, pdf: Any) -> None:
    """PDF/UA's identifier into the metadata packet, which is stored plain (some validators ask for it)."""
    packet = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    packet.compress = False
    packet.stream[0] = packet.stream[0].replace(b"</rdf:RDF>", _UA + b"</rdf:RDF>")


def _with_its_length(stream: Any) -> bytes:
    """A stream's bytes as its /Length says: after data that end in CR, pydyf's LF would read as one CRLF.

    One stream in 256 ends so, which makes one document in thirty fail PDF/A 6.1.7.1.
    """
    data: bytes = _written(stream)
    return data[:-10] + b"\r\nendstream" if data.endswith(b"\r\nendstream") else data


_written = pydyf.Stream.data.fget
pydyf.Stream.data = property(_with_its_length)


# Pango's fonts belong to one thread at a time; the web process, where texts are previewed, has several.
_ONE_AT_A_TIME = Lock()


def source(template: str, values: Values, sheet: Sheet) -> str:
    """The page that is rendered; its number is the sheet's. Raises TemplateError."""
    try:
        body = fill(template, {**values, "number": sheet.shown_number})
    except UnicodeError:  # half of a pair of UTF-16, which no text of ours can hold
        raise TemplateError([_("A value holds what is not text.")]) from None
    return page(_bounded(body), sheet).translate(_press().letters)


def render(template: str, values: Values, sheet: Sheet) -> bytes:
    """The document as PDF. Raises templating.TemplateError, fonts.RenderingUnavailable."""
    return _printed(lambda: source(template, values, sheet))


def render_ours(body: str, sheet: Sheet) -> bytes:
    """A text that the house itself wrote, charts in it, on the same sheet. Raises as `render` does.

    Whoever calls has escaped what comes from outside: nothing is filled in or cleaned here.
    """
    if len(body) > LONGEST:
        raise TooLong([_("The text is too long for a document.")])
    return _printed(lambda: page(body, sheet).translate(_press().letters))


def _printed(whole: Callable[[], str]) -> bytes:
    with _ONE_AT_A_TIME:
        press = _press()
        document = weasyprint.HTML(string=whole(), url_fetcher=press.fetcher, base_url="font:")
        data: bytes = document.write_pdf(
            stylesheets=[press.css], font_config=press.fonts, pdf_variant="pdf/a-3a", finisher=_archive
        )
    return data


def warm_up() -> None:
    """Before a worker's first task: fonts, styles and hyphens of each language, 0.4 s of its wait."""
    for language in WORDS:
        around = Sheet("", "1", language, datetime(2026, 1, 1, tzinfo=UTC))
        render("<p>{{ a }}</p>", {"a": "Õiguspärasus легализация " * 12}, around)
