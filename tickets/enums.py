"""The closed lists of this room, and the words its timeline entries are told in."""

from django.db.models import TextChoices
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where our side of a ticket stands; the moves between them are the table in `workflow`."""

    DRAFT = "draft", _("being prepared")
    QUEUED = "queued", _("waiting to be sent to JIRA")
    CREATED = "created", _("with the second level")
    WORKING = "working", _("second level works on it")
    NEEDS_INFO = "needs_info", _("returned as incomplete")
    REFUSED = "refused", _("refused by the second level")
    DUPLICATE = "duplicate", _("second level calls it a duplicate")
    ANSWERED = "answered", _("answered, client not told")
    DELIVERING = "delivering", _("answer on its way to the client")
    TOLD = "told", _("client told, JIRA not closed")
    CLOSED = "closed", _("closed")
    LOST = "lost", _("not visible in JIRA")


class Connection(TextChoices):
    """What stands behind the tickets in this installation."""

    LIVE = "live", _("live")
    MANUAL = "manual", _("manual")
    SAMPLE = "sample", _("sample")


class FieldKind(TextChoices):
    """How a field of a unit's form is filled in."""

    TEXT = "text", _("line of text")
    LONG = "long", _("longer text")
    CHOICE = "choice", _("choice of a list")
    DATE = "date", _("date")


class Fill(TextChoices):
    """What writes the answer of a question by itself; a person reads it through."""

    QUESTION = "question", _("question of the enquiry")
    CLIENT = "client", _("organisation and its registry code")
    STEPS = "steps", _("steps of guides that were tried")
    PORTAL = "portal", _("portal")
    NOTES = "notes", _("notes of the call")
    BROWSER = "browser", _("browser of the enquirer")


class Told(TextChoices):
    """Whom the answer is told to."""

    ENQUIRER = "enquirer", _("who asked")
    CLIENT = "client", _("the client's own contact")


class SaidBy(TextChoices):
    """By what an issue says something to us."""

    STATUS = "status", _("status (name or number)")
    RESOLUTION = "resolution", _("resolution")
    LABEL = "label", _("label")
    MARK = "mark", _("beginning of a comment")
    CATEGORY = "category", _("category of the status (new, indeterminate, done)")


class Means(TextChoices):
    """What an issue says to us."""

    NEEDS_INFO = "needs_info", _("needs information")
    REFUSED = "refused", _("refused")
    DUPLICATE = "duplicate", _("duplicate of another issue")
    SOLVED = "solved", _("solved: the client is to be told")
    ANSWERED = "answered", _("answered by the second level directly")
    WORKING = "working", _("second level works on it")


class Personal(TextChoices):
    """Personal data that does not leave for JIRA."""

    CODE = "code", _("personal identification code")
    PHONE = "phone", _("phone number")
    EMAIL = "email", _("e-mail address")
    NAME = "name", _("name of a person")


class Alarm(TextChoices):
    """What takes too long with a ticket."""

    NOT_ACCEPTED = "not_accepted", _("nobody of the second level has taken it")
    STILL = "still", _("standing still")
    NOT_TOLD = "not_told", _("solved, but the client has not been told")
    NOT_CLOSED = "not_closed", _("client told, but JIRA is not closed")


class LineKind(TextChoices):
    """What may keep us from JIRA: it is down, or it does not take our credentials."""

    JIRA = "jira", _("connection to JIRA")
    CREDENTIALS = "credentials", _("credentials in JIRA")


class LineState(TextChoices):
    OPEN = "open", _("open")
    RESTING = "resting", _("resting after failures")
    STOPPED = "stopped", _("stopped until a person looks")


class Deed(TextChoices):
    """What a row of the queue asks of JIRA."""

    CREATE = "create", _("create the issue")
    LINK = "link", _("link back to the desk")
    COMMENT = "comment", _("add a comment")
    CLOSE = "close", _("close the issue")
    TOLD = "told", _("write that the client was told")
    # An issue that a person knows by its key: looked for, then followed as our own.
    ADOPT = "adopt", _("link an existing issue")
    # A phrase of the desk: one more client waits, it is a duplicate, it does not belong here.
    NOTE = "note", _("say who waits")


class Gone(TextChoices):
    """Why JIRA does not show us an issue any more."""

    DELETED = "deleted", _("deleted in JIRA")
    NO_ACCESS = "no_access", _("our account may not see it")


class EventKind(TextChoices):
    """What moved in JIRA."""

    STATUS = "status", _("status")
    ASSIGNEE = "assignee", _("assignee")
    MOVED = "moved", _("moved to another project")
    COMMENT = "comment", _("comment")
    OTHER = "other", _("other change")


