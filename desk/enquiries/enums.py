"""The closed lists of this room, and the words its timeline entries are told in."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where an enquiry stands; the moves between them are the table in `workflow`."""

    NEW = "new", _("new")
    IN_WORK = "in_work", _("in work")
    WAITING = "waiting", _("waits for the client")
    ESCALATED = "escalated", _("with the second level")
    ANSWERED = "answered", _("answer received")
    TOLD = "told", _("client told")
    CLOSED = "closed", _("closed")


class Kind(TextChoices):
    """What sort of thing the client wants; each has its own clock (`Limit`) and rules."""

    QUESTION = "question", _("question")
    COMPLAINT = "complaint", _("complaint")
    FEEDBACK = "feedback", _("feedback")
    DATA_SUBJECT = "data", _("request about own data")
    INFORMATION = "information", _("request for information")


class Competence(TextChoices):
    """What level 1 may do with a topic."""

    ANSWERS = "answers", _("level 1 answers")
    LIMITED = "limited", _("level 1 answers within limits")
    HANDS_ON = "hands_on", _("level 1 must hand on")


class Term(TextChoices):
    """In what a limit counts."""

    WORKING_HOURS = "working_hours", _("working hours")
    WORKING_DAYS = "working_days", _("working days")
    DAYS = "days", _("calendar days")
    MONTHS = "months", _("months")
    TIMES = "times", _("times")


