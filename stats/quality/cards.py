"""The trend of quality: the mean score of each kind of work by month, with how many reviews it rests on."""

from collections.abc import Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from desk import workdays
from stats import charts
from stats.cards import Card, Way
from stats.enums.quality import WorkKind
from stats.figures import FIGURES, Chosen, Sums, by, together
from stats.models import Reviewed
from stats.quality.figures import mean_of

MONTHS = 12
TONES = {
    WorkKind.CALL: "info",
    WorkKind.EMAIL: "ok",
    WorkKind.VISIT: "warn",
    WorkKind.DOCUMENT: "bad",
    WorkKind.TICKET: "muted",
}


def trend(today: date | None = None) -> Card:
    """The last twelve months, the present one included."""
    today = today or workdays.today()
    months = _months(today)
    sums: Mapping[tuple[str, date], Sums] = by(Reviewed, Chosen(months[0], today), "work", "month")
    labels = [f"{month:%m.%Y}" for month in months]
    series = [
        charts.Series(
            work.value,
            str(work.label),
            [mean_of(sums.get((work.value, month), Sums())).value for month in months],
            TONES[work],
        )
        for work in WorkKind
        if any(key[0] == work.value for key in sums)
    ]
    title = _("Mean score by month")
    figure, errors = FIGURES["quality_score"], FIGURES["quality_critical"]
    return Card(
        key="quality",
        title=title,
        chart=charts.lines("quality", title, labels, series),
        heads=[
            _("What was reviewed"), _("reviews"), _("drawn by chance"), _("mean score (interval of 95%)"),
            _("with critical errors"), _("appeals"), _("changed by appeal"),
        ],
        rows=[_row(work, sums) for work in WorkKind],
        formula=f"{figure.label}: {figure.how()} {errors.label}: {errors.how()} "
        + _("The interval holds the true mean of all work 19 times in 20; it stands from five reviews on."),
        wide=True,
    )  # fmt: skip


def _row(work: WorkKind, sums: Mapping[tuple[str, date], Sums]) -> list[str | int | Way]:
    whole = together(part for (kind, _month), part in sums.items() if kind == work.value)
    url = f"{reverse('stats:quality')}?list=done&work={work.value}"
    return [
        str(work.label), Way(whole["reviews"], url), whole["drawn"], mean_of(whole).text,
        FIGURES["quality_critical"].words(whole), whole["appeals"], whole["changed"],
    ]  # fmt: skip


def _months(today: date) -> list[date]:
    """First days of the last twelve months."""
    whole = today.year * 12 + today.month - 1
    return [date((whole - back) // 12, (whole - back) % 12 + 1, 1) for back in reversed(range(MONTHS))]
