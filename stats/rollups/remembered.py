"""Sums of presence outlive the presence, which is forgotten after its days: a later count keeps them.

Of days so old the greater of what stood and what is counted now stays: presence of old is only taken away.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from stats.models import PersonDay, Staffed, TeamDay
from stats.rollups.times import STATES, bounds, kept_since

_PRESENT = [f"{state}_s" for state in STATES]
_NAMES: Mapping[type[Any], list[str]] = {
    TeamDay: [*_PRESENT, "kept_s", "people"], PersonDay: [*_PRESENT, "kept_s"], Staffed: _PRESENT,
}  # fmt: skip


def days(first: date, last: date, persons_since: date) -> list[Any]:
    """What stands of the days whose presence may be gone: of the desk, and of persons since that day."""
    old = min(last, kept_since() - timedelta(days=1))
    team = TeamDay.objects.within(first, old).exclude(day__lt=persons_since, people__lt=2)
    return [*team, *PersonDay.objects.within(max(first, persons_since), old)]


def quarters(first: date, last: date) -> list[Any]:
    """What stands of their quarters of an hour."""
    old = min(last, kept_since() - timedelta(days=1))
    return list(Staffed.objects.between(*bounds(first, old))) if old >= first else []


def put_back(rows: Sequence[Any]) -> None:
    """Into each row that is counted anew, the presence that it had where that was more."""
    for model in (TeamDay, PersonDay, Staffed):
        kept = {_key(row): row for row in rows if isinstance(row, model) and _present(row)}
        if not kept:
            continue
        moments = {"slot__in" if model is Staffed else "day__in": {key[0] for key in kept}}
        now = {_key(row): row for row in model.objects.filter(**moments)}
        less = [
            _with(now.get(key), row) for key, row in kept.items() if _present(now.get(key)) < _present(row)
        ]
        model.objects.bulk_update([row for row in less if row.pk], _NAMES[model])
        model.objects.bulk_create(row for row in less if not row.pk)


def _key(row: Any) -> tuple[Any, ...]:
    return (row.slot,) if isinstance(row, Staffed) else (row.day, getattr(row, "user_id", None))


def _present(row: Any) -> int:
    return sum(getattr(row, name) for name in _PRESENT) if row is not None else 0


def _with(now: Any, before: Any) -> Any:
    """The row as it is counted now, or a new one, with what was kept of the one before."""
    if now is None:
        names = ("slot",) if isinstance(before, Staffed) else ("day", "user_id")
        now = type(before)(**{name: getattr(before, name) for name in names if hasattr(before, name)})
    for name in _NAMES[type(before)]:
        value = getattr(before, name)
        setattr(now, name, max(value, getattr(now, name)) if name == "people" else value)
    return now
