"""The closed lists of this room, and the words its timeline entries are told in."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class OrderKind(TextChoices):
    """What an instruction is."""

    ONE_OFF = "one_off", _("one-off task")
    FOLLOW_UP = "follow_up", _("follow-up after a declaration period")
    ROUND = "round", _("repeating task")
    HELP = "help", _("a colleague's request for help")


class OrderState(TextChoices):
    """Where an order stands; the moves between them are the table in `workflow`."""

    DRAFT = "draft", _("being written")
    GIVEN = "given", _("given")
    # All rows are done; the one who gave it has the report before him.
    REPORTED = "reported", _("done, waits for the one who gave it")
    CLOSED = "closed", _("closed")
    # The person who was to do it declined, and the one who gave it agreed.
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ObjectionKind(TextChoices):
    """What a person who was given an order may answer to it."""

    QUESTION = "question", _("a question")
    DECLINE = "decline", _("declined")


class Ground(TextChoices):
    """Why an official declines an order."""

    UNLAWFUL = "unlawful", _("the order is against the law")
    BEYOND = "beyond", _("beyond the competence of who gave it")
    NOT_MY_DUTY = "duty", _("not among my duties")
    CONFLICT = "conflict", _("I have a conflict of interests")
    NO_TIME = "time", _("cannot be done by then")
    OTHER = "other", _("another ground")


class Answered(TextChoices):
    """What the one who gave the order made of it."""

    STANDS = "stands", _("the order stands")
    CHANGED = "changed", _("the order was changed")
    RELEASED = "released", _("the person is released from it")


class Changed(TextChoices):
    """What was done with a given order."""

    GIVEN = "given", _("given")
    TAKEN = "taken", _("taken on")
    DUE = "due", _("deadline changed")
    ADDED = "added", _("person added")
    RELEASED = "released", _("person released")
    REPORTED = "reported", _("reported as done")
    SENT_BACK = "sent_back", _("sent back")
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    DECLINED = "declined", _("declined")


class Repeats(TextChoices):
    """When a repeating order comes again."""

    WORKDAY = "workday", _("every working day")
    WEEK = "week", _("every week")
    MONTH = "month", _("every month")
    YEAR = "year", _("every year")


class Frequency(TextChoices):
    """How often something is declared."""

    QUARTER = "quarter", _("every quarter")
    YEAR = "year", _("every year")


class How(TextChoices):
    """What a selector does to the cohort."""

    ADD = "add", _("add these")
    ONLY = "only", _("keep only these")
    WITHOUT = "without", _("leave these out")


class ItemState(TextChoices):
    """Where a row stands."""

    OPEN = "open", _("to be done")
    DONE = "done", _("done")
    # The order was withdrawn, or the person released: nobody does it any more.
    DROPPED = "dropped", _("not to be done any more")


class ItemResult(TextChoices):
    """What came of a row."""

    DONE = "done", _("done")
    IN_ORDER = "in_order", _("in order")
    ERROR_FOUND = "error_found", _("error found")
    CORRECTED = "corrected", _("corrected in the portal")
    UNREACHABLE = "unreachable", _("could not be reached")
    # Of a finding alone: what was written down before it does not hold, and the row is open again.
    TAKEN_BACK = "taken_back", _("taken back")


class Channel(TextChoices):
    """How a client was sought from a row."""

    CALL = "call", _("call")
    EMAIL = "email", _("e-mail")
    VISIT = "visit", _("visit")


class CleanUp(TextChoices):
    """What a batch does with our own data."""

    DEAD_CONTACTS = "dead_contacts", _("contacts marked as not working")
    MERGE = "merge", _("duplicates merged")
    FIELDS = "fields", _("fields corrected")


class BatchState(TextChoices):
    """Where a batch stands; the moves between them are the table in `workflow`."""

    TRYING = "trying", _("being tried out")
    DRY = "dry", _("tried out, nothing changed")
    ASKED = "asked", _("waits for a second person")
    APPLYING = "applying", _("being done")
    APPLIED = "applied", _("done")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    DROPPED = "dropped", _("put away")


class ChangeState(TextChoices):
    """What became of one change of a batch."""

    PLANNED = "planned", _("planned")
    DONE = "done", _("done")
    # Found when it was tried out: nothing can be done there, and `why` says why.
    LEFT = "left", _("left alone")
    # The data are not what they were when the batch was tried out.
    SKIPPED = "skipped", _("left alone: changed meanwhile")
    UNDONE = "undone", _("undone")
    # Changed by somebody since: undoing it would lose that.
    KEPT = "kept", _("not undone: changed since")


# Where a thing is shown, for links from other rooms: its kind, and the URL's name (slot SUBJECT_PAGES).
PAGES: dict[str, str] = {
    "order": "orders:page", "round": "orders:change_round", "batch": "orders:batch",
    "item_finding": "orders:finding",
}  # fmt: skip

# What people owe, are told, and look at a second time, with %(params)s (slot OWED_WORDS).
OWED: dict[str, Promise] = {
    "orders.given": _("You were given work order %(number)s, due %(due)s."),
    "orders.help_asked": _("A colleague asks for your help (%(number)s), until %(due)s."),
    "orders.due_soon": _("Work order %(number)s is due %(due)s."),
    "orders.late": _("Work order %(number)s is late."),
    "orders.late_with_others": _("Work order %(number)s that you gave is late."),
    "orders.questioned": _("A question about work order %(number)s waits for your answer."),
    "orders.objected": _("Work order %(number)s was declined; your answer is awaited."),
    "orders.answered.stands": _("Your words on work order %(number)s were answered: the order stands."),
    "orders.answered.changed": _("Your words on work order %(number)s were answered: it was changed."),
    "orders.answered.released": _("You were released from work order %(number)s."),
    "orders.due_changed": _("Work order %(number)s has another deadline: %(due)s."),
    "orders.rows_added": _("Rows of work order %(number)s were given to you."),
    "orders.person_released": _("You were released from work order %(number)s."),
    "orders.reported": _("Work order %(number)s is done and waits for you."),
    "orders.sent_back": _("Work order %(number)s was sent back."),
    "orders.closed": _("Work order %(number)s is closed."),
    "orders.withdrawn": _("Work order %(number)s was withdrawn."),
    "orders.taken": _("Your request for help %(number)s was taken on."),
    "orders.helped": _("Your request for help %(number)s was answered."),
    "orders.help_declined": _("Your request for help %(number)s was declined."),
    "orders.to_give": _("A draft of a work order waits to be given: %(number)s"),
    "orders.portal_stands": _(
        "Batch %(batch)s of order %(order)s was undone."
        " Your correction in the portal, row %(row)s, stands there."
    ),
    "orders.round_nobody": _("The repeating order “%(title)s” came up and nobody was left to do it."),
}

TIMELINE: dict[str, Promise] = {
    "orders.drafted": _("Work order %(number)s: draft made"),
    "orders.redrafted": _("Work order %(number)s: draft changed"),
    "orders.proposed": _("Work order %(number)s: the head was asked to give it"),
    "orders.discarded": _("Work order %(number)s: draft thrown away"),
    "orders.given": _("Work order %(number)s given"),
    "orders.help_asked": _("A colleague was asked for help (%(number)s)"),
    "orders.taken": _("Work order %(number)s taken on"),
    "orders.due_changed": _("Work order %(number)s: deadline changed"),
    "orders.person_added": _("Work order %(number)s: person added"),
    "orders.person_released": _("Work order %(number)s: person released"),
    "orders.questioned": _("Work order %(number)s questioned"),
    "orders.objected": _("Work order %(number)s declined by its person"),
    "orders.answered": _("Work order %(number)s: words of its person answered"),
    "orders.part_done": _("Work order %(number)s: one person's part done"),
    "orders.reported": _("Work order %(number)s reported as done"),
    "orders.sent_back": _("Work order %(number)s sent back"),
    "orders.closed": _("Work order %(number)s closed"),
    "orders.declined": _("Work order %(number)s declined"),
    "orders.withdrawn": _("Work order %(number)s withdrawn"),
    "orders.round_made": _("Repeating order made"),
    "orders.round_changed": _("Repeating order changed"),
    "orders.round_stopped": _("Repeating order taken out of use"),
    "orders.round_resumed": _("Repeating order taken into use again"),
    "orders.cohort_changed": _("Whom the work order is about was changed"),
    "orders.frozen": _("Rows of the work order made: %(rows)s"),
    "orders.shared": _("Rows of the work order shared out again: %(rows)s"),
    "orders.batch_tried": _("Clean-up batch %(batch)s tried out"),
    "orders.batch_asked": _("Clean-up batch %(batch)s: a second person asked"),
    "orders.batch_refused": _("Clean-up batch %(batch)s: the second person said no"),
    "orders.batch_begun": _("Clean-up batch %(batch)s begun"),
    "orders.batch_applied": _("Clean-up batch %(batch)s done"),
    "orders.batch_dropped": _("Clean-up batch %(batch)s put away"),
    "orders.batch_undoing": _("Clean-up batch %(batch)s: undoing begun"),
    "orders.batch_undone": _("Clean-up batch %(batch)s undone"),
    "orders.row.done": _("Row %(row)s of work order %(number)s: done"),
    "orders.row.in_order": _("Row %(row)s of work order %(number)s: in order"),
    "orders.row.error_found": _("Row %(row)s of work order %(number)s: error found"),
    "orders.row.corrected": _("Row %(row)s of work order %(number)s: corrected in the portal"),
    "orders.row.unreachable": _("Row %(row)s of work order %(number)s: the client could not be reached"),
    "orders.row.taken_back": _("Row %(row)s of work order %(number)s: the result was taken back"),
    "orders.row_sought": _("Row %(row)s of work order %(number)s: the client was sought"),
    "orders.periods": _("Declaration periods made: %(made)s; dates moved: %(moved)s"),
    "orders.period_set": _("Due date of a declaration period set to %(day)s"),
    "orders.period_counted": _("Due date of a declaration period counted again: %(day)s"),
}
