"""Letters about reports, one function each, in the reader's language. Figures stay behind the link."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from desk.mail.actions import Letter
from desk.people.models import User
from stats.models import Report
from stats.reports.digest import Digest


def report(row: Report, digest: Digest, link: str, to: User) -> Letter:
    """A report has come: what it is about, its three sentences, where it is read and acknowledged."""
    with override(to.language):
        paragraphs = [
            _("Dear colleague"),
            _("Client service sends you its report on the topics of the unit “%(unit)s”, %(span)s.")
            % {"unit": row.unit, "span": row.span},
            _("It takes the place of version %(version)s: %(why)s")
            % {"version": row.version - 1, "why": row.why}
            if row.replaces_id
            else "",
            "\n".join(f"– {sentence}" for sentence in digest.summary),
            _("Please read it, acknowledge it, and tell us what you will change:") + "\n" + link,
            _("Numbers of fewer than five are not shown, so that nobody can be recognised."),
            settings.AGENCY_NAME,
        ]
        return Letter(_subject(row), "\n\n".join(each for each in paragraphs if each))


def reminder(row: Report, link: str, to: User) -> Letter:
    """Nobody of the unit has acknowledged a report for ten working days."""
    with override(to.language):
        paragraphs = [
            _("Dear colleague"),
            _("The report on the topics of the unit “%(unit)s”, %(span)s, has not been acknowledged yet.")
            % {"unit": row.unit, "span": row.span},
            _("Please read it, acknowledge it, and tell us what you will change:") + "\n" + link,
            settings.AGENCY_NAME,
        ]
        return Letter(_("Reminder: %(subject)s") % {"subject": _subject(row)}, "\n\n".join(paragraphs))


def _subject(row: Report) -> str:
    return _("What clients asked: %(unit)s, %(span)s") % {"unit": row.unit, "span": row.span}
