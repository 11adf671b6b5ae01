"""Sums of what has been counted, for what is chosen, by day, hour, topic and the like: rollups only."""

from collections import Counter
from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any

from django.db.models import F, Max, Model, QuerySet, Sum
from django.db.models.functions import (
    ExtractHour,
    ExtractIsoWeekDay,
    ExtractMinute,
    TruncDay,
    TruncMonth,
    TruncWeek,
    TruncYear,
)

from desk import workdays
from desk.enquiries import topics as succession
from desk.enquiries.models import Topic
from desk.workdays import TALLINN
from stats.figures.chosen import Chosen

Sums = Counter[str]  # measure: its sum; what is not there is 0

# What is the greatest of several, not their sum.
GREATEST = frozenset({"longest_wait_s"})
DIMENSIONS = ("channel", "language", "line", "topic", "unit", "portal", "user", "client", "work")
_OF_TIME: Mapping[str, Any] = {
    "day": TruncDay,
    "week": TruncWeek,
    "month": TruncMonth,
    "year": TruncYear,
    "weekday": ExtractIsoWeekDay,  # 1 is Monday
    "hour": ExtractHour,
}


class CannotChoose(Exception):
    """The rollup does not know what was chosen: a page must not show its figure as if it did."""


def measures(model: type[Model]) -> list[str]:
    """The names of a rollup's measures."""
    return [
        field.name for field in model._meta.fields if field.get_internal_type() == "PositiveBigIntegerField"
    ]


def answers(model: type[Model], chosen: Chosen) -> bool:
    """Whether this rollup can be counted for what is chosen."""
    has = {field.name for field in model._meta.fields}
    topical = bool(chosen.topics or chosen.portal or chosen.unit) and "topic" not in has
    if topical and not (chosen.topics or chosen.unit):
        topical = "portal" not in has
    return not (
        topical
        or (chosen.channels and "channel" not in has)
        or (chosen.languages and "language" not in has)
        or (chosen.line and "line" not in has)
    )


def _known() -> dict[int, Topic]:
    return {topic.pk: topic for topic in Topic.objects.order_by()}


def _ends(known: Mapping[int, Topic]) -> dict[int, int]:
    return succession.ends({pk: topic.succeeded_by_id for pk, topic in known.items()})


def topic_ids(chosen: Chosen, known: Mapping[int, Topic] | None = None) -> list[int] | None:
    """The ids of all topics whose contacts are chosen, earlier names included; None: all there are.

    `known`: every topic, where the caller has read them already.
    """
    if not (chosen.topics or chosen.unit or chosen.portal):
        return None
    known = _known() if known is None else known
    wanted = set()
    for pk, end in _ends(known).items():
        topic = known[end]
        if chosen.topics and not {end, topic.parent_id, pk} & set(chosen.topics):
            continue
        if chosen.unit and topic.unit_id != chosen.unit:
            continue
        if chosen.portal and topic.portal != chosen.portal:
            continue
        wanted.add(pk)
    return sorted(wanted)


def rows(model: type[Model], chosen: Chosen, known: Mapping[int, Topic] | None = None) -> QuerySet[Any]:
    """The rollup's rows for what is chosen. Raises CannotChoose."""
    if not answers(model, chosen):
        raise CannotChoose(f"{model.__name__} is not counted by everything that was chosen")
    has = {field.name for field in model._meta.fields}
    found = model._default_manager.all()
    if "slot" in has:
        start = workdays.at(chosen.first, time.min)
        found = found.filter(slot__gte=start, slot__lt=workdays.at(chosen.last + timedelta(days=1), time.min))
    else:
        found = found.filter(day__gte=chosen.first, day__lte=chosen.last)
    if chosen.channels:
        found = found.filter(channel__in=chosen.channels)
    if chosen.languages:
        found = found.filter(language__in=chosen.languages)
    if chosen.line:
        found = found.filter(line=chosen.line)
    if "topic" in has and (ids := topic_ids(chosen, known)) is not None:
        found = found.filter(topic__in=ids)
    elif chosen.portal and "portal" in has:
        found = found.filter(portal=chosen.portal)
    return found


def _key(model: type[Model], by: str) -> Any:
    if by in DIMENSIONS:
        return F(by)
    has = {field.name for field in model._meta.fields}
    if "slot" in has:
        if by == "minute":
            return ExtractMinute("slot", tzinfo=TALLINN)
        return _OF_TIME[by]("slot", tzinfo=TALLINN)
    return F("day") if by == "day" else _OF_TIME[by]("day")


def by(model: type[Model], chosen: Chosen, *keys: str) -> dict[Any, Sums]:
    """Sums by one key or a tuple of keys: `day week month year weekday hour minute`, or a dimension.

    Days, weeks and months are dates of Tallinn (the first day of each), weekdays 1 to 7 from Monday. A topic
    is the one in which it goes on today. Raises CannotChoose.
    """
    names = measures(model)
    known = _known() if "topic" in keys else None
    found = rows(model, chosen, known).order_by()
    found = found.annotate(**{f"by_{key}": _key(model, key) for key in keys})
    found = found.values_list(*(f"by_{key}" for key in keys))
    figures = {f"of_{name}": Max(name) if name in GREATEST else Sum(name) for name in names}
    now = {} if known is None else _ends(known)
    sums: dict[Any, Sums] = {}
    for line in found.annotate(**figures):
        values = [_value(key, value, now) for key, value in zip(keys, line[: len(keys)], strict=True)]
        key = values[0] if len(keys) == 1 else tuple(values)
        _add(sums.setdefault(key, Counter()), dict(zip(names, line[len(keys) :], strict=True)))
    return sums


def total(model: type[Model], chosen: Chosen) -> Sums:
    """The sums of everything that is chosen, in one query. Raises CannotChoose."""
    names = measures(model)
    figures = {f"of_{name}": Max(name) if name in GREATEST else Sum(name) for name in names}
    found = rows(model, chosen).order_by().aggregate(**figures)
    return Counter({name: found[f"of_{name}"] or 0 for name in names})


def _value(key: str, value: Any, now: Mapping[int, int]) -> Any:
    if key == "topic":
        return now.get(value, value)
    if key in {"day", "week", "month", "year"} and hasattr(value, "date"):
        return value.astimezone(TALLINN).date()
    return value


def _add(sums: Sums, more: Mapping[str, int | None]) -> None:
    for name, value in more.items():
        sums[name] = max(sums[name], value or 0) if name in GREATEST else sums[name] + (value or 0)


def together(parts: Any) -> Sums:
    """The sums of several parts as of one whole."""
    whole: Sums = Counter()
    for part in parts:
        _add(whole, part)
    return whole