class Weekday(IntegerChoices):
    """As Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class Reached(TextChoices):
    """What came of a try to reach the client."""

    NO_ANSWER = "nobody", _("nobody answered")
    BUSY = "busy", _("busy")
    WRONG = "wrong", _("wrong number or address")
    RETURNED = "returned", _("the letter came back")
    REACHED = "reached", _("the client was reached")


class Channel(TextChoices):
    """By what channel the client was promised to hear from us."""

    CALL = "call", _("by phone")
    EMAIL = "email", _("by e-mail")
    VISIT = "visit", _("at the counter")


class PromiseState(TextChoices):
    """What became of a promise; whether an open one is late is computed from its due time."""

    OPEN = "open", _("open")
    KEPT = "kept", _("kept")
    BROKEN = "broken", _("broken")


# Outcomes that follow from an act of the desk itself; the administrator may word them, not take them away.
FAULT, OVER, ABUSE = "known-fault", "fault-over", "abuse"


class Standing(TextChoices):
    """How far the telling of one client of a known fault has come."""

    TOLD = "told", _("told")
    SENT = "sent", _("letter on its way")
    RETURNED = "returned", _("letter came back")
    WAITS = "waits", _("waits to be told")
    NO_ADDRESS = "no_address", _("no e-mail: to be called")


class AfterLetter(TextChoices):
    """What a letter from the desk does with the enquiry once it has left."""

    WAIT = "waiting", _("the enquiry waits for the client")
    CLOSE = "closed", _("the enquiry is closed")


class Evidence(TextChoices):
    """What shows that the client was told; upper rooms bring the record, a person brings the word."""

    MESSAGE = "message", _("message to the client")
    CALL = "call", _("call that reached the client")
    VISIT = "visit", _("visit at the counter")
    SECOND_LEVEL = "level2", _("the second level told the client, the owner confirmed")
    UNREACHABLE = "unreachable", _("could not be reached; an approved letter was sent")
    SAID = "said", _("the client said in a call that they know")
    WROTE = "wrote", _("the client wrote that they know")
    WITHDRAWN = "withdrawn", _("the client no longer needs it")


# Where a thing is shown, for links from other rooms: its kind, and the URL's name (slot SUBJECT_PAGES).
PAGES: dict[str, str] = {
    "enquiry": "enquiries:page",
    "promise": "enquiries:promise_page",
    "last_letter": "enquiries:last_letter",
    "fault": "enquiries:fault",
}

# What people owe, are told, and look at a second time, with %(params)s (slot OWED_WORDS).
OWED: dict[str, Lazy] = {
    "enquiries.letter_came": _("The client wrote about enquiry %(number)s"),
    "enquiries.letter_given": _("You were given the letter of enquiry %(number)s"),
    "enquiries.letter_bounced": _("A letter of enquiry %(number)s could not be delivered"),
    "enquiries.letter_held": _("The letter of enquiry %(number)s did not leave: look at the enquiry"),
    "enquiries.letter_left_open": _(
        "The letter of enquiry %(number)s left, but something was missing to do the rest"
    ),
    "enquiries.complaint": _("Complaint %(number)s about a person of the desk"),
    "enquiries.promise_reopened": _("A promise of enquiry %(number)s is open again: it is not kept"),
    "enquiries.letter_came_back": _("A letter about a promise of enquiry %(number)s came back"),
    "enquiries.last_letter": _("Last letter to a client who could not be reached, enquiry %(number)s"),
    "enquiries.fault_told_not_closed": _(
        "The client of enquiry %(number)s was told that the fault is over,"
        " but something is missing to close it"
    ),
    "enquiries.post_letter": _("Print and post the last letter of enquiry %(number)s"),
}

# Why a rule moved a deadline; a person's reason is told in the person's own words.
DEADLINE_REASONS: dict[str, Lazy] = {
    "reopened": _("the enquiry was opened again: its time stood still while it was closed"),
    "corrected": _("its topic or kind was corrected"),
}

# Spelt out by state, so that every language has its own natural sentence.
TIMELINE: dict[str, Lazy] = {
    "enquiries.opened": _("Enquiry %(number)s opened"),
    "enquiries.guide_used": _("The guide “%(title)s” was used for enquiry %(number)s"),
    "enquiries.guide_unused": _("The guide “%(title)s” was opened by mistake in enquiry %(number)s"),
    "enquiries.guide_misled": _("The guide “%(title)s” misled in enquiry %(number)s"),
    "enquiries.tied": _("Enquiry %(number)s is about the known fault “%(fault)s”"),
    "enquiries.untied": _("Enquiry %(number)s is not about a known fault after all"),
    "enquiries.proved": _("A confirmation of contact was sent about enquiry %(number)s"),
    "enquiries.fault_opened": _("Known fault “%(name)s” opened"),
    "enquiries.fault_changed": _("Known fault “%(name)s” changed"),
    "enquiries.fault_over": _("Known fault “%(name)s” is over"),
    "enquiries.letter_came": _("A letter about enquiry %(number)s came in"),
    "enquiries.assigned": _("Enquiry %(number)s has a new responsible person"),
    "enquiries.described": _("Topic or question of enquiry %(number)s changed"),
    "enquiries.attached": _("Enquiry %(number)s joined to the client"),
    "enquiries.detached": _("Enquiry %(number)s turned out to be another client's"),
    "enquiries.moved.new": _("Enquiry %(number)s waits to be taken"),
    "enquiries.moved.in_work": _("Enquiry %(number)s is in work"),
    "enquiries.moved.waiting": _("Enquiry %(number)s waits for the client"),
    "enquiries.moved.escalated": _("Enquiry %(number)s went to the second level"),
    "enquiries.moved.answered": _("An answer to enquiry %(number)s was received"),
    "enquiries.moved.told": _("The client was told the answer to enquiry %(number)s"),
    "enquiries.closed": _("Enquiry %(number)s closed: %(outcome)s"),
    "enquiries.overridden": _("Enquiry %(number)s closed in spite of what was missing"),
    "enquiries.reopened": _("Enquiry %(number)s opened again"),
    "enquiries.kind.question": _("Enquiry %(number)s is a question"),
    "enquiries.kind.complaint": _("Enquiry %(number)s is a complaint"),
    "enquiries.kind.feedback": _("Enquiry %(number)s is feedback"),
    "enquiries.kind.data": _("Enquiry %(number)s is a request about own data"),
    "enquiries.kind.information": _("Enquiry %(number)s is a request for information"),
    "enquiries.held": _("The holding reply to complaint %(number)s was sent"),
    "enquiries.held_by_phone": _("The holding reply to complaint %(number)s was given by phone"),
    "enquiries.deadline": _("The deadline of enquiry %(number)s was changed"),
    "enquiries.promised": _("A promise was made in enquiry %(number)s"),
    "enquiries.kept": _("A promise of enquiry %(number)s was kept"),
    "enquiries.broken": _("A promise of enquiry %(number)s was broken"),
    "enquiries.waits_for_letter": _("A letter about a promise of enquiry %(number)s was sent"),
    "enquiries.letter_came_back": _("A letter about a promise of enquiry %(number)s came back"),
    "enquiries.promise_reopened": _("A promise of enquiry %(number)s is open again"),
    "enquiries.promise_reworded": _("A promise of enquiry %(number)s is worded anew"),
    "enquiries.promise_forgotten": _("A promise of enquiry %(number)s was made by mistake and taken back"),
    "enquiries.postponed": _("A promise of enquiry %(number)s was agreed anew"),
    "enquiries.tried.nobody": _("Enquiry %(number)s, attempt %(attempt)s: nobody answered"),
    "enquiries.tried.busy": _("Enquiry %(number)s, attempt %(attempt)s: the number was busy"),
    "enquiries.tried.wrong": _("Enquiry %(number)s, attempt %(attempt)s: wrong number or address"),
    "enquiries.tried.returned": _("Enquiry %(number)s, attempt %(attempt)s: the letter came back"),
    "enquiries.tried.reached": _("Enquiry %(number)s, attempt %(attempt)s: the client was reached"),
    "enquiries.last_letter_written": _("Enquiry %(number)s: a last letter was written"),
    "enquiries.last_letter_refused": _("Enquiry %(number)s: the last letter was not approved"),
    "enquiries.last_letter_posted": _("Enquiry %(number)s: the last letter was posted"),
}
