"""The issue of a known fault: whoever asks about the fault waits for it, by rule and with the one promise."""

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
from tickets.actions.drafting import draft
from tickets.actions.duties import DAYS
from tickets.actions.linking import join_issue, let_go, link
from tickets.enums import Fill, Means
from tickets.leaving import filling
from tickets.leaving.people import people_around
from tickets.models import Escalation, Issue, Unit

MOST = 200  # enquiries that one sweep takes up; the rest has the next minute
SOLVED = "tickets.fault_solved"


@transaction.atomic
def draft_for_fault(*, fault: Fault, unit: Unit, by: User) -> Escalation:
    """Begin the fault's issue: the unit's form, filled from the fault, for the sake of whoever asked first.

    A person reads it through and sends it as any ticket; a draft that stands keeps its words.
    """
    enquiry = _asked_by(fault, unit, by)
    escalation = Escalation.objects.open().filter(enquiry=enquiry, unit=unit).first()
    if escalation is None:
        form = unit.form
        if form is None:
            raise Refused(_("The unit has no form yet: the administrator words it."))
        questions = list(form.questions.all())
        answers = filling.known(enquiry, questions, people_around(enquiry))
        told = f"{fault.name_et}\n{fault.text_et}"
        answers |= {question.key: told for question in questions if question.fills == Fill.QUESTION}
        escalation = draft(enquiry=enquiry, unit=unit, answers=answers, by=by)
    solves(issue=escalation.issue, fault=fault, by=by)
    return escalation


@transaction.atomic
def link_for_fault(*, fault: Fault, unit: Unit, key: str, by: User) -> Escalation:
    """The fault's issue is in JIRA already: linked for the sake of whoever asked first."""
    enquiry = _asked_by(fault, unit, by)
    escalation = link(enquiry=enquiry, unit=unit, key=key, by=by, fault=fault)
    if escalation.issue.jira_key:  # followed already; else the worker tells whose it is (`linking.found`)
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
    what = "tickets.fault_issue" if issue.jira_key else "tickets.fault_asked"
    note(kind=what, subject=("fault", fault.pk), client_id=None, by=by, key=issue.jira_key)
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


def part() -> int:
    """Enquiries that are tied to the fault no more leave its issue, where the rule had put them; how many."""
    found = list(faults.untied()[:MOST])
    for escalation in found:
        let_go(escalation=escalation)
    return len(found)


@transaction.atomic
def note_solved() -> None:
    """Whoever opened a fault is told that the second level has solved it: to be declared over, by one act."""
    said = Issue.objects.filter(
        fault__isnull=False, fault__ended_at=None, means__in=[Means.SOLVED, Means.ANSWERED]
    )
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


def _asked_by(fault: Fault, unit: Unit, by: User) -> Enquiry:
    if fault.ended_at is not None:
        raise Refused(_("The fault is over."))
    enquiry = faults.can_ask(fault, unit, by)
    if enquiry is None:
        raise Refused(_("Nobody has asked about the fault yet: tie an enquiry to it first."))
    return enquiry
