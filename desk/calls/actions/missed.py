"""Calls that nobody answered, worked off: one by one or many at once."""

from collections.abc import Iterable

from django.db import transaction

from desk import clock
from desk.calls.enums import Handled
from desk.calls.models import Call
from desk.people.models import User
from desk.records.actions import note


@transaction.atomic
def handle(*, calls: Iterable[Call], as_: str, by: User) -> int:
    """Say what became of these calls and of the earlier ones of their numbers; how many rows that closed.

    What somebody else has dealt with meanwhile stays as that person said.
    """
    reason, now, done = Handled(as_), clock.now(), 0
    wanted = {call.pk for call in calls}
    for pk in sorted(wanted):
        call = Call.objects.unreached().select_for_update().filter(pk=pk, handled_as="").first()
        if call is None:
            continue
        rows = [call, *_earlier(call)]
        for row in rows:
            row.handled_as, row.handled_at, row.handled_by = reason, now, by
            row.save(update_fields=["handled_as", "handled_at", "handled_by"])
        note(
            kind=f"calls.handled.{reason}",
            subject=("call", call.pk),
            client_id=call.client_id,
            by=by,
            number=str(call),
        )
        done += 1
    return done


def _earlier(call: Call) -> list[Call]:
    """The tries of the same number before this one, which the worklist shows as one row with it."""
    if not call.number:
        return []
    same = Call.objects.unreached().filter(number=call.number, training=call.training, handled_as="")
    return list(same.filter(rang_at__lte=call.rang_at).exclude(pk=call.pk).select_for_update().order_by("pk"))
