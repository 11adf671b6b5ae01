"""Known faults and their issues: what is owed once, and what JIRA says of a fault (slot FAULT_FACTS)."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from desk.enquiries.enums import State as EnquiryState
from desk.enquiries.models import Enquiry, Fault, FaultTie, Promise
from desk.people.models import User
from desk.slots import Fact
from tickets.enums import State
from tickets.models import Escalation, Issue, JiraOperation, Unit

_WITH_THEM = (State.QUEUED, State.CREATED, State.WORKING, State.NEEDS_INFO)
# In JIRA, or on its way there; a draft is nobody's issue yet.
_ASKED = ~Q(jira_key="") | Q(escalations__state=State.QUEUED)


def promise_of(escalation: Escalation) -> Promise | None:
    """What the client was promised already when the enquiry was tied to the fault that this issue solves.

    It is kept by telling that the fault is over, or by telling this answer: once, on the same evidence.
    """
    fault_id = escalation.issue.fault_id
    if fault_id is None:
        return None
    tie = FaultTie.objects.filter(enquiry=escalation.enquiry_id, fault=fault_id).first()
    promise = tie.promise if tie else None
    # Agreed anew, a promise is another one: the client waits for the last.
    while promise is not None and (later := Promise.objects.filter(replaces=promise).first()):
        promise = later
    return promise


def issues_of(fault: Fault) -> QuerySet[Issue]:
    """What was asked of the second level about the fault, the first first."""
    return Issue.objects.filter(_ASKED, fault=fault).distinct().order_by("pk")


def issue_of(fault: Fault) -> Issue | None:
    """The issue that those who ask about the fault wait for: the first that JIRA still shows."""
    return issues_of(fault).filter(gone="").first()


def outside() -> QuerySet[FaultTie]:
    """Enquiries of lasting faults that have an issue, which wait for no issue of theirs: the oldest first.

    Not those that are with the unit otherwise, nor those that a person has taken off it.
    """
    issues = Issue.objects.filter(_ASKED, fault=OuterRef("fault"), gone="")
    tickets = Escalation.objects.filter(enquiry=OuterRef("enquiry"))
    on_it = tickets.filter(issue__fault=OuterRef("fault"))
    elsewhere = tickets.open().filter(unit__issues__fault=OuterRef("fault"))
    work = JiraOperation.objects.filter(escalation__enquiry=OuterRef("enquiry"))
    taken_off = work.filter(issue__fault=OuterRef("fault"))
    lasting = FaultTie.objects.counted().filter(fault__ended_at=None)
    lasting = lasting.exclude(enquiry__state=EnquiryState.CLOSED)
    found = lasting.filter(Exists(issues)).exclude(Exists(on_it))
    return found.exclude(Exists(elsewhere)).exclude(Exists(taken_off)).order_by("pk")


def untied() -> QuerySet[Escalation]:
    """Tickets that the rule put on a fault's issue, and whose enquiry is not about the fault after all."""
    tied = FaultTie.objects.filter(enquiry=OuterRef("enquiry"), fault=OuterRef("issue__fault"))
    by_rule = Escalation.objects.filter(created_by=None, issue__fault__isnull=False, state__in=_WITH_THEM)
    return by_rule.exclude(Exists(tied)).order_by("pk")


def can_ask(fault: Fault, unit: Unit, user: User) -> Enquiry | None:
    """The first enquiry of the fault for whose sake the unit may be asked; None while nobody has asked us."""
    there = Escalation.objects.open().filter(enquiry=OuterRef("pk"), unit=unit).exclude(state=State.DRAFT)
    tied = Enquiry.objects.open().counted().readable_by(user).filter(fault_tie__fault=fault)
    return tied.exclude(Exists(there)).order_by("pk").first()


def may_be_its(fault: Fault, user: User) -> QuerySet[Issue]:
    """Issues that enquiries of the fault wait for, and of which nobody has said that they solve it."""
    theirs = Escalation.objects.open().readable_by(user).filter(enquiry__fault_tie__fault=fault)
    pks = theirs.exclude(state=State.DRAFT).values("issue")
    return Issue.objects.filter(pk__in=pks, fault=None).order_by("pk")


def said_in_jira(fault_ids: Collection[int]) -> dict[int, list[Fact]]:
    """How the issues of these faults stand in JIRA, for the caution band; one query for all."""
    found: dict[int, list[Fact]] = {}
    issues = Issue.objects.filter(fault__in=fault_ids).exclude(jira_key="").order_by("pk")
    for issue in issues:
        word = f"{issue.jira_key}: {issue.status_name}" if issue.status_name else issue.jira_key
        found.setdefault(issue.fault_id or 0, []).append(Fact(word, 1, issue.jira_url))
    return found
