"""What acts on a call have in common: its row is held and seen as it is now, and the timeline is told."""

from django.utils.translation import gettext as _

from desk import live
from desk.calls.enums import State
from desk.calls.models import Call
from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note

EVENT = "calls"  # what pages that follow all calls listen to: something began, was answered or ended


def hold(call: Call) -> None:
    """Hold the row until the transaction ends, and see it as it is now."""
    call.refresh_from_db(from_queryset=Call.objects.select_for_update())


def hold_unfinished(call: Call) -> None:
    """The same for what may only be done before the call is finished; Refused after it."""
    hold(call)
    if call.state == State.CLOSED:
        raise Refused(_("The call is finished already."))


def write(call: Call, **values: object) -> None:
    """Change the call's row without a second history: what the exchange tells stands in CallEvent."""
    Call.objects.filter(pk=call.pk).update(**values)
    for name, value in values.items():
        setattr(call, name, value)
    if "state" in values:
        live.announce(EVENT)


def tell(what: str, call: Call, by: User | None, client_id: int | None = None, **params: str | int) -> None:
    """Tell the timeline what was done with the call; it belongs to whoever spoke."""
    note(
        kind=f"calls.{what}",
        subject=("call", call.pk),
        client_id=client_id or call.client_id,
        by=by,
        owner_id=call.user_id,
        number=str(call),
        **params,
    )