# Short machine words of the gateway, as a person reads them.
REASONS: dict[str, Lazy] = {
    "credentials": _("JIRA refused our access token."),
    "captcha": _("JIRA wants somebody to log in by hand (CAPTCHA) before it lets our account in again."),
    "forbidden": _("Our JIRA account may not do this."),
    "not_found": _("The issue is not in JIRA, or our account may not see it."),
    "foreign_project": _("The issue is in a project that none of our units works in."),
    "refused": _("JIRA refused the content."),
    "too_large": _("The text is too long for JIRA."),
    "certificate": _("The certificate of JIRA is not trusted."),
    "no_transition": _("The workflow in JIRA offers no way to close the issue."),
    "no_resolution": _("Closing wants a resolution in JIRA that the unit does not name."),
    "screen": _("Closing wants fields in JIRA that only a person can fill in."),
    "too_many": _("JIRA found more than can be read at once."),
    "http_500": _("JIRA failed; we look whether it was done."),
    "unreachable": _("JIRA cannot be reached."),
    "unavailable": _("JIRA is unavailable."),
    "rate_limited": _("JIRA asked us to wait."),
    "timeout": _("JIRA did not answer in time; we look whether it was done."),
    "answer_lost": _("The answer of JIRA was lost; we look whether it was done."),
    "settling": _("We wait until JIRA shows whether it was done."),
    "not_jira": _("Something else answered in the place of JIRA (a log-in page, perhaps)."),
    "simulator": _("This is the simulator of JIRA, which real data must not meet."),
    "not_configured": _("JIRA is not connected."),
    "resting": _("JIRA is left alone for a while after failures."),
    "stopped": _("Nothing is asked of JIRA until an administrator opens the line."),
    "conflict": _("Somebody changed the issue at the same time."),
}


def in_words(code: str) -> str:
    """What a machine word of the gateway means for a person; the word itself where it is a new one."""
    word = "http_500" if code.startswith("http_5") else code.partition(":")[0]
    return str(REASONS.get(word, code))


# Where a thing is shown, for links from other rooms: its kind, and the URL's name (slot SUBJECT_PAGES).
PAGES: dict[str, str] = {
    "contact": "tickets:status",
    "escalation": "tickets:page",
    "form": "admin:tickets_form_change",
    "issue": "tickets:status",
    "override": "tickets:override",
}

# What people owe, are told, and look at a second time, with %(params)s (slot OWED_WORDS).
OWED: dict[str, Lazy] = {
    "tickets.needs_info": _(
        "Ticket %(key)s came back as incomplete (time no %(times)s): supply what is missing"
    ),
    "tickets.refused": _("The second level refused ticket %(key)s: decide what becomes of it"),
    "tickets.duplicate": _("The second level calls ticket %(key)s a duplicate: decide what becomes of it"),
    "tickets.reopened": _(
        "Issue %(key)s was opened again after the client was told: look whether to tell anew"
    ),
    "tickets.lost": _("Issue %(key)s was deleted in JIRA: decide what becomes of the ticket"),
    "tickets.no_access": _("JIRA no longer shows us issue %(key)s: mend the permissions of our account"),
    "tickets.hidden": _("JIRA no longer shows us issue %(key)s: the administrator was asked to mend it"),
    "tickets.tell_again": _("The answer of issue %(key)s did not reach the client: tell it again"),
    "tickets.mend": _("JIRA did not take the ticket of enquiry %(number)s: mend its form and send it again"),
    "tickets.set_up": _("JIRA did not take a ticket of %(unit)s because of its set-up: %(fields)s"),
    "tickets.no_transition": _("Issue %(key)s cannot be closed in JIRA by the desk: close it there by hand"),
    "tickets.fault_solved": _("The second level solved “%(name)s” (%(key)s): declare the fault over"),
    "tickets.twins": _(
        "JIRA also has %(others)s for our issue %(key)s: close what is there twice, leave %(key)s"
    ),
    "tickets.stray": _(
        "JIRA has issue %(key)s of ours that the desk does not follow: see what could not be sent"
    ),
    "tickets.token": _("JIRA does not take our credentials: mend them, then open the line"),
    "tickets.token_ends": _("The access token of JIRA ends on %(date)s: make a new one"),
    "tickets.line_open": _("JIRA is asked again."),
    "tickets.not_accepted": _("Nobody at %(unit)s has taken ticket %(key)s since %(date)s: ask who will"),
    "tickets.still": _("Ticket %(key)s has stood still at %(unit)s since %(date)s: ask how it goes"),
    "tickets.not_told": _("The client should have been told the answer of ticket %(key)s by now"),
    "tickets.many_not_told": _("%(count)s clients should have been told by now, ticket %(key)s among them"),
    "tickets.not_closed": _("The client of ticket %(key)s is told, but JIRA is not closed: look why"),
    "tickets.head_not_accepted": _("Nobody takes ticket %(key)s; its owner knows since %(date)s"),
    "tickets.head_still": _("Ticket %(key)s still stands still; its owner knows since %(date)s"),
    "tickets.head_not_told": _("Client of ticket %(key)s is not told; its owner knows since %(date)s"),
    "tickets.head_not_closed": _("Ticket %(key)s is still open in JIRA; its owner knows since %(date)s"),
    "tickets.many_too_long": _("%(count)s tickets take too long, ticket %(key)s the longest"),
}

