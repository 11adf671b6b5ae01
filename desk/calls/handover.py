"""Open work of absent people in this room, for whoever does it meanwhile (slot HANDOVER)."""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from desk.calls.enums import State
from desk.calls.models import Call, Callback
from desk.slots import Work


def work(user_ids: Collection[int]) -> Iterator[Work]:
    """Callbacks that these people are to make, and their calls that ended without being closed."""
    theirs = Callback.objects.planned().filter(owner__in=user_ids).select_related("enquiry")
    for callback in theirs.order_by("slot_at", "pk"):
        assert callback.owner_id is not None  # these are people's own
        url, due_at = callback.get_absolute_url(), callback.slot_at
        concerned = callback.enquiry.concerns_id if callback.enquiry else None
        yield Work(
            _("Callbacks"), str(callback), url, due_at, callback.owner_id, kind="callback",
            kept_from=concerned,
        )  # fmt: skip
    for call in Call.objects.filter(state=State.WRAP_UP, user__in=user_ids).newest_first():
        assert call.user_id is not None
        url = call.get_absolute_url()
        yield Work(_("Calls to finish"), str(call), url, call.hung_up_at, call.user_id, kind="call")
