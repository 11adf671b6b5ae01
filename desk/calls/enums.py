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


class CallbackState(TextChoices):
    """What became of a promised call."""

    PLANNED = "planned", _("to be called")
    REACHED = "reached", _("reached")
    GIVEN_UP = "given_up", _("could not be reached")
    CANCELLED = "cancelled", _("no longer needed")


class AttemptResult(TextChoices):
    """How one attempt to call back ended."""

    REACHED = "reached", _("spoke with the client")
    SILENT = "silent", _("no answer")
    BUSY = "busy", _("busy")
    WRONG = "wrong", _("wrong number")


class Handled(TextChoices):
    """What became of a call that nobody answered; who calls again later, or is reached, needs none."""

    CALLBACK = "callback", _("will be called back")
    OTHERWISE = "reached", _("reached us otherwise")
    WRONG = "wrong", _("wrong number")
    NOT_US = "not_us", _("did not want us")
    OTHER = "other", _("other reason")


class IdentityItem(TextChoices):
    """What a caller may be asked; its values are never stored with the check."""

    PERSONAL_CODE = "personal_code", _("last four digits of the personal code")
    REGISTRY_CODE = "registry_code", _("registry code of the organisation")
    EMAIL = "email", _("e-mail address known to us")
    PHONE = "phone", _("calls from a number known to us")
    ROLE = "role", _("role at the organisation")
    DOCUMENT = "document", _("number of a document or enquiry")
    CALLED_BACK = "called_back", _("called back on a known number")


class IdentityResult(TextChoices):
    """How the check ended."""

    CONFIRMED = "confirmed", _("identified")
    PARTIAL = "partial", _("not enough yet")
    REFUSED = "refused", _("not identified")


class Disclosure(TextChoices):
    """What may be told, from least to most."""

    GENERAL = "general", _("general advice only")
    OWN = "own", _("the caller's own data")
    CLIENT = "client", _("the client's data")


class HelpKind(TextChoices):
    """What the person on the phone asks of a colleague."""

    ADVICE = "advice", _("advice")
    TRANSFER = "transfer", _("take over the call")


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
