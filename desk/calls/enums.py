"""The closed lists of this room, and the words its timeline entries are told in."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The role of whoever called for a client without saying as what; data of the desk, so in Estonian.
CALLER_ROLE = "pöörduja"


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
    # Of our own: the shape that exchanges share has no word for a caller who waits on the line.
    HOLD = "hold", _("put on hold")
    RESUME = "resume", _("taken off hold")
    REPORT = "report", _("reported after its end")


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


# Where a thing is shown, for links from other rooms: its kind, and the URL's name (slot SUBJECT_PAGES).
PAGES: dict[str, str] = {"call": "calls:workspace", "callback": "calls:callback"}

# What people owe, are told, and look at a second time, with %(params)s (slot OWED_WORDS).
OWED: dict[str, Promise] = {
    "calls.abuse": _("A threatening or abusive caller: call %(number)s"),
}

TIMELINE: dict[str, Promise] = {
    "calls.caller": _("Call %(number)s: caller and client noted"),
    "calls.moved": _("Call %(number)s turned out to concern another client"),
    "calls.answered": _("Call %(number)s answered"),
    "calls.refused": _("Call %(number)s refused"),
    "calls.hung_up": _("Call %(number)s ended"),
    "calls.enquiry": _("Enquiry %(enquiry)s taken in call %(number)s"),
    "calls.noted": _("Notes of call %(number)s changed"),
    "calls.logged": _("Call %(number)s logged by hand"),
    "calls.noted_later": _("Call %(number)s written down from paper"),
    "calls.dialled": _("A number was dialled"),
    "calls.practised": _("Practice call %(number)s began"),
    "calls.handled.callback": _("Missed call %(number)s will be called back"),
    "calls.handled.reached": _("Missed call %(number)s dealt with: reached us otherwise"),
    "calls.handled.wrong": _("Missed call %(number)s dealt with: wrong number"),
    "calls.handled.not_us": _("Missed call %(number)s dealt with: did not want us"),
    "calls.handled.other": _("Missed call %(number)s dealt with: other reason"),
    "calls.callback_planned": _("Callback %(number)s promised for %(at)s"),
    "calls.callback_moved": _("Callback %(number)s moved to %(at)s"),
    "calls.callback_taken": _("Callback %(number)s taken"),
    "calls.callback_given_back": _("Callback %(number)s may be made by anyone"),
    "calls.callback_cancelled": _("Callback %(number)s is no longer needed"),
    "calls.callback_reached": _("Called back (%(number)s), reached"),
    "calls.callback_silent": _("Called back (%(number)s), no answer"),
    "calls.callback_busy": _("Called back (%(number)s), busy"),
    "calls.callback_wrong": _("Called back (%(number)s), wrong number"),
    "calls.callback_given_up": _("Callback %(number)s given up: the client could not be reached"),
    "calls.closed": _("Call %(number)s finished: %(outcome)s"),
    "calls.abuse_opened": _("Call %(number)s: the protocol for abusive callers was opened"),
    "calls.abuse_warned": _("Call %(number)s: the caller was warned"),
    "calls.abuse_put_away": _("Call %(number)s: the protocol for abusive callers was put away"),
    "calls.abuse_noted": _("Call %(number)s: threats or abuse, the caller hung up before a warning"),
    "calls.abuse_ended": _("Call %(number)s: ended because of threats or abuse, after a warning"),
    "calls.unlinked": _("Call %(number)s was not about enquiry %(enquiry)s after all"),
    "calls.reopened": _("Call %(number)s opened again: its finish was a mistake"),
    "calls.hand_raised": _("Call %(number)s: advice asked of a colleague"),
    "calls.transfer_asked": _("Call %(number)s: a colleague asked to take it over"),
    "calls.helped": _("Call %(number)s: a colleague came to help"),
    "calls.handed_over": _("Call %(number)s taken over by a colleague"),
    "calls.hand_down": _("Call %(number)s: help is not needed any more"),
    "calls.nobody_came": _("Call %(number)s: nobody came to help in time"),
    "calls.identified": _("Call %(number)s: caller identified (%(items)s)"),
    **{f"calls.identified.{item.value}": item.label for item in IdentityItem},
    "calls.not_identified": _("Call %(number)s: caller not identified, general advice only"),
    "calls.shown_all": _("Call %(number)s: the client's data opened without the caller's right to them"),
}
