"""How JIRA is reached, what could not be sent there, and what a person can do about either."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.http import Refused, Request, reads, writes
from desk.people.permissions import at_the_desk
from tickets import actions
from tickets.enums import Deed, State
from tickets.following.followed import following
from tickets.health import health, story
from tickets.models import JiraOperation
from tickets.permissions import opens_line, sees_line, works_on_tickets
from tickets.queue.standing import standing
from tickets.views.seen import shows


@reads(sees_line)
def status(request: Request) -> HttpResponse:
    """The connection, its credentials and the queue, for those who lead and those who administer."""
    facts = {
        "jira": standing(request.user),
        "health": health(),
        "following": following(),
        "story": story(),
        "at_desk": at_the_desk(request.user) is None,
    }
    return render(request, "tickets/status.html", facts)


@writes(opens_line)
def open_line(request: Request) -> HttpResponseRedirect:
    """The credentials are mended: everything goes on."""
    try:
        waited = actions.open_line(by=request.user)
    except Refused as refusal:
        messages.info(request, " ".join(refusal.texts))
    else:
        goes_on = ngettext("%(n)s piece of work goes on.", "%(n)s pieces of work go on.", waited)
        messages.success(request, _("JIRA is asked again.") + " " + goes_on % {"n": waited})
    return redirect("tickets:status")


@writes(opens_line)
def try_line(request: Request) -> HttpResponseRedirect:
    """JIRA is tried now, before its rest is over."""
    try:
        actions.try_line(by=request.user)
    except Refused as refusal:
        messages.info(request, " ".join(refusal.texts))
    else:
        messages.success(request, _("JIRA is tried now."))
    return redirect("tickets:status")


@reads(works_on_tickets)
def unsent(request: Request) -> HttpResponse:
    """What could not be sent to JIRA: why, since when, and what can be done about it."""
    operations = list(
        JiraOperation.objects.unsent()
        .readable_by(request.user)
        .select_related("escalation__enquiry__client", "escalation__issue")[:200]
    )
    shows(request, [operation.escalation for operation in operations])
    context = {"operations": operations, "jira": standing(request.user)}
    return render(request, "tickets/unsent.html", context)


@writes(works_on_tickets)
def again(request: Request, pk: int) -> HttpResponse:
    """Try again what could not be sent; what JIRA refused to create is mended in its form."""
    mended = JiraOperation.objects.readable_by(request.user).select_related("escalation")
    operation = mended.filter(pk=pk, deed=Deed.CREATE, escalation__state=State.DRAFT).first()
    if operation is not None:
        ticket = operation.escalation
        return redirect(reverse("tickets:escalate", args=[ticket.enquiry_id]) + f"?unit={ticket.unit_id}")
    return _end(request, pk, actions.try_again, _("It is sent to JIRA again."))


@writes(works_on_tickets)
def done_by_hand(request: Request, pk: int) -> HttpResponse:
    """A person did it in JIRA himself."""
    return _end(request, pk, actions.done_by_hand, _("It is written down that it was done by hand."))


@writes(works_on_tickets)
def give_up(request: Request, pk: int) -> HttpResponse:
    """It is not needed any more."""
    return _end(request, pk, actions.give_up, _("It is not sent any more."))


def _end(request: Request, pk: int, act: Callable[..., bool], said: str) -> HttpResponse:
    found = JiraOperation.objects.readable_by(request.user)
    operation = get_object_or_404(found.select_related("escalation__enquiry", "escalation__issue"), pk=pk)
    if act(operation=operation, by=request.user):
        messages.success(request, said)
    else:
        messages.info(request, _("It has been dealt with meanwhile."))
    return redirect(operation.escalation)
