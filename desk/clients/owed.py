"""Requests about own data that people owe something of (slot OWED)."""

from collections.abc import Collection, Iterator

from django.contrib.postgres.expressions import ArraySubquery
from django.utils.translation import gettext as _

from desk import workdays
from desk.clients.enums import RequestState
from desk.clients.models import DataRequest
from desk.people.enums import Role
from desk.people.models import UserRole
from desk.slots import Work


def work(user_ids: Collection[int]) -> Iterator[Work]:
    """The head owes the decision, and who entered the request tells the person what was decided."""
    waiting = DataRequest.objects.open().filter(state__in=[RequestState.OPEN, RequestState.DECIDED])
    heads = UserRole.objects.in_force(workdays.today()).filter(
        role=Role.HEAD, user__in=user_ids, user__is_active=True
    )
    # Both in one statement: this page asks every room.
    rows = waiting.most_urgent_first().annotate(heads=ArraySubquery(heads.values("user_id")))
    for request in rows:
        if request.state == RequestState.DECIDED:
            owners = [request.entered_by_id] if request.entered_by_id in user_ids else []
            title = _("Tell the person what was decided: %(number)s")
        else:
            owners = request.heads  # type: ignore[attr-defined]  # annotated above
            title = _("A request about own data waits for a decision: %(number)s")
        for owner in owners:
            yield Work(
                group=_("Requests about own data"), title=title % {"number": request.number},
                url=request.get_absolute_url(), due_at=request.due_at, owner_id=owner, kind="data",
                since=request.received_at,
            )  # fmt: skip
