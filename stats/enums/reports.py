"""Words of the reports to heads of units, and of the warehouse that reads figures."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ReportKind(TextChoices):
    """What a report is about."""

    MONTHLY = "monthly", _("a month")
    PERIOD = "period", _("a declaration period")


class LetterKind(TextChoices):
    """Why a letter about a report was sent."""

    REPORT = "report", _("the report")
    REMINDER = "reminder", _("reminder")


class WarehouseTable(TextChoices):
    """What the agency's warehouse may read."""

    TOPICS = "topics", _("enquiries by topic")
    CHANNELS = "channels", _("enquiries by channel")
    LANGUAGES = "languages", _("enquiries by language")
    TRAFFIC = "traffic", _("contacts by channel")


TIMELINE: dict[str, Promise] = {
    "stats.report_made": _("Report to the unit made and sent, version %(version)s"),
    "stats.report_seen": _("Report acknowledged"),
    "stats.report_answered": _("What the unit will change is written down"),
    "stats.report_followed": _("What became of it is written down"),
    "stats.report_again": _("Report is made anew"),
}
OWED: dict[str, Promise] = {
    "stats.report": _("A report has come: %(unit)s, %(first)s–%(last)s."),
    "stats.report_answered": _("%(unit)s has answered the report: %(first)s–%(last)s."),
    "stats.report_silent": _("The report has not been acknowledged: %(unit)s, %(first)s–%(last)s."),
    "stats.report_failed": _("The report could not be made: %(unit)s, %(first)s–%(last)s."),
    "stats.report_due": _("Ask what became of what the unit promised: %(unit)s."),
}
PAGES: dict[str, str] = {"report": "stats:report"}
