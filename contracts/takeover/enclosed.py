"""Containers that come with a table: found in their folder, and looked at anew by our own validator."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from django.conf import settings

from contracts.containers.problems import sentence
from contracts.containers.report import Problem, Verdict
from contracts.models import Portal
from contracts.takeover import aging
from contracts.verification.checking import Checked, of_old
from contracts.verification.trusted import Judge, judge
from desk import workdays
from desk.records import blobs
from desk.records.models import Blob

_BROKEN = (
    "NOT_A_CONTAINER", "TOO_", "ZIP_", "UNSAFE_", "DUPLICATE_", "MIMETYPE_", "MANIFEST_", "FILE_NOT_IN",
    "FILE_MISSING", "NO_FILES", "UNEXPECTED_", "XML_", "INTERNAL",
)  # fmt: skip
_WAITS = frozenset({"SIVA_UNSURE", "VALIDATORS_DISAGREE", "ONLY_SIVA_ACCEPTS"})


@dataclass(frozen=True)
class Enclosed:
    """What our check found; `sha256` of the very bytes that were looked at."""

    name: str
    checked: Checked
    problems: tuple[Problem, ...]

    @property
    def sha256(self) -> str:
        return self.checked.report.sha256

    @property
    def file_name(self) -> str:
        """Without any folder that the table may name."""
        shown = "".join(each for each in self.name.replace("\\", "/") if each.isprintable())
        return shown.rpartition("/")[2][:200] or "container.asice"

    @property
    def holds(self) -> bool:
        return self.checked.verdict is Verdict.PASSED

    @property
    def is_broken(self) -> bool:
        return any(each.code.startswith(_BROKEN) for each in self.problems)

    @property
    def only_of_age(self) -> bool:
        """Whether nothing is wrong but what time brings."""
        return aging.only_of_age(self.problems)

    @property
    def waits(self) -> bool:
        """Whether the judges could not agree, or one was not there."""
        return bool({each.code for each in self.problems} & _WAITS)

    @property
    def why(self) -> str:
        """The first reasons, which name files at most, without the advice to sign again."""
        said = (sentence(each).partition(". ")[0].rstrip(".") for each in self.problems[:2])
        return " ".join(f"{each}." for each in dict.fromkeys(said))

    @property
    def days(self) -> list[date]:
        """On which it was signed, in their order."""
        return sorted(workdays.day_of(at) for at in self.checked.signed.values())


class Source(Protocol):
    """Where containers lie."""

    def read(self, name: str) -> bytes | None:
        """The bytes of the file of this name; None where there is none."""

    def size(self, name: str) -> int: ...


class Nowhere:
    """Where nobody gave any."""

    def read(self, name: str) -> bytes | None:
        return None

    def size(self, name: str) -> int:
        return 0


class Folder:
    """Files of one folder by their name alone: what a table says never leads out of it."""

    def __init__(self, path: Path) -> None:
        files = (each for each in path.iterdir() if each.is_file() and not each.is_symlink())
        self._files = {_plain(each.name): each for each in files}

    def read(self, name: str) -> bytes | None:
        found = self._files.get(_plain(name))
        return found.read_bytes() if found else None

    def size(self, name: str) -> int:
        found = self._files.get(_plain(name))
        return found.stat().st_size if found else 0


class Kept:
    """Files that were uploaded before and are kept in the store."""

    def __init__(self, files: Iterable[tuple[str, Blob]]) -> None:
        self._files: Mapping[str, Blob] = {_plain(name): blob for name, blob in files}

    def read(self, name: str) -> bytes | None:
        found = self._files.get(_plain(name))
        return blobs.read(found) if found else None

    def size(self, name: str) -> int:
        found = self._files.get(_plain(name))
        return found.size if found else 0


def _plain(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2].strip().casefold()


@dataclass
class Look:
    """Looks at each container once, however many documents lie in it. Raises what judges raise."""

    source: Source
    seen: dict[tuple[str, bool], Enclosed | None] = field(default_factory=dict)
    judges: dict[bool, Judge] = field(default_factory=dict)

    def at(self, name: str, portal: Portal) -> Enclosed | None:
        """None where there is no such file."""
        key = _plain(name), portal.local_alone
        if key not in self.seen:
            data = self.source.read(name)
            self.seen[key] = None if data is None else self._judged(name, data, portal)
        return self.seen[key]

    def too_large(self, name: str) -> bool:
        return self.source.size(name) > settings.CONTAINER_MAX_BYTES

    def bytes_of(self, enclosed: Enclosed) -> bytes | None:
        """The bytes that were looked at; None where the file is another one by now."""
        data = self.source.read(enclosed.name)
        same = data is not None and hashlib.sha256(data).hexdigest() == enclosed.sha256
        return data if same else None

    def _judged(self, name: str, data: bytes, portal: Portal) -> Enclosed:
        by = self.judges.get(portal.local_alone)
        if by is None:
            by = self.judges[portal.local_alone] = judge([portal])
        checked = of_old(by.validator.validate(data), data, by.standing)
        return Enclosed(name, checked, checked.problems)
