"""What must always be true of tickets and their issues."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.enquiries import enums as enquiries
from desk.slots import Invariant
from tickets.enums import State
from tickets.models import Escalation, Issue

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_WAITS_THERE = [State.CREATED, State.WORKING]


def _issue_gone() -> Any:
    return Escalation.objects.filter(state__in=_WAITS_THERE).exclude(issue__gone="")


def _stranded() -> Any:
    return Escalation.objects.stranded().filter(created_at__lt=clock.now() - HOUR)


def _answered_unpromised() -> Any:
    return Escalation.objects.answered().filter(promise=None)


def _of_closed_enquiry() -> Any:
    open_ = Escalation.objects.open().exclude(state__in=[State.TOLD, State.DRAFT])
    return open_.filter(enquiry__state=enquiries.State.CLOSED)


def _unread() -> Any:
    if not settings.JIRA_URL:
        return []
    return Issue.objects.to_be_read().filter(heard_at__lt=clock.now() - HOUR)


def _not_closed() -> Any:
    if not settings.JIRA_URL:
        return []
    return Escalation.objects.to_close().filter(told_at__lt=clock.now() - DAY)


INVARIANTS = (
    Invariant(
        "tickets.gone",
        _("No ticket waits for an issue that is gone."),
        _("Look for the issue in JIRA and link it, or prepare the ticket anew on its page."),
        _issue_gone,
    ),
    Invariant(
        "tickets.stranded",
        _("Every ticket that waits for an issue has one that is being made or looked for."),
        _("Prepare the ticket anew on its page."),
        _stranded,
    ),
    Invariant(
        "tickets.promise",
        _("Every answer of the second level is promised to the client."),
        _("Tell the client on the page of the ticket: nobody is reminded of it."),
        _answered_unpromised,
    ),
    Invariant(
        "tickets.enquiry",
        _("No enquiry is closed while its ticket waits."),
        _("Open the enquiry again: the client has had no answer."),
        _of_closed_enquiry,
    ),
    Invariant(
        "tickets.read",
        _("What JIRA told of is read within the hour."),
        _("See the state of JIRA, and that beat and worker run."),
        _unread,
    ),
    Invariant(
        "tickets.closed",
        _("An issue whose clients were told is closed within a day."),
        _("See the state of JIRA: orders to it wait or could not be sent."),
        _not_closed,
        grave=False,
    ),
)
