"""From a report's row to its content: what the worker does outside any transaction."""

from dataclasses import dataclass
from datetime import datetime

from celery.exceptions import SoftTimeLimitExceeded

from contracts.printing import fonts, pdf
from desk import clock
from desk.outbox import PermanentError
from stats import rollups
from stats.models import Report
from stats.reports import paper, reckoning, workbook
from stats.reports.digest import Digest


@dataclass(frozen=True)
class Made:
    """The frozen digest and its files."""

    digest: Digest
    pdf: bytes
    xlsx: bytes
    at: datetime


def make(job: Report) -> Made:
    """Count, freeze and draw. Raises PermanentError("too_long" | "fonts")."""
    report = Report.objects.select_related("plan", "unit", "period__obligation").get(pk=job.pk)
    rollups.refresh()
    digest, at = reckoning.of_report(report), clock.now()
    try:
        return Made(
            digest, paper.render(digest, number=report.reference, made_at=at), workbook.write(digest), at
        )
    except (pdf.TooLong, SoftTimeLimitExceeded):
        raise PermanentError("too_long") from None
    except fonts.RenderingUnavailable:
        raise PermanentError("fonts") from None
