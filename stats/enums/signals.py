"""Words of what is told to the heads of units between reports."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TIMELINE: dict[str, Promise] = {
    "stats.signal_told": _("Head of unit told about a topic"),
    "stats.signal_seen": _("Signal acknowledged by the head of unit"),
    "stats.signal_answered": _("Signal answered by the head of unit"),
}
OWED: dict[str, Promise] = {
    "stats.signal_told": _("Client service tells you about a topic of your unit: %(topic)s."),
    "stats.signal_answered": _("The head of unit answered your signal: %(topic)s."),
}
PAGES: dict[str, str] = {"signal": "stats:signal"}
