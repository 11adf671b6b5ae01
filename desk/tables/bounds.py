"""How large a table may be, and why one cannot be read."""

import unicodedata
from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Limits:
    """`size` and `unpacked` in bytes, `cell` in characters; `rows` without the headings."""

    size: int = 32 * 1024 * 1024
    unpacked: int = 256 * 1024 * 1024
    rows: int = 20_000
    columns: int = 60
    cell: int = 5_000


LIMITS = Limits()

_SENTENCES: dict[str, LazyText | str] = {
    "empty": _("There is no table in the file."),
    "not_a_table": _("The file is neither CSV nor XLSX."),
    "old_excel": _("This is an old Excel file, or one with a password. Save it as XLSX without a password."),
    "other_office": _("This is a file of another office program. Save it as XLSX or CSV."),
    "damaged": _("The file is damaged and cannot be read to its end."),
    "encoding": _("The letters of the file cannot be read. Save it as CSV in UTF-8, or as XLSX."),
    "too_large": _("The file is too large: %(most)s MB at most."),
    "bomb": _("Unpacked the file would be too large: %(most)s MB at most."),
    "too_many_rows": _("There are too many rows: %(most)s at most. Split the table."),
    "too_many_columns": _("Row %(row)s has too many columns: %(most)s at most."),
    "long_cell": _("A cell in row %(row)s is too long: %(most)s characters at most."),
    "quotes": _("A quotation mark is not closed; it begins in row %(row)s or before."),
    "same_heading": _("Two columns mean the same; one of them is %(heading)s."),
    "missing_columns": _("Columns are missing: %(headings)s."),
}


class TableError(Exception):
    """The file cannot be read as a table. `code` is for machines, `text` is in the person's language; the
    parameters name rows and headings, never what stands in a cell."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    @property
    def text(self) -> str:
        return str(_SENTENCES[self.code]) % self.params


def tidied(text: str) -> str:
    """Without control and invisible characters, with single spaces, composed: as a person sees it."""
    shown = "".join(" " if each.isspace() else each for each in text if each.isspace() or _is_shown(each))
    return unicodedata.normalize("NFC", " ".join(shown.split()))


def _is_shown(character: str) -> bool:
    return (character.isascii() and character.isprintable()) or unicodedata.category(character) not in _HIDDEN


_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def folded(heading: str) -> str:
    """A heading without regard to case, spaces and punctuation."""
    letters = (each if each.isalnum() else " " for each in tidied(heading).casefold())
    return " ".join("".join(letters).split())


def megabytes(size: int) -> int:
    return size // (1024 * 1024)
