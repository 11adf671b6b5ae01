"""What is counted, and what those who steer write: reports, proposals, reviews, trainings, changes."""

from stats.models.rollups import (
    ClientMonth,
    Contacts,
    Counted,
    Drafted,
    Handed,
    PersonDay,
    Promised,
    Staffed,
    TeamDay,
    Touched,
    Traffic,
    WordWeek,
    Work,
)

__all__ = [
    "ClientMonth",
    "Contacts",
    "Counted",
    "Drafted",
    "Handed",
    "PersonDay",
    "Promised",
    "Staffed",
    "TeamDay",
    "Touched",
    "Traffic",
    "WordWeek",
    "Work",
]
