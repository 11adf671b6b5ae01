"""The rows behind a figure, as `stats.rollups` counts them: narrowed as the address says, page by page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Model, Q, QuerySet, Value
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, ExtractMinute

from desk.people.models import User
from desk.workdays import TALLINN
from stats.figures import Chosen, Figure, Sums, answers, by, total
from stats.figures.sums import CannotChoose, topic_ids
from stats.models import PersonDay, TeamDay, Work
from stats.records import words
from stats.records.parts import PARTS
from stats.rollups import PARTS as COUNTED
from stats.rollups import Rows

PAGE = 25
SLOT = 15  # minutes
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Narrower:
    """What a `Chosen` cannot say: an hour of the day, a weekday (1 is Monday), a quarter of the hour by its
    first minute, a person, a word by its stem."""

    measure: str = ""
    hour: int | None = None
    weekday: int | None = None
    minute: int | None = None
    user: int | None = None
    word: str = ""


@dataclass(frozen=True)
class Record:
    """One row: what it is, and when it was counted."""

    at: datetime
    kind: str
    row: Any


@dataclass(frozen=True)
class _Stream:
    """Rows of one kind in their order, and their place among rows of other kinds of the same moment."""

    place: int
    rows: QuerySet[Any]
    at: str

    @property
    def kind(self) -> str:
        return str(self.rows.model._meta.label)

    def after(self, cursor: "Cursor") -> QuerySet[Any]:
        if self.place != cursor.place:
            sooner = "lte" if self.place < cursor.place else "lt"
            return self.rows.filter(**{f"{self.at}__{sooner}": cursor.at})
        found = self.rows.filter(**{f"{self.at}__lte": cursor.at})
        return found.exclude(**{self.at: cursor.at, "pk__gte": cursor.pk})


@dataclass(frozen=True)
class Cursor:
    """After which row a page begins; stands in addresses."""

    at: datetime
    place: int
    pk: int

    def __str__(self) -> str:
        # Whole microseconds: a float would lose some of them, and a row with it.
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}-{self.place}-{self.pk}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """Out of an address; None where it is not one."""
        try:
            at, place, pk = (int(part) for part in text.split("-"))
            return cls(_EPOCH + timedelta(microseconds=at), place, pk)
        except (ValueError, OverflowError):
            return None


def measures_of(figure: Figure) -> tuple[str, ...]:
    """The measures of a figure of which rows can be listed; none where it is only time."""
    return PARTS.get(figure.code, ())


def streams(figure: Figure, chosen: Chosen, narrower: Narrower, reader: User) -> list[_Stream]:
    """The rows that the measure counts, whichever kinds they are of. Raises CannotChoose.

    Complaints about the reader, and what hangs on them, are left out.
    """
    model = _model(figure, narrower)
    if not answers(model, chosen):
        raise CannotChoose(f"{model.__name__} is not counted by everything that was chosen")
    found = []
    parts = COUNTED[figure.model]() if figure.model in COUNTED else ()
    for place, part in enumerate(parts):
        if narrower.measure not in part.counts:
            continue
        rows = _narrowed(part, model, chosen, narrower)
        if rows is None:
            continue
        if narrower.word:
            rows = words.narrowed(rows, narrower.word)
        rows = _readable(rows, reader).order_by(f"-{part.at}", "-pk")
        found.append(_Stream(place, rows, part.at))
    return found


def page(
    found: Sequence[_Stream],
    cursor: Cursor | None,
    shown: Callable[[QuerySet[Any]], QuerySet[Any]],
    keep: Callable[[Any], bool] | None = None,
    size: int = PAGE,
) -> tuple[list[Record], Cursor | None]:
    """One page of these rows, newest first, and after which row the next one begins (None: that was all).

    `shown` adds what a row of the list shows; `keep` says which of the rows found in SQL are really meant.
    """
    lines: list[tuple[datetime, int, int, Record]] = []
    for stream in found:
        rows = stream.after(cursor) if cursor else stream.rows
        for row in _taken(shown(rows), keep, size + 1):
            record = Record(getattr(row, stream.at), stream.kind, row)
            lines.append((record.at, stream.place, row.pk, record))
    lines.sort(key=lambda line: line[:3], reverse=True)
    if len(lines) <= size:
        return [line[3] for line in lines], None
    at, place, pk, _record = lines[size - 1]
    return [line[3] for line in lines[:size]], Cursor(at, place, pk)


def _taken(rows: QuerySet[Any], keep: Callable[[Any], bool] | None, size: int) -> list[Any]:
    if keep is None:
        return list(rows[:size])
    found = []
    for row in rows.iterator(chunk_size=200):
        if keep(row):
            found.append(row)
        if len(found) == size:
            break
    return found


def counted(figure: Figure, chosen: Chosen, narrower: Narrower) -> Sums | None:
    """The sums of the same rows as the rollup has them; None where it cannot say (of a word, or an hour)."""
    model = _model(figure, narrower)
    if narrower.word or figure.model not in COUNTED:
        return None
    wanted = {
        key: value
        for key in ("weekday", "hour", "minute", "user")
        if (value := getattr(narrower, key)) is not None
    }
    if not wanted:
        return total(model, chosen)
    names = {field.name for field in model._meta.fields}
    if "slot" not in names and {"hour", "minute"} & set(wanted):
        return None
    sums = by(model, chosen, *wanted)
    key = tuple(wanted.values())
    return sums.get(key[0] if len(key) == 1 else key, Sums())


def _model(figure: Figure, narrower: Narrower) -> type[Model]:
    if figure.model is Work:
        return TeamDay if narrower.user is None else PersonDay
    return figure.model


def _narrowed(part: Rows, model: type[Model], chosen: Chosen, narrower: Narrower) -> QuerySet[Any] | None:
    """The rows of the measure that are chosen; None where there can be none."""
    rows = part.within(chosen.first, chosen.last).filter(part.counts[narrower.measure])
    wanted: list[tuple[str, Sequence[Any]]] = [
        ("channel", chosen.channels),
        ("language", chosen.languages),
        ("line", [chosen.line] if chosen.line else []),
        ("user", [narrower.user] if narrower.user is not None else []),
    ]
    names = {field.name for field in model._meta.fields}
    if "topic" in names:
        wanted.append(("topic", _topics(chosen)))
    elif "portal" in names and chosen.portal:
        wanted.append(("portal", [chosen.portal]))
    for key, values in wanted:
        if not values:
            continue
        expression = part.keys.get(key)
        if isinstance(expression, Value):
            if expression.value not in values:
                return None
        elif expression is None:
            return None
        elif isinstance(expression, str):
            rows = rows.filter(**{f"{expression}__in": list(values)})
        else:
            rows = rows.alias(**{f"key_{key}": expression}).filter(**{f"key_{key}__in": list(values)})
    return _in_time(rows, part.at, narrower)


def _topics(chosen: Chosen) -> Sequence[int]:
    ids = topic_ids(chosen)
    return [] if ids is None else ids or [0]


def _in_time(rows: QuerySet[Any], at: str, narrower: Narrower) -> QuerySet[Any]:
    """Of one hour, weekday and quarter of an hour of Tallinn."""
    wanted = Q()
    if narrower.weekday is not None:
        rows = rows.alias(in_weekday=ExtractIsoWeekDay(at, tzinfo=TALLINN))
        wanted &= Q(in_weekday=narrower.weekday)
    if narrower.hour is not None:
        rows = rows.alias(in_hour=ExtractHour(at, tzinfo=TALLINN))
        wanted &= Q(in_hour=narrower.hour)
    if narrower.minute is not None:
        rows = rows.alias(in_minute=ExtractMinute(at, tzinfo=TALLINN))
        wanted &= Q(in_minute__gte=narrower.minute, in_minute__lt=narrower.minute + SLOT)
    return rows.filter(wanted)


# How a row leads to the enquiry that may be a complaint about the reader.
_ENQUIRY = {
    "enquiries.Enquiry": "concerns",
    "enquiries.Promise": "enquiry__concerns",
    "tickets.Escalation": "enquiry__concerns",
    "contracts.Package": "enquiry__concerns",
    "mail.Incoming": "in_enquiry__enquiry__concerns",
}


def _readable(rows: QuerySet[Any], reader: User) -> QuerySet[Any]:
    way = _ENQUIRY.get(rows.model._meta.label)
    return rows if way is None else rows.filter(~Q(**{way: reader.pk}) | Q(**{f"{way}__isnull": True}))


def narrowed_days(chosen: Chosen, day: date | None, week: date | None) -> Chosen:
    """One day, or one week by its Monday, of what is chosen."""
    if day is not None:
        return replace(chosen, first=day, last=day)
    if week is not None:
        last = week + timedelta(days=6)
        return replace(chosen, first=max(chosen.first, week), last=min(chosen.last, last))
    return chosen
