"""How every act on a call begins: its row is held, and seen as it is now."""

from django.utils.translation import gettext as _

from desk.calls.enums import State
from desk.calls.models import Call
from desk.http import Refused


def hold(call: Call) -> None:
    """Hold the row until the transaction ends, and see it as it is now."""
    call.refresh_from_db(from_queryset=Call.objects.select_for_update())


def hold_unfinished(call: Call) -> None:
    """The same for what may only be done before the call is finished; Refused after it."""
    hold(call)
    if call.state == State.CLOSED:
        raise Refused(_("The call is finished already."))
