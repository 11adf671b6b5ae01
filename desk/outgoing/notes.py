"""One note for each request to another system: where, how long, what came of it; nothing of what was said."""

import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from desk import slots, tracing

# Parts of a path that may be written down: words, and versions. All else may be an id, a code, a name.
_WORD = re.compile(r"\.?[A-Za-z][A-Za-z_-]{0,31}|v?\d{1,2}(\.\d)?")
_LONGEST = 120
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Note:
    """One request; `status` is None where no answer came, `trouble` then says why in one word."""

    system: str
    operation: str
    method: str
    host: str
    milliseconds: int
    status: int | None = None
    trouble: str = ""
    size: int = 0
    trace: str = ""

    @property
    def failed(self) -> bool:
        """Whether no answer came, or one that says no."""
        return bool(self.trouble) or (self.status is not None and self.status >= 400)


def write(note: Note) -> None:
    """Give the note to those who keep it (slot OUTGOING); who asked must neither wait nor fail by it."""
    try:
        for keep in slots.each("OUTGOING"):
            keep(note)
    except Exception as trouble:  # noqa: BLE001  (what was asked is done: its answer must not be lost here)
        log.warning("a request to another system was not noted: %s", type(trouble).__name__)


def asker() -> str:
    """The id of our own request or task that asks; empty where there is none."""
    return tracing.current() or tracing.task_id.get()


def pattern(path: str) -> str:
    """The path without what may be somebody's: `/rest/api/2/issue/KT-7` is `/rest/api/2/issue/*`."""
    parts = path.partition("?")[0].split("/")
    return "/".join(each if not each or _WORD.fullmatch(each) else "*" for each in parts)[:_LONGEST]


@contextmanager
def noted(system: str, operation: str, host: str) -> Iterator[None]:
    """Note what is spoken over a line of its own (mail, scanner); an error's `code` is its trouble."""
    began, trouble = time.monotonic(), ""
    try:
        yield
    except Exception as broken:
        code = getattr(broken, "code", "")
        trouble = code if isinstance(code, str) and code else type(broken).__name__
        raise
    finally:
        spent = round((time.monotonic() - began) * 1000)
        write(Note(system, operation, "", host[:260], spent, trouble=trouble[:30], trace=asker()))
