"""Charts as inline SVG: numbers in, markup out; the same drawing for the page and for paper."""

from stats.charts.bar import bars
from stats.charts.base import FILLS, Bar, Column
from stats.charts.column import columns
from stats.charts.heatmap import Line, heat
from stats.charts.line import Mark, Series, lines
from stats.charts.stack import stacked

__all__ = [
    "FILLS",
    "Bar",
    "Column",
    "Line",
    "Mark",
    "Series",
    "bars",
    "columns",
    "heat",
    "lines",
    "stacked",
]
