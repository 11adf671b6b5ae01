"""One check of files for every room: what a file is by its content, and whether the desk takes it.

Nothing is believed of a file but its bytes. A check never raises: what cannot be looked into is refused.
Whoever serves a file asks `served_as`: a page or a drawing is never shown in the desk's own name.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk.records import archives, clamd, filekinds

INLINE = {"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"}

WORDS: dict[str, Promise] = {
    "empty": _("The file is empty."),
    "too_big": _("The file is bigger than the desk takes."),
    "executable": _("The file is a program, or holds one."),
    "macros": _("The file holds macros."),
    "encrypted": _("The file is encrypted, so it cannot be checked."),
    "bomb": _("The archive grows out of all proportion when it is opened."),
    "too_many_files": _("The archive holds too many files."),
    "too_deep": _("There are archives within archives, too deep."),
    "damaged": _("The file is damaged."),
    "archive_kind": _("The desk cannot look into this kind of archive; it takes ZIP."),
    "not_what_it_says": _("The file is not what its name says."),
    "tnef": _("The sender's Outlook has packed the attachments in its own way, and they cannot be read."),
    "virus": _("The virus scanner found something harmful."),
    "scanner_limit": _("The file is too big for the virus scanner."),
    "not_scanned": _("The virus scanner has not looked at the file yet."),
    "active_content": _("The file may hold active content: save it and open it with care."),
    "protected": _("The file is protected by a password."),
    "unknown_kind": _("The desk does not know what kind of file it is."),
}
# What goes with a file that is taken all the same.
CAUTIONS = {"active_content", "protected", "unknown_kind", "not_scanned"}

_PATHS = re.compile(r".*[/\\]")
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff<>:\"|?*]"
)


class Outcome(StrEnum):
    """Taken, waits for the scanner, or refused."""

    TAKEN = "taken"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True)
class Verdict:
    """What the check says. `reason` is a code of `WORDS`; of a taken file a caution or nothing."""

    outcome: Outcome
    reason: str
    name: str
    content_type: str

    @property
    def words(self) -> str:
        """The reason for a person; empty when there is none."""
        return str(WORDS[self.reason]) if self.reason else ""


def check(data: bytes, name: str, declared: str = "", *, most: int | None = None) -> Verdict:
    """Judge a file of that name. `most`: the greatest size in bytes, MAILBOX_MAX_BYTES unless said."""
    shown = safe_name(name)
    most = settings.MAILBOX_MAX_BYTES if most is None else most
    if not data or len(data) > most:
        return Verdict(Outcome.REFUSED, "too_big" if data else "empty", shown, declared_type(declared))
    kind, reason = _judged(data, shown)
    if reason and reason not in CAUTIONS:
        return Verdict(Outcome.REFUSED, reason, shown, kind)
    return _scanned(data, Verdict(Outcome.TAKEN, reason, shown, kind))


def served_as(content_type: str) -> tuple[str, bool]:
    """The type under which a file may leave the desk, and whether a browser may show it by itself."""
    if content_type in INLINE:
        return ("text/plain; charset=utf-8" if content_type == "text/plain" else content_type), True
    return "application/octet-stream", False


def safe_name(name: str) -> str:
    """A name without folders, invisible marks, and what no file system takes; its ending stays."""
    name = _UNSAFE.sub("", _PATHS.sub("", name)).strip(" .")
    name = " ".join(name.split())
    if len(name) > 150:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[:130]}{dot}{ending[:15]}" if dot else name[:150]
    return name or "file"


def declared_type(declared: str) -> str:
    """What the sender calls it, if that is a type at all."""
    return declared.lower() if re.fullmatch(r"[\w.+-]{1,50}/[\w.+-]{1,49}", declared) else ""


def _judged(data: bytes, name: str) -> tuple[str, str]:
    """The real type and a reason, which may be a caution."""
    kind = filekinds.kind_of(data, name)
    if filekinds.runs(data, name):
        return kind, "executable"
    if reason := filekinds.REFUSED.get(kind):
        return kind, reason
    if filekinds.ZIPPED.match(kind) and (reason := archives.trouble(data)):
        return kind, reason
    if kind != "application/octet-stream" and filekinds.pretends(kind, name):
        return kind, "not_what_it_says"
    return kind, filekinds.inside(data, kind)


def _scanned(data: bytes, verdict: Verdict) -> Verdict:
    """What the virus scanner says of a file that is otherwise taken."""
    if not settings.CLAMAV:
        return verdict
    outcome, reason = Outcome.REFUSED, clamd.scan(data)
    if not reason:
        return verdict
    if reason == "not_scanned":
        outcome = Outcome.TAKEN if settings.CLAMAV_AWAY == "take" else Outcome.WAITING
    return Verdict(outcome, reason, verdict.name, verdict.content_type)
