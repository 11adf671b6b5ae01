"""One half-hour in which the desk is open. Without Django: the process that forecasts reads it too."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Step:
    """One half-hour: its beginning in UTC, and day and minute on the wall's clock in Tallinn.

    `open` is the part of it in which the desk works. `peak` says how near declarations fall due: of quarterly
    and yearly ones each (within the peak, nearness to the due date 0 to 1, after it).
    """

    at: datetime
    day: date
    minute: int
    open: float = 1.0
    eve: bool = False  # a shortened day
    after_closed: bool = False  # the weekday before was closed
    peak: tuple[float, float, float, float, float, float] = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

    @property
    def weekday(self) -> int:
        """0 is Monday."""
        return self.day.weekday()
