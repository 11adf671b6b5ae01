"""What the pretended mailbox holds: folders with letters, their UIDs and flags."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field


@dataclass
class Kept:
    """One letter in one folder."""

    raw: bytes = field(repr=False)
    flags: set[str] = field(default_factory=set)


@dataclass
class Folder:
    validity: int
    next_uid: int = 1
    letters: dict[int, Kept] = field(default_factory=dict)

    def add(self, raw: bytes, flags: set[str] | None = None) -> int:
        uid, self.next_uid = self.next_uid, self.next_uid + 1
        self.letters[uid] = Kept(raw, set(flags or ()))
        return uid


@dataclass
class Folders:
    """The shared mailbox of the agency; every change happens under the lock."""

    folders: dict[str, Folder] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    # Greater at every start, since nothing is kept: whoever read here before must read anew.
    made: int = field(default_factory=lambda: int(time.time()))

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        with self.lock:
            self.folders.clear()
            self.create("INBOX")

    def create(self, name: str) -> bool:
        """Whether it is new; the folders above it come with it."""
        with self.lock:
            if name in self.folders:
                return False
            self.made += 1
            self.folders[name] = Folder(validity=self.made)
            return True

    def deliver(self, raw: bytes, folder: str = "INBOX") -> int:
        """Put a letter in; its UID. Line ends become those of the mail."""
        with self.lock:
            return self.folders[folder].add(raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))

    def count_anew(self, folder: str = "INBOX") -> None:
        """As after a restore: another UIDVALIDITY, and every letter gets a new UID."""
        with self.lock:
            old = self.folders[folder]
            self.made += 1
            fresh = Folder(validity=self.made, next_uid=100)
            for kept in old.letters.values():
                fresh.add(kept.raw, kept.flags)
            self.folders[folder] = fresh

    def raws(self, folder: str = "INBOX") -> list[bytes]:
        with self.lock:
            found = self.folders.get(folder)
            return [kept.raw for kept in found.letters.values()] if found else []
