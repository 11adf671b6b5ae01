"""The text of a rendered page, read back through the fonts' own tables, without a tool of the system."""

import io
import re

import pikepdf

_PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


def pages(data: bytes) -> list[str]:
    """What each page says, without spaces and line ends: how words are placed is not asked."""
    with pikepdf.open(io.BytesIO(data)) as document:
        return [_said(page) for page in document.pages]


def fonts(data: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(data)) as document:
        return {str(font.BaseFont) for page in document.pages for font in page.resources.Font.values()}


def _said(page: pikepdf.Page) -> str:
    tables = {name: _letters(font) for name, font in page.resources.Font.items()}
    said, table = [], dict[bytes, str]()
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator == "Tf":
            table = tables[str(instruction.operands[0])]
        elif operator == "TJ":
            for part in instruction.operands[0]:
                if isinstance(part, pikepdf.String):
                    raw = bytes(part)
                    said += [table[raw[at : at + 2]] for at in range(0, len(raw), 2)]
    return "".join("".join(said).split())


def _letters(font: pikepdf.Object) -> dict[bytes, str]:
    table = font.ToUnicode.read_bytes()
    return {
        bytes.fromhex(glyph.decode()): bytes.fromhex(letters.decode()).decode("utf-16-be")
        for section in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.S)
        for glyph, letters in _PAIR.findall(section)
    }
