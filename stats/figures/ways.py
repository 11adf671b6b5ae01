"""The way from a figure down to the rows that it counts."""

from django.urls import reverse

from stats.figures.chosen import Chosen


def to_records(figure: str, chosen: Chosen, **narrower: str) -> str:
    """Address of the rows behind a figure (`catalogue.FIGURES`) of what is chosen.

    `narrower` chooses what a `Chosen` cannot say: hour="11", weekday="1", measure="lost", user="7".
    """
    return f"{reverse('stats:records')}?{chosen.query(figure=figure, **narrower)}"
