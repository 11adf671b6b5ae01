"""The issue is closed in JIRA once the last of its clients was told; one that was not ours we leave open."""

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, outbox
from desk.enquiries.deadlines import due_in
from desk.http import Refused
from desk.outbox import JobState
from desk.people.actions import give_todo, settle_todos
from desk.people.models import User
from tickets import workflow
from tickets.actions.duties import DAYS, asks_about, owner_of
from tickets.actions.escalating import ask, lock, record
from tickets.enums import Deed, Gone, State
from tickets.models import Escalation, Issue, JiraOperation
from tickets.words import phrases

DEEDS = (Deed.CLOSE, Deed.TOLD)
NO_TRANSITION = "tickets.no_transition"
DONE = "done"  # category of a status in JIRA


def close_after(escalation: Escalation, by: User | None) -> None:
    """This client was told (in the transaction that holds the ticket): close the issue if it was the last.

    An issue that is not ours hears of it, and whoever made it closes it.
    """
    issue = escalation.issue
    if not issue.jira_id or issue.gone == Gone.DELETED or _said_before(escalation):
        closed(escalation, by)  # there is nothing to close in JIRA
        return
    if Escalation.objects.untold().filter(issue=issue).exists() or asks_about(issue):
        return
    if not issue.operations.filter(deed__in=DEEDS).exclude(state=JobState.SENT).exists():
        ask(escalation, Deed.CLOSE if issue.ours else Deed.TOLD, phrases.TOLD)


def _said_before(escalation: Escalation) -> bool:
    """Told once before, by a letter that came back after JIRA had heard of it; nothing was answered since."""
    said = escalation.issue.operations.filter(deed__in=DEEDS, state=JobState.SENT)
    return said.filter(created_at__gte=escalation.answered_at or clock.now()).exists()


def withhold(issue: Issue) -> None:
    """The client must be told anew: what JIRA was to be asked is not asked, unless it is being asked now."""
    waiting = issue.operations.filter(deed__in=DEEDS, state=JobState.PENDING, asked_at=None)
    waiting.delete()


def closed(escalation: Escalation, by: User | None = None, how: str = "closed") -> None:
    """The client was told, and the issue is closed or needs no closing: nothing is left to do.

    Inside a transaction that holds the ticket. When the letter came back meanwhile, something is left: it
    stays open here.
    """
    if escalation.state != State.TOLD:
        return
    escalation.state, escalation.closed_at = State.CLOSED, clock.now()
    escalation.save(update_fields=["state", "closed_at"])
    settle_todos(kind=NO_TRANSITION, subject=("escalation", escalation.pk), by=by)
    record(escalation, how, by)


def not_closed(operation: JiraOperation) -> None:
    """JIRA offers no way that the desk could go: whoever answers for the ticket closes it there by hand."""
    escalation = operation.escalation
    owner = owner_of(escalation)
    if owner is not None:
        give_todo(
            kind=NO_TRANSITION, owner=owner, subject=("escalation", escalation.pk),
            client_id=escalation.enquiry.client_id, due_at=due_in(clock.now(), DAYS), key=str(escalation),
        )  # fmt: skip


@transaction.atomic
def confirm_closed(*, escalation: Escalation, by: User) -> bool:
    """A person closed the issue in JIRA by hand: believed when JIRA, as it was last read, says so.

    False when it does not: it is read again. Refused while the desk itself may still close it.
    """
    lock(escalation)
    issue = escalation.issue
    if refusal := workflow.not_movable(escalation.state, State.CLOSED):
        raise Refused(refusal)
    if not _given_up(issue):
        raise Refused(_("The desk closes the issue itself; nothing is to be done by hand."))
    if issue.category != DONE and issue.gone != Gone.DELETED:
        outbox.wake("tickets.read", issue.pk)
        return False
    _closed_there(issue, by)
    return True


@transaction.atomic
def note_closing(*, escalation: Escalation) -> None:
    """By rule: what keeps a told client's ticket open is over. The last of the others was told or needs it no
    more, or somebody closed the issue in JIRA where the desk could not.
    """
    lock(escalation)
    if escalation.state != State.TOLD:
        return
    if not _given_up(escalation.issue):
        close_after(escalation, None)
    elif _stands_closed(escalation.issue):
        _closed_there(escalation.issue, None)


def _given_up(issue: Issue) -> bool:
    return JiraOperation.objects.unsent().filter(issue=issue, deed__in=DEEDS).exists()


def _stands_closed(issue: Issue) -> bool:
    """Where the desk would move it: in the unit's closing status, or without one in any that is done."""
    wanted = issue.unit.closing_status
    return wanted in (issue.status_id, issue.status_name) if wanted else issue.category == DONE


def _closed_there(issue: Issue, by: User | None) -> None:
    """Nothing is left to ask of JIRA: every told client's ticket is closed."""
    JiraOperation.objects.unsent().filter(issue=issue, deed__in=DEEDS).update(state=JobState.SENT)
    told = Escalation.objects.filter(issue=issue, state=State.TOLD).select_for_update(of=("self",))
    for escalation in told.select_related("enquiry__owner", "issue").order_by("pk"):
        closed(escalation, by, "closed_by_hand")