TIMELINE: dict[str, Lazy] = {
    "tickets.escalated": _("Enquiry %(number)s handed to the second level: %(unit)s"),
    "tickets.drafted": _("Ticket to the second level is being prepared: %(unit)s"),
    "tickets.thrown_away": _("Draft of a ticket to the second level thrown away: %(unit)s"),
    "tickets.to_mend": _("JIRA did not take the ticket: its form is to be mended (%(unit)s)"),
    "tickets.override_asked": _("A senior was asked to let personal data go to JIRA (%(question)s)"),
    "tickets.override_granted": _("A senior let one finding of personal data go to JIRA (%(question)s)"),
    "tickets.override_refused": _("A senior did not let personal data go to JIRA (%(question)s)"),
    "tickets.created": _("Issue %(key)s created in JIRA"),
    "tickets.status": _("Issue %(key)s in JIRA: %(status)s"),
    "tickets.moved": _("Issue %(before)s is now %(key)s in JIRA"),
    "tickets.answered": _("Second level answered in issue %(key)s"),
    "tickets.telling": _("Answer of issue %(key)s put in the mail to the client"),
    "tickets.undelivered": _("The letter with the answer of issue %(key)s could not be sent"),
    "tickets.told": _("Client was told the answer of issue %(key)s"),
    "tickets.came_back": _("The letter with the answer of issue %(key)s came back"),
    "tickets.told_by_second_level": _("Second level told the client the answer of issue %(key)s"),
    "tickets.told_otherwise": _("Client knows the answer of issue %(key)s: %(how)s"),
    "tickets.owed_again": _("The answer of issue %(key)s has not reached the client after all"),
    "tickets.closed": _("Issue %(key)s closed"),
    "tickets.closed_by_hand": _("Issue %(key)s was closed in JIRA by hand"),
    "tickets.commented": _("Comment added to issue %(key)s"),
    "tickets.reopened": _("Issue %(key)s was opened again in JIRA"),
    "tickets.lost": _("Issue %(key)s is no longer visible in JIRA"),
    "tickets.stuck": _("Ticket could not be sent to JIRA"),
    "tickets.again": _("Ticket is sent to JIRA again"),
    "tickets.by_hand": _("Issue %(key)s recorded by hand"),
    "tickets.needs_info": _("Second level returned issue %(key)s as incomplete"),
    "tickets.supplied": _("What was missing in issue %(key)s was sent to the second level"),
    "tickets.handed_on": _("Ticket %(key)s was closed here and handed to: %(unit)s"),
    "tickets.asked_again": _("Second level was asked again in issue %(key)s"),
    "tickets.refusal_told": _("The client is told what the second level said in issue %(key)s"),
    "tickets.taken_up": _("Issue %(key)s is followed again: the client will be told anew"),
    "tickets.dismissed": _("Issue %(key)s was opened again, but the client need not be told anew"),
    "tickets.expert_answered": _("An expert of the second level answered ticket %(key)s"),
    "tickets.expert_again": _("An expert of the second level put the answer of ticket %(key)s right"),
    "tickets.files_added": _("Files put with ticket %(key)s: %(count)s"),
    "tickets.file_away": _("File of ticket %(key)s taken away"),
    "tickets.refused": _("Second level refused issue %(key)s"),
    "tickets.duplicate": _("Second level calls issue %(key)s a duplicate"),
    "tickets.link_asked": _("Issue %(wanted)s is looked for in JIRA, to be linked"),
    "tickets.linked": _("Issue %(key)s, which was in JIRA already, linked"),
    "tickets.joined": _("Ticket of %(before)s waits for issue %(key)s now"),
    "tickets.left": _("Ticket taken off issue %(before)s: it did not belong there"),
    "tickets.fault_asked": _("Second level is asked about the known fault"),
    "tickets.fault_issue": _("Issue %(key)s solves the known fault"),
    "tickets.done_by_hand": _("Work for issue %(key)s was done in JIRA by hand"),
    "tickets.given_up": _("Work for issue %(key)s is not sent to JIRA any more"),
    "tickets.line_stopped": _("JIRA was not asked any more: it did not take our credentials."),
    "tickets.line_opened": _("The line to JIRA was opened again."),
    "tickets.line_tried": _("JIRA was tried before its rest was over."),
    "tickets.mapped": _("Rule of JIRA's words set: %(value)s (open issues read again: %(issues)s)"),
    "tickets.form": _("Form of the second-level unit %(unit)s: version %(version)s"),
}
