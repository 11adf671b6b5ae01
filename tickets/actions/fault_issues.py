"""The issue of a known fault: whoever asks about the fault waits for it, by rule and with the one promise."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.enquiries.deadlines import due_in
from desk.enquiries.models import Enquiry, Fault, FaultTie
from desk.http import Refused
from desk.people.actions import give_todo, settle_todos
from desk.people.models import Todo, User
from desk.records.actions import note
from tickets import faults
from tickets.actions.duties import DAYS
from tickets.actions.escalating import escalate
from tickets.actions.linking import join_issue, link
from tickets.enums import Means
from tickets.models import Escalation, Issue, Unit

MOST = 200  # enquiries that one sweep takes up; the rest has the next minute
SOLVED = "tickets.fault_solved"


@transaction.atomic
def make_for_fault(
    *, fault: Fault, enquiry: Enquiry, unit: Unit, answers: Mapping[str, str], by: User
) -> Escalation:
    """Make the fault's issue, for the sake of one of the enquiries that are tied to it."""
    _refuse_over(fault)
    escalation = escalate(enquiry=enquiry, unit=unit, answers=answers, by=by)
    solves(issue=escalation.issue, fault=fault, by=by)
    return escalation


@transaction.atomic
def link_for_fault(*, fault: Fault, enquiry: Enquiry, unit: Unit, key: str, by: User) -> Escalation:
    """The fault's issue is in JIRA already: linked for the sake of one of the enquiries tied to it."""
    _refuse_over(fault)
    escalation = link(enquiry=enquiry, unit=unit, key=key, by=by, fault=fault)
    if escalation.issue.jira_key:
        solves(issue=escalation.issue, fault=fault, by=by)
    return escalation


@transaction.atomic
def solves(*, issue: Issue, fault: Fault, by: User) -> Issue:
    """This issue, which one of the fault's enquiries is on already, solves the fault."""
    issue.refresh_from_db(from_queryset=Issue.objects.select_for_update(of=("self",)))
    if issue.fault_id == fault.pk:
        return issue
    if issue.fault_id is not None:
        raise Refused(_("%(key)s is about another known fault.") % {"key": issue})
    issue.fault = fault
    issue.save(update_fields=["fault"])
    note(kind="tickets.fault_issue", subject=("fault", fault.pk), client_id=None, by=by, key=str(issue))
    return issue


def gather() -> int:
    """Enquiries tied to a fault go onto the fault's issue, each in a transaction of its own; how many went.

    By rule, and quietly: JIRA is not told of each. Whoever is with the unit otherwise, or was taken off by a
    person, stays where they are. The fault's own letters tell them.
    """
    went = 0
    for tie in FaultTie.objects.filter(pk__in=faults.outside()[:MOST]).select_related("enquiry", "fault"):
        issue = faults.issue_of(tie.fault)
        if issue is None:
            continue
        try:
            join_issue(enquiry=tie.enquiry, unit=issue.unit, issue=issue, by=None, quiet=True)
        except Refused:
            continue
        went += 1
    return went


@transaction.atomic
def note_solved() -> None:
    """Whoever opened a fault is told that the second level has solved it: to be declared over, by one act."""
    said = Issue.objects.filter(fault__ended_at=None, means__in=[Means.SOLVED, Means.ANSWERED])
    solved = {issue.fault_id: issue for issue in said.select_related("fault__opened_by").order_by("-pk")}
    owed = set(Todo.objects.open().filter(kind=SOLVED).values_list("subject_id", flat=True))
    for pk in solved.keys() - owed:
        fault = solved[pk].fault
        assert fault is not None
        give_todo(
            kind=SOLVED, owner=fault.opened_by, subject=("fault", fault.pk),
            due_at=due_in(clock.now(), DAYS), key=str(solved[pk]), name=fault.name_et,
        )  # fmt: skip
    for pk in owed - solved.keys():
        settle_todos(kind=SOLVED, subject=("fault", pk), by=None)


def _refuse_over(fault: Fault) -> None:
    if fault.ended_at is not None:
        raise Refused(_("The fault is over."))
