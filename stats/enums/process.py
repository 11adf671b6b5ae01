"""Words of the process log: suggestions with their answers, changes with what became of them."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class IdeaState(TextChoices):
    """Where a suggestion stands; after the first two it is what the last answer said."""

    NEW = "new", _("waits for an answer")
    WITHDRAWN = "withdrawn", _("taken back")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("not accepted")
    LATER = "later", _("later")


class Verdict(TextChoices):
    """What those who lead answer to a suggestion."""

    ACCEPTED = "accepted", _("accepted")
    LATER = "later", _("later")
    REFUSED = "refused", _("not accepted")


class Expected(TextChoices):
    """Which way a figure should go after a change."""

    UP = "up", _("rises")
    DOWN = "down", _("falls")
    SAME = "same", _("stays as it is")


class Became(TextChoices):
    """What became of a change."""

    KEPT = "kept", _("stays as changed")
    CHANGED = "changed", _("kept in another form")
    REVERTED = "reverted", _("taken back")


TIMELINE: dict[str, Promise] = {
    "stats.idea_made": _("Suggestion made"),
    "stats.idea_changed": _("Suggestion changed"),
    "stats.idea_withdrawn": _("Suggestion taken back"),
    "stats.idea_answered": _("Suggestion answered"),
    "stats.change_written": _("Change of the process written down"),
    "stats.change_changed": _("Entry about a change of the process changed"),
    "stats.change_judged": _("Change of the process judged"),
}
OWED: dict[str, Promise] = {
    "stats.idea_made": _("A suggestion waits for an answer: “%(title)s”."),
    "stats.idea_unanswered": _("Answer the suggestion “%(title)s”: its time is over."),
    "stats.idea_accepted": _("Your suggestion “%(title)s” was accepted."),
    "stats.idea_later": _("Your suggestion “%(title)s” was answered: later."),
    "stats.idea_refused": _("Your suggestion “%(title)s” was answered: not accepted."),
    "stats.idea_changed_process": _("Your suggestion changed the process: “%(title)s”."),
    "stats.change_judge": _("Judge what the change “%(title)s” has brought."),
}
PAGES: dict[str, str] = {"idea": "stats:idea", "process_change": "stats:change"}
