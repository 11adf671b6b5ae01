"""Whether a file that came in is kept: the desk's one check of files, and the counter's stricter rules.

Kept are pages (PDF, TIFF, JPEG, PNG) and a few kinds without pages. What is wrong or would act is refused and
not stored; what could not be looked into is stored for the administrator alone.
"""

import io
import re
import zipfile
from dataclasses import dataclass, replace
from enum import StrEnum

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk.counter import bounded, office_files
from desk.records import filecheck, filekinds

_OOXML = "application/vnd.openxmlformats-officedocument."
PAGED = {
    "application/pdf": ("pdf",),
    "image/tiff": ("tif", "tiff"),
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
}
UNPAGED = {
    f"{_OOXML}wordprocessingml.document": ("docx",),
    f"{_OOXML}spreadsheetml.sheet": ("xlsx",),
    "application/vnd.oasis.opendocument.text": ("odt",),
    "application/vnd.etsi.asic-e+zip": ("asice", "sce", "bdoc"),
    "text/plain": ("txt",),
}
ENDINGS = {**PAGED, **UNPAGED}
MOST_PIXELS = 100_000_000  # points of a picture: A3 at 600 dots an inch has 70 million
SECONDS = 30  # in which a file must have been looked into

WORDS: dict[str, Promise] = {
    **filecheck.WORDS,
    "active_content": _("The file holds something that would run when it is opened."),
    "polyglot": _("The file is two kinds of file at once."),
    "not_taken": _("The desk takes PDF, TIFF, JPEG, PNG, DOCX, XLSX, ODT, TXT and ASiC-E here."),
    "too_many_pages": _("The file has more pages than the desk takes."),
    "too_many_pixels": _("The picture has more points than the desk draws."),
    "too_heavy": _("Opening the file would take more time or memory than a file may."),
    "link": _("It is a link to another place, not a file."),
    "not_a_file": _("It is not a file."),
    "no_access": _("The file could not be opened."),
    "paper_too_big": _("The paper has as many files as the desk takes of one."),
    "paper_too_long": _("The paper has as many pages as the desk takes of one."),
    "known": _("The desk has this file already."),
}
# What could not be looked into: an administrator decides of it.
_FOR_ADMINISTRATOR = {"virus", "scanner_limit", "not_scanned", "encrypted", "protected", "damaged"}
# What a PDF says of itself where no compressed picture would say it by chance.
_RAW_PDF = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)\b")
_BLANK = b"\xef\xbb\xbf \t\r\n"
_PAGE = re.compile(rb"<\s*(?:script|html|iframe|!doctype\s+html|svg\s+[a-z]+\s*=)", re.IGNORECASE)


class Outcome(StrEnum):
    """What becomes of a file; the words of `import_mail`'s answer."""

    KEPT = "kept"
    REFUSED = "refused"
    QUARANTINED = "quarantined"


@dataclass(frozen=True)
class Judgement:
    """`reason` is a code of WORDS, empty for a file that is kept; `pages` of a kept one that has any."""

    outcome: Outcome
    reason: str
    name: str
    content_type: str
    pages: int = 0

    @property
    def words(self) -> str:
        """The reason for a person; empty when there is none."""
        return words(self.reason)


def words(code: str) -> str:
    """What a code means, for a person."""
    return str(WORDS[code]) if code in WORDS else code


def of_size(size: int, name: str) -> Judgement | None:
    """What the size alone says, before a byte is read; None: nothing against it."""
    if 0 < size <= settings.PAPER_FILE_MAX_BYTES:
        return None
    return _refused("too_big" if size else "empty", name)


def judge(data: bytes, name: str) -> Judgement:
    """Whether the file is kept. Nothing is raised: what cannot be looked into is for the administrator."""
    if refused := of_size(len(data), name):
        return refused
    verdict = filecheck.check(data, name, most=settings.PAPER_FILE_MAX_BYTES)
    kind = verdict.content_type
    found = Judgement(Outcome.KEPT, "", _named(verdict.name, kind), kind)
    # What the file itself says comes before the scanner's word: active content is refused, scanned or not.
    known = "" if verdict.reason in {"active_content", "unknown_kind", "not_scanned"} else verdict.reason
    if known and known not in {"virus", "scanner_limit"}:
        return _decided(found, known)
    if reason := _reason(data, verdict.name, kind):
        return _decided(found, reason)
    found, reason = _opened(data, found)
    return _decided(found, reason or known or ("not_scanned" if verdict.reason == "not_scanned" else ""))


def _reason(data: bytes, name: str, kind: str) -> str:
    """What speaks against the file before it is opened."""
    if kind in {"text/html", "image/svg+xml", "application/xhtml+xml", "application/rtf"}:
        return "active_content"
    if kind not in ENDINGS:
        return "not_taken"
    ending = filekinds.ending(name)
    if ending and ending not in ENDINGS[kind]:
        return "not_what_it_says"
    if _is_two(data, kind):
        return "polyglot"
    if kind == "text/plain" and _PAGE.search(data):
        return "active_content"
    if kind.startswith((_OOXML, "application/vnd.oasis")) and office_files.is_active(data):
        return "active_content"
    if kind == "application/pdf" and _RAW_PDF.search(data):
        return "active_content"
    return ""


def _is_two(data: bytes, kind: str) -> bool:
    """Whether another kind of file is hidden in it, which another program would find."""
    if kind == "application/pdf":
        behind = data[data.rfind(b"%%EOF") :] if b"%%EOF" in data else b""
        return (
            not data.lstrip(_BLANK).startswith(b"%PDF-") or bool(_PAGE.search(behind)) or _ends_as_zip(data)
        )
    if kind.startswith("image/"):
        return b"%PDF-" in data or bool(_PAGE.search(data)) or _ends_as_zip(data)
    if kind.startswith((_OOXML, "application/vnd.oasis")):
        return b"%PDF-" in data[:1_024]
    return False


def _ends_as_zip(data: bytes) -> bool:
    if b"PK\x05\x06" not in data[-66_000:]:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)):
            return True
    except Exception:  # noqa: BLE001  (four bytes of a picture that look like an archive's end)
        return False


def _opened(data: bytes, found: Judgement) -> tuple[Judgement, str]:
    """What is said of it by the process that opens it, for the kinds that have pages."""
    if found.content_type not in PAGED:
        return found, ""
    job = {
        "do": "inspect",
        "kinds": [found.content_type],
        "pages": settings.PAPER_MAX_PAGES,
        "pixels": MOST_PIXELS,
    }
    try:
        answer, _made = bounded.ask(job, [len(data)], [data], seconds=SECONDS)
    except bounded.Unreadable as trouble:
        return found, trouble.code
    return replace(found, pages=int(answer["pages"])), ""


def _decided(found: Judgement, reason: str) -> Judgement:
    reason = "encrypted" if reason == "protected" else reason
    if not reason:
        return found
    outcome = Outcome.QUARANTINED if reason in _FOR_ADMINISTRATOR else Outcome.REFUSED
    return replace(found, outcome=outcome, reason=reason, pages=0)


def _refused(reason: str, name: str) -> Judgement:
    return Judgement(Outcome.REFUSED, reason, filecheck.safe_name(name), "")


def _named(name: str, kind: str) -> str:
    """A camera gives some pictures no ending: they get theirs."""
    if kind in ENDINGS and not filekinds.ending(name):
        return f"{name}.{ENDINGS[kind][0]}"
    return name
