"""What a page or a report is about: days of Tallinn, and of which contacts. Goes into addresses and back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self
from urllib.parse import urlencode


@dataclass(frozen=True)
class Chosen:
    """The days from `first` to `last`, both included; whatever else is empty chooses everything.

    `topics` are ids of topics and stand for all that goes on in them (`desk.enquiries.topics.current`);
    a group stands for its topics. `portal` is a code.
    """

    first: date
    last: date
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    topics: tuple[int, ...] = ()
    unit: int | None = None
    portal: str = ""
    line: int | None = None

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    def before(self) -> Self:
        """As many days just before these."""
        return replace(
            self, first=self.first - timedelta(days=self.days), last=self.first - timedelta(days=1)
        )

    def year_before(self) -> Self:
        """The same weekdays 52 weeks earlier, so that Mondays are compared with Mondays."""
        return replace(self, first=self.first - timedelta(weeks=52), last=self.last - timedelta(weeks=52))

    def narrowed(self, **fields: object) -> Self:
        """The same with these fields in place of its own."""
        return replace(self, **fields)  # type: ignore[arg-type]

    def query(self, **more: str) -> str:
        """As in an address; `more` goes before it."""
        pairs: list[tuple[str, str]] = [*more.items(), ("first", str(self.first)), ("last", str(self.last))]
        pairs += [("channel", each) for each in self.channels]
        pairs += [("language", each) for each in self.languages]
        pairs += [("topic", str(each)) for each in self.topics]
        single: Mapping[str, object] = {"unit": self.unit, "portal": self.portal, "line": self.line}
        pairs += [(name, str(value)) for name, value in single.items() if value]
        return urlencode(pairs)


def month_of(day: date) -> Chosen:
    """The calendar month that holds this day."""
    first = day.replace(day=1)
    return Chosen(first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))
