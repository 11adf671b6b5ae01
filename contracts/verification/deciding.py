"""Waits for the register's fresh answer about the client whose container came back."""

import time

from contracts.models import RightCheck
from desk.outbox import PassingError
from registry.models import Check

PATIENCE = 5  # seconds; the register usually answers within two
STEP = 0.25  # seconds


def answer(right: RightCheck) -> Check:
    """The answered (or given up) check. PassingError while the register is still being asked.

    The question was put a moment ago: a short wait here spares the client a whole round of the sweep.
    """
    until = time.monotonic() + PATIENCE
    while True:
        check = Check.objects.select_related("payload").get(pk=right.check_row_id)
        if not check.waits:
            return check
        if time.monotonic() >= until:
            raise PassingError("register_waits")
        time.sleep(STEP)
