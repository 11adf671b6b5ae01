"""Letters to heads of units, one function each, in the head's language."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from desk.mail.actions import Letter
from desk.people.models import User
from stats.contacts.leaving import Told, lines
from stats.models import Signal


def signal(row: Signal, figures: Sequence[Told], link: str, to: User) -> Letter:
    """What clients ask about a topic of the unit: figures without small numbers, our words, the page."""
    with override(to.language):
        paragraphs = [
            _("Dear colleague"),
            _("Client service tells you what clients ask about a topic of your unit: %(topic)s.")
            % {"topic": row.topic.name},
            f"{row.first:%d.%m.%Y}–{row.last:%d.%m.%Y}:\n"
            + "\n".join(f"– {line}" for line in lines(figures)),
            row.text,
            _("Please look at it, and acknowledge and answer here:") + "\n" + link,
            _("Numbers of fewer than five are not shown, so that nobody can be recognised."),
            f"{row.by}\n{settings.AGENCY_NAME}",
        ]
        subject = _("What clients ask: %(topic)s") % {"topic": row.topic.name}
        return Letter(subject, "\n\n".join(each for each in paragraphs if each))
