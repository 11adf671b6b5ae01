"""How far it has come, told now and then: a line a second at most, and one at the end of each step."""

from __future__ import annotations

import time
from collections.abc import Callable

MB = 1_000_000


class Progress:
    """Tells `say` what has been done of one step; `total` 0: nobody knows how much there is."""

    def __init__(self, say: Callable[[str], None], step: str, total: int = 0, files: int = 0) -> None:
        self._say, self._step, self._total, self._files = say, step, total, files
        self._began = self._told = time.monotonic()
        self._bytes = self._count = 0

    def more(self, size: int, files: int = 0) -> None:
        """So many bytes, and files, more."""
        self._bytes += size
        self._count += files
        if time.monotonic() - self._told >= 1:
            self._told = time.monotonic()
            self._say(self._line())

    def end(self) -> None:
        """The step is done."""
        seconds = time.monotonic() - self._began
        self._say(f"{self._line(done=True)}, {seconds:.1f} s")

    def _line(self, *, done: bool = False) -> str:
        told = f"{self._step}: {self._bytes / MB:.1f} MB"
        if self._total and not done:
            told += f" of {self._total / MB:.1f} MB"
        if self._files:
            told += f", {self._count} of {self._files} files"
        spent = time.monotonic() - self._began
        if not done and self._total > self._bytes > 0:
            told += f", about {spent / self._bytes * (self._total - self._bytes):.0f} s left"
        return told
