"""Where things lie, and how progress is told."""

import os
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LOCAL = PROJECT / ".local"
VENV = LOCAL / "venv"
PYTHON = str(VENV / "bin" / "python")
LOGS = LOCAL / "log"
ROOT = os.geteuid() == 0

# Told to child processes, so that all of them count from the same start.
_began = float(os.environ.setdefault("LAUNCH_BEGAN", str(time.monotonic())))


class Stop(SystemExit):
    """Ends the launcher with one sentence that says what to do."""

    def __init__(self, sentence: str) -> None:
        say(sentence)
        super().__init__(1)


def elapsed() -> float:
    """Seconds since the launcher began."""
    return time.monotonic() - _began


def say(text: str) -> None:
    """One line of progress on stderr, with the seconds since the start; stdout belongs to the result."""
    print(f"{elapsed():6.1f} s  {text}", file=sys.stderr, flush=True)


def prepare_folders() -> None:
    """`.local/` and its log folder; says so when somebody else's run left them unwritable."""
    for folder in (LOCAL, LOGS):
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            owner = folder.stat().st_uid
            raise Stop(f"{folder} belongs to uid {owner}: remove it, or run as that user")
