"""What the room cannot do without: the half hours in which callbacks are promised."""

from datetime import time

from django.db import transaction

from desk.calls.models import CallbackSlot

# ISO weekday: first and last half hour of the day.
WEEK = {1: (9, 15.5), 2: (9, 15.5), 3: (9, 15.5), 4: (9, 15.5), 5: (9, 14)}
CAPACITY = 2


@transaction.atomic
def seed_reference() -> None:
    """Add the callback times once; afterwards the administrator's table is as it was left."""
    if CallbackSlot.objects.exists():
        return
    for weekday, (first, last) in WEEK.items():
        for half in range(int(first * 2), int(last * 2) + 1):
            CallbackSlot.objects.create(
                weekday=weekday, begins=time(half // 2, half % 2 * 30), capacity=CAPACITY
            )
