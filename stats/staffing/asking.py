"""Asks the process that forecasts: values in, values out, with an end set before."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

from django.conf import settings

from desk.outbox import PassingError, PermanentError
from stats.staffing.step import Step

SECONDS = 75  # of a task that may take 90
# What keeps the arithmetic on one core; nothing else of our environment is given, for it holds keys.
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class Answer:
    """(low, expected, high) of each wanted half-hour, by which method, and what the backtest found."""

    method: str
    numbers: tuple[tuple[float, float, float], ...]
    errors: dict[str, dict[str, Any]]


def forecast(history: Sequence[Step], calls: Sequence[float], wanted: Sequence[Step]) -> Answer:
    """What `forecasting.forecast` answers. Raises PassingError where the process took too long or died."""
    asked = {
        "history": [_row(step) for step in history],
        "calls": list(calls),
        "wanted": [_row(step) for step in wanted],
    }
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "stats.staffing.forecasting"], input=json.dumps(asked).encode(),
            capture_output=True, cwd=settings.BASE_DIR, env={**kept, **ENVIRONMENT}, timeout=SECONDS,
            check=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise PassingError("too_long") from None
    except subprocess.CalledProcessError as trouble:
        # Stopped from outside (memory, a restart), or its own fault, which another try does not mend.
        kind = PassingError if trouble.returncode < 0 else PermanentError
        raise kind("died") from None
    said = json.loads(done.stdout)
    numbers = tuple((low, expected, high) for low, expected, high in said["numbers"])
    return Answer(said["method"], numbers, said["errors"])


def _row(step: Step) -> list[Any]:
    at, day, *rest = astuple(step)
    return [at.isoformat(), day.isoformat(), *rest]
