"""The words on a paper, where the program `tesseract` is on this machine; without it pages stay pictures."""

import shutil
import time

from desk.counter import bounded, making
from desk.counter.models import IncomingMail, MailPage

PROGRAM = "tesseract"
WANTED = ("est", "rus", "eng")
SIDE = 2_480  # points of the longer side that is read: A4 at 210 dots an inch
PAGE_SECONDS = 25
ALL_SECONDS = 50  # after which no further page is begun, so that the task ends in its time
PAGES = 20  # of one paper; what it is about stands at its beginning
LONGEST = 100_000  # characters of one paper
_SEEN = ("TESSDATA_PREFIX",)


def is_here() -> bool:
    """Whether the program is on this machine."""
    return shutil.which(PROGRAM) is not None


def languages() -> str:
    """Those we want that are installed, as the program takes them: "est+rus+eng"; empty: none."""
    program = shutil.which(PROGRAM)
    if program is None:
        return ""
    try:
        told = bounded.program([program, "--list-langs"], b"", seconds=PAGE_SECONDS, keep=_SEEN)
    except bounded.Unreadable:
        return ""
    there = set(told.decode(errors="replace").split())
    return "+".join(each for each in WANTED if each in there)


def text_of(mail: IncomingMail) -> str:
    """The words on the pages of the document, form feeds between them, as far as time allows."""
    spoken, program = languages(), shutil.which(PROGRAM)
    if not spoken or program is None:
        return ""
    end = time.monotonic() + ALL_SECONDS
    texts: list[str] = []
    pages = MailPage.objects.filter(file__mail=mail, left_out=False, file__blob__isnull=False)
    for page in pages.select_related("file__blob")[:PAGES]:
        if time.monotonic() > end:
            break
        texts.append(_read(program, spoken, page))
    return "\f".join(texts).replace("\x00", "")[:LONGEST].strip()


def _read(program: str, spoken: str, page: MailPage) -> str:
    (picture,) = making.pictures([page], SIDE, turned=True)
    if not picture:
        return ""
    command = [program, "stdin", "stdout", "-l", spoken]
    try:
        told = bounded.program(command, picture, seconds=PAGE_SECONDS, keep=_SEEN)
    except bounded.Unreadable:
        return ""
    return told.decode(errors="replace").strip()
