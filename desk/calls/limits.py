"""How long a wrap-up may last, for the widget that counts it down (slot WRAP_UP_LIMITS)."""

from desk.calls.enums import State
from desk.calls.models import Call


def wrap_up_seconds(user_id: int) -> int | None:
    """What the line of the call allows that this person is finishing; None or 0 if it sets no limit."""
    last = Call.objects.filter(user_id=user_id, state=State.WRAP_UP).order_by("-hung_up_at")
    return last.values_list("line__wrap_up_seconds", flat=True).first()
