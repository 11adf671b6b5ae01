"""The closed lists of this room, and the words its timeline entries are told in."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Direction(TextChoices):
    """Who called whom, seen from the desk."""

    IN = "in", _("incoming")
    OUT = "out", _("outgoing")


class State(TextChoices):
    """Where a call stands; the moves between them are the table in `workflow`."""

    RINGING = "ringing", _("ringing")
    ANSWERED = "answered", _("in conversation")
    WRAP_UP = "wrap_up", _("in wrap-up")
    CLOSED = "closed", _("finished")
    MISSED = "missed", _("missed")
    ABANDONED = "abandoned", _("abandoned by the caller")


class OfferState(TextChoices):
    """What became of the claim on one person's next call."""

    OPEN = "open", _("rings")
    ANSWERED = "answered", _("answered")
    REFUSED = "refused", _("refused")
    EXPIRED = "expired", _("not answered in time")
    # The caller hung up or somebody else answered: no fault of the person, who keeps the place.
    WITHDRAWN = "withdrawn", _("withdrawn")


class EventKind(TextChoices):
    """What an exchange tells, in its own words (generic CTI shape)."""

    NEW_CALL = "newCall", _("call comes in")
    ANSWER = "answer", _("answered")
    HANGUP = "hangup", _("hung up")


TIMELINE: dict[str, Promise] = {
    "calls.caller": _("Call %(number)s: caller and client noted"),
    "calls.moved": _("Call %(number)s turned out to concern another client"),
    "calls.answered": _("Call %(number)s answered"),
    "calls.refused": _("Call %(number)s refused"),
    "calls.hung_up": _("Call %(number)s ended"),
    "calls.enquiry": _("Enquiry %(enquiry)s taken in call %(number)s"),
    "calls.noted": _("Notes of call %(number)s changed"),
    "calls.logged": _("Call %(number)s logged by hand"),
    "calls.closed": _("Call %(number)s finished: %(outcome)s"),
}
