"""What must always be true of what is counted and reported."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.outbox import JobState
from desk.slots import Invariant
from stats.enums import Source
from stats.models import Counted, Report, ReportContent, Touched

BEHIND = timedelta(minutes=15)  # the counting runs every minute ...
NIGHTLY = timedelta(hours=50)  # ... and that of words every night, of which one may be missed


def _behind() -> list[str]:
    """Sources of which days wait to be counted though the counting has not run lately."""
    now = clock.now()
    counted = dict(Counted.objects.values_list("source", "at"))
    late = []
    for source, at in counted.items():
        patience = NIGHTLY if source == Source.WORDS else BEHIND
        if now - at > patience and Touched.objects.filter(source=source).exists():
            late.append(source)
    return sorted(late)


def _made_without_content() -> Any:
    return Report.jobs.filter(state=JobState.SENT).exclude(pk__in=ReportContent.objects.values("report"))


INVARIANTS = (
    Invariant(
        "stats.counted",
        _("What changed is counted within a quarter of an hour."),
        _("Figures on pages are old: see that beat and worker run; rebuild_stats makes all of them anew."),
        _behind,
    ),
    Invariant(
        "stats.report",
        _("Every report that was made has its files."),
        _("Order the report anew on its page."),
        _made_without_content,
    ),
)
