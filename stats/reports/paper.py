"""A report as PDF: the digest's words, tables and charts on the agency's sheet. Rendered by the worker."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import escape

from contracts.printing import pdf
from stats.reports import drawing
from stats.reports.digest import Digest, Table
from stats.reports.showing import Shown

WIDTH = 620  # units of a chart; as wide as the sheet's text


def render(digest: Digest, *, number: str, made_at: datetime) -> bytes:
    """The report as PDF/A-3a and PDF/UA-1. Raises pdf.TooLong, fonts.RenderingUnavailable."""
    with translation.override(digest.language):
        shown = Shown(digest, [(table, _drawn(table)) for table in digest.tables])
        body = render_to_string("stats/report_paper.html", {"shown": shown})
    sheet = pdf.Sheet(
        title=digest.title,
        number=number,
        language=digest.language,
        made_at=timezone.localtime(made_at),
        agency=settings.AGENCY_NAME,
    )
    return pdf.render_ours(body, sheet)


def _drawn(table: Table) -> str:
    """The chart with its title as the alternative text, in the sheet's own type."""
    drawn = drawing.chart(table, WIDTH)
    if drawn is None:
        return ""
    head, _gap, rest = drawn.partition(">")
    return f'{head} font-family="Roboto"><title>{escape(table.title)}</title>{rest}'
