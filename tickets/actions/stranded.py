"""A ticket that waits for an issue which nobody is going to make goes along, or is prepared anew."""

from contextlib import suppress

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from desk.http import Refused
from tickets.actions.escalating import lock
from tickets.actions.linking import join, take_off
from tickets.enums import State
from tickets.models import Escalation, Issue

AT_ONCE = 200  # tickets of one sweep


def free_stranded() -> int:
    """By rule: whoever joined an issue before it was there, and it will not be; how many were freed."""
    freed = 0
    for pk in Escalation.objects.stranded()[:AT_ONCE].values_list("pk", flat=True):
        with suppress(Refused):  # somebody changed it just now: it is looked at again the next minute
            freed += _free(pk)
    return freed


@transaction.atomic
def _free(pk: int) -> bool:
    """It waits for the same as the first who was there before, wherever that one went."""
    escalation = Escalation.objects.select_related("issue").get(pk=pk)
    elsewhere = _gone_to(escalation.issue)
    held = {escalation.issue_id} | ({elsewhere.pk} if elsewhere else set())
    list(Issue.objects.select_for_update(of=("self",)).filter(pk__in=held).order_by("pk"))
    lock(escalation)
    if not Escalation.objects.stranded().filter(pk=pk).exists():
        return False
    if elsewhere is not None:
        join(escalation=escalation, issue=elsewhere, by=None)
        return True
    with translation.override("et"):
        reason = _("Nobody makes the issue that it waited for.")
    # What a rule put there is the rule's to put elsewhere.
    to = State.CLOSED if escalation.created_by_id is None else State.DRAFT
    take_off(escalation, None, reason, None, to=to)
    return True


def _gone_to(issue: Issue) -> Issue | None:
    there = Escalation.history.filter(issue_id=issue.pk).values("id")
    gone = Escalation.objects.filter(pk__in=there).exclude(issue=issue).filter(issue__gone="")
    first = gone.exclude(state__in=[State.DRAFT, State.CLOSED]).select_related("issue").order_by("pk").first()
    return first.issue if first else None
