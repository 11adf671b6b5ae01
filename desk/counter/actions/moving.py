"""What acts on a visit have in common: its row is held, it moves with its spans, and the story is told.

Nothing else writes a visit's state.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from desk import clock, live
from desk.counter import workflow
from desk.counter.enums import OVER, VisitState
from desk.counter.models import Period, Visit
from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note

EVENT = "counter"  # what pages of the counter listen to
# What the visitor said is not kept longer than the visit: what remains of it stands in enquiries.
SAID: dict[str, Any] = {"reason": "", "visitor": "", "email": ""}


def hold(visit: Visit) -> None:
    """Hold the row until the transaction ends, and see it as it is now."""
    visit.refresh_from_db(from_queryset=Visit.objects.select_for_update())


def hold_open(visit: Visit) -> None:
    """The same for what may only be done before the visit is over; Refused after it."""
    hold(visit)
    if visit.is_over:
        raise Refused(_("The visit is over already."))


def begin(visit: Visit, at: datetime) -> None:
    """The first span of a visit whose row was just made."""
    if not visit.is_over:
        Period.objects.create(visit=visit, state=visit.state, user=visit.user, desk=visit.desk, started_at=at)
    live.announce(EVENT)


def move(visit: Visit, to: VisitState, at: datetime | None = None, **fields: Any) -> None:
    """Bring the visit, whose row is held, into state `to`, with its spans; `fields` are written with it.

    Refused, with who was quicker, where the table does not allow it.
    """
    if text := workflow.refusal(visit, to):
        raise Refused(text)
    now = at or clock.now()
    last = Period.objects.filter(visit=visit, ended_at=None).first()
    if last is not None:
        now = max(now, last.started_at)
        Period.objects.filter(pk=last.pk).update(ended_at=now)
    visit.state = to
    visit.over_at = now if to in OVER else None
    if to in OVER:
        fields |= SAID
    for name, value in fields.items():
        setattr(visit, name, value)
    visit.save(update_fields=["state", "over_at", *fields])
    if to not in OVER:
        Period.objects.create(visit=visit, state=to, user=visit.user, desk=visit.desk, started_at=now)
    live.announce(EVENT)


def tell(what: str, visit: Visit, by: User | None, client_id: int | None = None, **params: str | int) -> None:
    """Tell the timeline what was done with the visit; it belongs to whoever serves."""
    note(
        kind=f"counter.{what}",
        subject=("visit", visit.pk),
        client_id=client_id or visit.client_id,
        by=by,
        owner_id=visit.user_id,
        number=visit.number or str(visit),
        **params,
    )
