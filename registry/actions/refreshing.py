"""What the calendar fetches from the register: its lists of codes, which are shown and never give a right."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from desk import clock, outbox
from desk.people.actions import give_todo, settle_todos, tell
from desk.people.enums import Role
from desk.people.models import Todo
from registry.actions.lines import holders
from registry.classifiers import Row
from registry.models import ClassifierValue, Refresh

_UNKNOWN = "registry.unknown_codes"
_NAMED = 10  # codes that a to-do names


@transaction.atomic
def plan_refresh(*, what: str, day: date) -> Refresh | None:
    """By the calendar: this is to be fetched for this day, unless it was or will be; None if so."""
    refresh, made = Refresh.jobs.get_or_create(what=what, day=day)
    if not made:
        return None
    outbox.wake("registry.fetch", refresh.pk)
    return refresh


def classifiers_fetched(refresh: Refresh, rows: Sequence[Row]) -> None:
    """The lists came (inside the outbox's transaction); codes that no rule knows are given to somebody."""
    now = clock.now()
    known = set(ClassifierValue.objects.values_list("list_code", "code"))
    ClassifierValue.objects.bulk_create(
        [
            ClassifierValue(
                list_code=row.list_code,
                code=row.code,
                name_et=row.name_et,
                name_en=row.name_en,
                valid_from=row.valid_from,
                valid_until=row.valid_until,
                first_seen=now,
                last_seen=now,
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["list_code", "code"],
        update_fields=["name_et", "name_en", "valid_from", "valid_until", "last_seen"],
    )
    refresh.done_at, refresh.rows = now, len(rows)
    refresh.new = len({(row.list_code, row.code) for row in rows} - known)
    refresh.save(update_fields=["done_at", "rows", "new"])
    _owe_unknown(refresh)


def _owe_unknown(refresh: Refresh) -> None:
    """One to-do names them all; it is given anew only when they changed."""
    unknown = list(ClassifierValue.objects.unknown_to_rules().values_list("code", flat=True))
    codes = ", ".join(unknown[:_NAMED]) + (" …" if len(unknown) > _NAMED else "")
    for todo in Todo.objects.open().filter(kind=_UNKNOWN):
        if unknown and todo.params.get("codes") == codes:
            return
        settle_todos(kind=_UNKNOWN, subject=(todo.subject_kind, todo.subject_id), by=None)
    administrators = holders(Role.ADMINISTRATOR)
    if not unknown or not administrators:
        return
    subject = ("refresh", refresh.pk)
    give_todo(kind=_UNKNOWN, owner=administrators[0], subject=subject, codes=codes)
    tell(users=administrators[1:], kind=_UNKNOWN, subject=subject, codes=codes)
