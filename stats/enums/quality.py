"""Words of quality and coaching: what is reviewed and why, what becomes of it."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class WorkKind(TextChoices):
    """What is reviewed; each has a scorecard of its own."""

    CALL = "call", _("call")
    EMAIL = "email", _("letter")
    VISIT = "visit", _("visit")
    DOCUMENT = "document", _("document")
    TICKET = "ticket", _("ticket")


# The same by which the timeline, to-dos and links know the rows.
SUBJECTS: dict[WorkKind, str] = {
    WorkKind.CALL: "call",
    WorkKind.EMAIL: "message",
    WorkKind.VISIT: "visit",
    WorkKind.DOCUMENT: "package",
    WorkKind.TICKET: "escalation",
}


class Why(TextChoices):
    """Why something is to be reviewed."""

    CHANCE = "chance", _("drawn by chance")
    COMPLAINT = "complaint", _("complaint")
    BEYOND = "beyond", _("answered beyond competence")
    OVERRIDE = "override", _("closed in spite of what was missing")
    REOPENED = "reopened", _("opened again")
    BROKEN = "broken", _("promise broken")
    ASKED = "asked", _("asked for by the specialist")
    LISTENED = "listened", _("listened to, as agreed")


# Those that an event raises; a rule says whether it does.
FLAGS = (Why.COMPLAINT, Why.BEYOND, Why.OVERRIDE, Why.REOPENED, Why.BROKEN)


class Whom(TextChoices):
    """Whose work a rule of sampling is about."""

    EVERYONE = "everyone", _("everyone")
    NEW = "new", _("new staff")
    TRAINEES = "trainees", _("trainees")


class SampleState(TextChoices):
    OPEN = "open", _("waits for review")
    DONE = "done", _("reviewed")
    DROPPED = "dropped", _("not reviewed")


class ResponseKind(TextChoices):
    """What the reviewed person says to a review."""

    AGREES = "agrees", _("I agree")
    COMMENTS = "comments", _("I have a comment")
    APPEALS = "appeals", _("I appeal: the score is wrong")


class Verdict(TextChoices):
    """What came of an appeal."""

    UPHELD = "upheld", _("the review stands")
    CHANGED = "changed", _("the score is changed")


class BookingState(TextChoices):
    BOOKED = "booked", _("told, no answer yet")
    AGREED = "agreed", _("agreed")
    DECLINED = "declined", _("another time was asked for")
    HEARD = "heard", _("heard")
    CANCELLED = "cancelled", _("cancelled")


TIMELINE: dict[str, Promise] = {}
# What people are told; no words of a client, and no score: these lines stand in lists.
OWED: dict[str, Promise] = {
    "stats.review_done": _("Your work was reviewed: read it and say what you think."),
    "stats.review_dropped": _("What you asked to be reviewed is not reviewed: %(reason)s"),
    "stats.appeal": _("An appeal against a review waits for a decision."),
    "stats.review_appealed": _("Your review was appealed; another lead decides."),
    "stats.appeal_upheld": _("The appeal is decided: the review stands."),
    "stats.appeal_changed": _("The appeal is decided: the score is changed."),
    "stats.coaching_agreed": _("Agreed after a review: %(what)s"),
    "stats.coaching_done": _("Done as agreed after a review: %(what)s"),
    "stats.listening": _("A lead would like to listen to your calls on %(day)s at %(time)s."),
    "stats.listening_agreed": _("Listening on %(day)s at %(time)s suits."),
    "stats.listening_declined": _("Listening on %(day)s at %(time)s does not suit."),
    "stats.listening_cancelled": _("Listening on %(day)s at %(time)s is cancelled."),
    "stats.calibration": _("Review the same as a colleague, each alone."),
    "stats.scorecard": _("Scorecard, version %(version)s: may it be used?"),
    "stats.scorecard_refused": _("The scorecard was not approved: %(reason)s"),
    "stats.scorecard_accepted": _("The scorecard is approved and in use."),
}
PAGES: dict[str, str] = {
    "review": "stats:review",
    "sample": "stats:my_reviews",
    "coaching": "stats:coached",
    "booking": "stats:booking",
    "calibration": "stats:calibration",
    "scorecard": "stats:scorecard",
}
