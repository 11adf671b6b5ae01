"""How a person's row is written."""

from collections.abc import Mapping
from typing import Any

from django import template

from stats.cards import Way
from stats.figures import FIGURES, Chosen, said, to_records
from stats.figures.words import In, number
from stats.workload import cards, people
from stats.workload.people import Row

register = template.Library()


@register.filter
def figure(row: Row, code: str) -> str:
    """A figure as people read it."""
    return row.words(code)


@register.filter
def context_of(row: Row) -> str:
    """Languages, part time, training: what stands beside every figure."""
    return people.context(row)


@register.filter
def expected(row: Row) -> str:
    """The handling time that the team would have had with this person's calls."""
    return "–" if row.few else said(row.expected, In.TIME)


@register.filter
def an_hour(row: Row) -> str:
    """Calls answered for an hour planned in the rotation."""
    return "–" if row.a_planned_hour is None else number(row.a_planned_hour)


@register.filter
def done(row: Row, chosen: Chosen) -> list[str | Way]:
    """The numbers of what was done, each with the way to its records."""
    cells: list[str | Way] = []
    for code in (*cards.DONE[:-1], "done_tickets_back", cards.DONE[-1]):
        words = FIGURES[code].words(row.sums)
        linked = code in cards.DONE and FIGURES[code].of(row.sums)
        cells.append(Way(words, to_records(code, chosen, user=str(row.person.pk))) if linked else words)
    return cells


@register.filter
def at(rows: Mapping[int, Any], key: int) -> Any:
    """What stands under this key; nothing where nothing does."""
    return rows.get(key)
