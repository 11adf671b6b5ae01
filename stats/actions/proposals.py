"""A staffing proposal is written on a forecast, sent to the head, decided with a reason, and carried out."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.http import Refused
from desk.people import roster
from desk.people.actions import give_todo, settle_todos, tell
from desk.people.enums import Role
from desk.people.models import User, UserRole
from desk.records.actions import note
from stats import permissions
from stats.enums.staffing import Outcome, ProposalState
from stats.models import Decision, Forecast, Proposal
from stats.models.staffing import MOST_SHRINKAGE
from stats.staffing import counting, workflow

SENT, CARRY = "stats.proposal_sent", "stats.proposal_carry"
# What the writer says; everything else comes of it.
ASSUMPTIONS = (
    "target", "threshold_s", "patience_s", "handle_s", "planned_for", "least", "shrink_leave",
    "shrink_unforeseen", "shrink_meetings", "shrink_training", "letter_minutes", "document_minutes",
    "ticket_minutes", "visit_minutes", "idle_use",
)  # fmt: skip


@transaction.atomic
def write(*, forecast: Forecast, title: str, first: date, weeks: int, by: User) -> Proposal:
    """A draft for weeks of the forecast, with the assumptions of the person's last proposal."""
    if forecast.made_at is None:
        raise Refused(_("The forecast is not made yet."))
    proposal = Proposal(
        title=title.strip(), forecast=forecast, first=roster.monday_of(first), weeks=weeks, written_by=by
    )
    if proposal.first < forecast.first or proposal.last > forecast.last:
        raise Refused(_("The forecast does not cover these weeks: choose among its weeks, or ask a new one."))
    before = Proposal.objects.filter(written_by=by).newest_first().first()
    for name in ASSUMPTIONS if before else ():
        setattr(proposal, name, getattr(before, name))
    proposal.result = counting.count(proposal)
    _keep(proposal, by)
    _log(proposal, "written", by)
    return proposal


@transaction.atomic
def change(*, proposal: Proposal, said: Mapping[str, Any], by: User) -> None:
    """Other assumptions, another title or text, in a draft; what comes of them is counted anew."""
    _hold(proposal, by)
    _refuse_unless_draft(proposal)
    for name in (*ASSUMPTIONS, "title", "text"):
        if name in said:
            setattr(proposal, name, said[name])
    if proposal.shrinkage > MOST_SHRINKAGE / 100:
        raise Refused(_("The parts of time that is lost come to more than 80 per cent."))
    proposal.result = counting.count(proposal)
    _keep(proposal, by)
    _log(proposal, "changed", by)


@transaction.atomic
def send(*, proposal: Proposal, by: User) -> None:
    """To the head, as it stands; from now on it does not change."""
    _hold(proposal, by)
    _move(proposal, ProposalState.SENT)
    heads = _heads(but=by)
    if not heads:
        raise Refused(_("There is no other head who could decide: the administrator gives the role."))
    if not proposal.text.strip():
        raise Refused(_("Write in your own words what you propose and why, then send it."))
    proposal.sent_at = clock.now()
    _keep(proposal, by)
    about = ("proposal", proposal.pk)
    give_todo(kind=SENT, owner=heads[0], subject=about, title=proposal.title)
    tell(users=heads, kind=SENT, subject=about, title=proposal.title)
    _log(proposal, "sent", by)


@transaction.atomic
def take_back(*, proposal: Proposal, by: User) -> None:
    """Before the head has decided: a draft again."""
    _hold(proposal, by)
    _move(proposal, ProposalState.DRAFT)
    proposal.sent_at = None
    _keep(proposal, by)
    about = ("proposal", proposal.pk)
    settle_todos(kind=SENT, subject=about, by=by)
    tell(users=_heads(but=by), kind="stats.proposal_taken_back", subject=about, title=proposal.title)
    _log(proposal, "taken_back", by)


@transaction.atomic
def drop(*, proposal: Proposal, by: User) -> None:
    """A draft that is not needed is put away."""
    _hold(proposal, by)
    _move(proposal, ProposalState.DROPPED)
    _keep(proposal, by)
    _log(proposal, "dropped", by)


@transaction.atomic
def decide(*, proposal: Proposal, outcome: str, reason: str, by: User) -> Decision:
    """The head's decision with its reason, kept for good; the writer is told, and what to do next is owed."""
    proposal.refresh_from_db(from_queryset=Proposal.objects.select_for_update())
    if refusal := permissions.decides_proposal(by, proposal.written_by):
        raise Refused(refusal)
    if outcome not in Outcome.values:
        raise Refused(_("Choose the decision."))
    if not reason.strip():
        raise Refused(_("Write the reason: the one who wrote the proposal reads it."))
    _move(proposal, ProposalState(outcome))
    _keep(proposal, by)
    decision = Decision.objects.create(proposal=proposal, outcome=outcome, reason=reason.strip(), by=by)
    about = ("proposal", proposal.pk)
    settle_todos(kind=SENT, subject=about, by=by)
    tell(users=[proposal.written_by], kind=f"stats.proposal_{outcome}", subject=about, title=proposal.title)
    if outcome != Outcome.REFUSED:
        give_todo(kind=CARRY, owner=proposal.written_by, subject=about, title=proposal.title)
    _log(proposal, outcome, by)
    return decision


@transaction.atomic
def carry_out(*, proposal: Proposal, by: User) -> None:
    """What was accepted stands in the roster; somebody who leads says so."""
    proposal.refresh_from_db(from_queryset=Proposal.objects.select_for_update())
    _move(proposal, ProposalState.CARRIED)
    proposal.carried_at, proposal.carried_by = clock.now(), by
    _keep(proposal, by)
    settle_todos(kind=CARRY, subject=("proposal", proposal.pk), by=by)
    _log(proposal, "carried", by)


def _hold(proposal: Proposal, by: User) -> None:
    proposal.refresh_from_db(from_queryset=Proposal.objects.select_for_update())
    if refusal := permissions.changes_proposal(by, proposal.written_by):
        raise Refused(refusal)


def _refuse_unless_draft(proposal: Proposal) -> None:
    if proposal.state != ProposalState.DRAFT:
        raise Refused(_("The proposal was sent: take it back to change it."))


def _move(proposal: Proposal, then: ProposalState) -> None:
    if refusal := workflow.refusal(proposal.state, then):
        raise Refused(refusal)
    proposal.state = then


def _keep(proposal: Proposal, by: User) -> None:
    proposal._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
    proposal.save()


def _log(proposal: Proposal, what: str, by: User) -> None:
    note(kind=f"stats.proposal_{what}", subject=("proposal", proposal.pk), client_id=None, by=by)


def _heads(*, but: User) -> list[User]:
    """Everybody who may decide today, the first named first."""
    roles = UserRole.objects.in_force(workdays.today()).filter(role=Role.HEAD, user__is_active=True)
    return [each.user for each in roles.exclude(user=but).select_related("user").order_by("user_id")]
