"""Documents as PDF/A-3a + PDF/UA-1. The only module that knows WeasyPrint.

The same input, lock and text libraries give the same bytes; what was sent is kept all
the same and never rendered again to compare. Rendering reaches neither network nor disk: fonts come from
the locked package, read once and checked by digest.
"""

import hashlib
import html
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import weasyprint
from django.conf import settings
from weasyprint.text.ffi import pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from contracts.templating import Values
from contracts.templating import render as fill

FONTS = {
    "Roboto-Regular.ttf": "797e35f7f5d6020a5c6ea13b42ecd668bcfb3bbc4baa0e74773527e5b6cb3174",
    "Roboto-Bold.ttf": "36f3709dea3e3ce3c6aedc058079e55980825f898f1e901d091c73c40de8bab1",
    "Roboto-Italic.ttf": "5cd9337020d0b1593bae42dcca5cfc0fb86f5806ef469d66d09eae1e56ce346b",
}
STYLESHEET = Path(__file__).parent / "document.css"
PAGE_WORDS = {"et": ("lk", "Kuupäev", "Nr"), "en": ("page", "Date", "No"), "ru": ("стр.", "Дата", "№")}
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


class RenderingUnavailable(RuntimeError):
    """Fonts or libraries are not those that make reproducible documents."""


@dataclass(frozen=True)
class Sheet:
    """What stands around the text. `made_at` also dates the file's metadata, so that bytes repeat."""

    title: str
    number: str
    language: str
    made_at: datetime
    agency: str = "Keskkonnaamet"
    restriction_basis: str = ""
    restricted_until: date | None = None


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


@dataclass(frozen=True)
class _Press:
    fetcher: _Fonts
    fonts: FontConfiguration
    css: weasyprint.CSS


@cache
def _press() -> _Press:
    """Fonts and stylesheet, read once a process; a process renders one document at a time."""
    files = {}
    for name, digest in FONTS.items():
        data = (settings.FONT_DIR / name).read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise RenderingUnavailable(f"{name} is not the font that was approved")
        files[name] = data
    fetcher, fonts = _Fonts(files), FontConfiguration()
    text = STYLESHEET.read_text(encoding="utf-8")
    css = weasyprint.CSS(string=text, font_config=fonts, url_fetcher=fetcher, base_url="font:")
    return _Press(fetcher, fonts, css)


def libraries() -> str:
    """Versions that decide the bytes; stored beside each document."""
    return f"weasyprint {weasyprint.__version__}, pango {pango.pango_version()}"


def _restriction(sheet: Sheet) -> str:
    if not sheet.restriction_basis:
        return ""
    until = sheet.restricted_until.strftime("%d.%m.%Y") if sheet.restricted_until else "tähtajatult"
    lines = [
        "ASUTUSESISESEKS KASUTAMISEKS (AK)",
        sheet.agency,
        f"Märge tehtud {sheet.made_at.strftime('%d.%m.%Y')}",
        f"Juurdepääsupiirang kehtib kuni {until}",
        f"Alus: {sheet.restriction_basis}",
    ]
    return '<div class="restriction" lang="et">' + "<br>".join(map(html.escape, lines)) + "</div>"


def page(body: str, sheet: Sheet) -> str:
    """The whole HTML page around a document's text; also what a preview in the browser could show."""
    word, date_word, number_word = PAGE_WORDS.get(sheet.language, PAGE_WORDS["et"])
    moment = sheet.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    number, title = html.escape(sheet.number), html.escape(sheet.title)
    return (
        f'<!DOCTYPE html><html lang="{html.escape(sheet.language)}"><head><meta charset="utf-8">'
        f"<title>{title} {number}</title>"
        f'<meta name="author" content="{html.escape(sheet.agency)}">'
        f'<meta name="dcterms.created" content="{moment}"><meta name="dcterms.modified" content="{moment}">'
        f'</head><body><div class="letterhead" lang="et">{html.escape(sheet.agency)}</div>'
        f'<div class="document">{title} {number}</div><div class="count">{word}</div>'
        f'<div class="reference"><div>{number_word} <strong>{number}</strong></div>'
        f"<div>{date_word} {sheet.made_at.strftime('%d.%m.%Y')}</div>{_restriction(sheet)}</div>"
        f"<main>{body}</main></body></html>"
    )


def _archive(document: Any, pdf: Any) -> None:
    """PDF/UA's identifier into the metadata packet, which is stored plain (some validators ask for it)."""
    packet = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    packet.compress = False
    packet.stream[0] = packet.stream[0].replace(b"</rdf:RDF>", _UA + b"</rdf:RDF>")


def render(template: str, values: Values, sheet: Sheet) -> bytes:
    """The document as PDF. Raises templating.TemplateError, RenderingUnavailable."""
    press = _press()
    source = page(fill(template, values), sheet)
    document = weasyprint.HTML(string=source, url_fetcher=press.fetcher, base_url="font:")
    data: bytes = document.write_pdf(
        stylesheets=[press.css], font_config=press.fonts, pdf_variant="pdf/a-3a", finisher=_archive
    )
    return data


def warm_up() -> None:
    """Before a worker's first task: the first document of a process would otherwise be 0.3 s slower."""
    render("<p>{{ a }}</p>", {"a": "Õ"}, Sheet("", "", "et", datetime(2026, 1, 1, tzinfo=UTC)))
