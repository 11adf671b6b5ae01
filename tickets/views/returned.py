"""What a ticket's page shows of a ticket that came back, or whose issue was opened again."""

import re
from typing import Any

from desk.http import Request
from desk.people.deputies import works_for
from desk.people.models import Todo
from tickets import workflow
from tickets.actions import duties
from tickets.actions.returning import newer
from tickets.enums import EventKind, Gone, Means, State
from tickets.forms.returned import AskAgainForm, DismissForm, HandOnForm, SupplyForm
from tickets.models import Escalation

_KEY = re.compile(r"\b[A-Z][A-Z0-9_]{1,19}-[1-9][0-9]{0,9}\b", re.ASCII)
_TOLD = (State.DELIVERING, State.TOLD, State.CLOSED)


def coming_back(request: Request, ticket: Escalation, **forms: Any) -> dict[str, Any]:
    """What `_returned.html` shows; `forms` are those that somebody filled in wrong."""
    if ticket.state == State.NEEDS_INFO:
        return _incomplete(ticket, forms.get("supply"))
    if ticket.state in workflow.REFUSALS or _deleted(ticket):
        return _refused(ticket) | forms
    if ticket.state == State.ANSWERED and ticket.issue.means == Means.ANSWERED:
        theirs = ticket.issue.events.filter(kind=EventKind.COMMENT, ours=False)
        mine = ticket.enquiry.owner_id in works_for(request.user)
        return {"direct": True, "event": theirs.order_by("-at", "-pk").first() if mine else None}
    if ticket.state in _TOLD:
        return _reopened(ticket) | forms
    return {}


def _incomplete(ticket: Escalation, filled: SupplyForm | None) -> dict[str, Any]:
    returns = list(ticket.returns.all())
    waiting = next((one for one in returns if one.supplied_at is None), None)
    if waiting is None:
        return {"supplied": returns[-1] if returns else None}
    form = filled or SupplyForm(ticket, waiting)
    # Not asked of the form by the template: a question may be called as anything is there.
    return {
        "waiting": waiting,
        "times": len(returns),
        "wrong": form.non_field_errors() if form.is_bound else [],
        "named": form.named_fields,
        "others": form.other_fields,
        "more": form.more,
        "ticks": form.ticks,
    }


def _deleted(ticket: Escalation) -> bool:
    return ticket.state == State.LOST and ticket.issue.gone == Gone.DELETED


def _refused(ticket: Escalation) -> dict[str, Any]:
    lost = ticket.state == State.LOST
    keys = [] if lost else [key for key in _KEY.findall(ticket.answer) if key != ticket.issue.jira_key]
    return {
        "refused": True,
        "hand_on": HandOnForm(ticket),
        "ask_again": None if lost else AskAgainForm(),
        "other_key": keys[0] if keys else "",
    }


def _reopened(ticket: Escalation) -> dict[str, Any]:
    about = (duties.ESCALATION, ticket.pk)
    if not Todo.objects.open().of(duties.REOPENED, about).exists():
        return {}
    return {"reopened": True, "newer": newer(ticket), "dismiss": DismissForm()}
