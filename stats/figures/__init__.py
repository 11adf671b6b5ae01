"""The figures of the room: what is chosen, the sums of it, what each figure is and how it is said."""

from stats.figures.catalogue import FIGURES, Figure
from stats.figures.chosen import Chosen, month_of
from stats.figures.sums import CannotChoose, Sums, answers, by, together, total
from stats.figures.ways import to_records
from stats.figures.words import In, said

__all__ = [
    "FIGURES",
    "CannotChoose",
    "Chosen",
    "Figure",
    "In",
    "Sums",
    "answers",
    "by",
    "month_of",
    "said",
    "to_records",
    "together",
    "total",
]
