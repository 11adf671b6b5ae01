"""What the worker makes of a paper's pages: small pictures to work with, and the one document. Reads only.

Files are fetched, decrypted, one after the other, and opened in a process of their own (bounded.py).
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desk.counter import bounded
from desk.counter.intake import MOST_PIXELS
from desk.counter.models import IncomingMail, MailFile, MailPage
from desk.outbox import PermanentError
from desk.records import blobs

SIDE = 700  # points of a small picture's longer side
AT_ONCE = 12  # small pictures of one file made by one process
# Seconds for one process. With what the worker gives to pictures (tasks.PICTURES) they stay below the end
# that Celery sets to a task.
DRAWING, BINDING = 25, 40
# What stands for the picture of a page that could not be drawn: one grey point.
NO_PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)


@dataclass(frozen=True)
class Made:
    """The document of all pages, None when there are none; `sha256` stands for everything handed over."""

    document: bytes | None
    sha256: str
    pages: int


def without_picture(mail: IncomingMail) -> list[MailPage]:
    """The next pages of one file that have no picture yet; empty: all have."""
    missing = MailPage.objects.filter(file__mail=mail, preview=None, file__blob__isnull=False)
    first = missing.select_related("file__blob").order_by("file__position", "file_id", "number").first()
    if first is None:
        return []
    rows = missing.filter(file=first.file_id).order_by("number")[:AT_ONCE]
    return [_of(page, first.file) for page in rows]


def _of(page: MailPage, file: MailFile) -> MailPage:
    page.file = file
    return page


def pictures(pages: Sequence[MailPage], side: int = SIDE, *, turned: bool = False) -> list[bytes]:
    """A picture of each of these pages of one file, as they lie in it or `turned` as in the document;
    b"" for one that cannot be drawn."""
    file = pages[0].file
    job = {
        "do": "pictures", "kinds": [file.content_type], "numbers": [page.number for page in pages],
        "turned": [page.turned if turned else 0 for page in pages], "side": side, "pixels": MOST_PIXELS,
    }  # fmt: skip
    try:
        _answer, made = bounded.ask(job, [file.size], _bytes([file]), seconds=DRAWING)
    except (bounded.Unreadable, blobs.Damaged):
        made = []
    made = [data if data.startswith(b"\xff\xd8\xff") else b"" for data in made]
    return made + [b""] * (len(pages) - len(made))


def document(mail: IncomingMail) -> Made:
    """All pages in their order, turned, without those left out. PermanentError when they cannot be bound."""
    files = list(mail.files.filter(blob__isnull=False).select_related("blob").order_by("position", "pk"))
    pages = list(MailPage.objects.filter(file__mail=mail, left_out=False))
    alone = sorted(file.sha256 for file in files if not file.pages_count)
    bound = _bound(files, pages) if pages else None
    digest = hashlib.sha256(bound).hexdigest() if bound else ""
    if alone:
        digest = together([digest, *alone] if digest else alone)
    return Made(bound, digest, len(pages))


def together(digests: Sequence[str]) -> str:
    """One sha256 that stands for several: of their sorted lines."""
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()


def _bound(files: Sequence[MailFile], pages: Sequence[MailPage]) -> bytes:
    used = {page.file_id for page in pages}
    sources = [file for file in files if file.pk in used]
    index = {file.pk: number for number, file in enumerate(sources)}
    job = {
        "do": "bind",
        "kinds": [file.content_type for file in sources],
        "leaves": [[index[page.file_id], page.number, page.turned] for page in pages],
        "pixels": MOST_PIXELS,
    }
    try:
        _answer, made = bounded.ask(job, [file.size for file in sources], _bytes(sources), seconds=BINDING)
    except bounded.Unreadable as trouble:
        raise PermanentError(trouble.code) from None
    except blobs.Damaged:
        raise PermanentError("damaged") from None
    if len(made) != 1 or not made[0].startswith(b"%PDF-"):
        raise PermanentError("damaged")
    return made[0]


def _bytes(files: Iterable[MailFile]) -> Iterable[bytes]:
    for file in files:
        assert file.blob is not None  # selected so
        yield blobs.read(file.blob)
