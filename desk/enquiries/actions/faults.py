"""Known faults: opened, changed and over; each is told at once on every open page."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, live
from desk.enquiries.models import Fault, Topic
from desk.http import Refused
from desk.people.enums import Language
from desk.people.models import User
from desk.records.actions import note as write

LANGUAGES = tuple(language.value for language in Language)


@transaction.atomic
def open_fault(
    *,
    topic: Topic,
    names: Mapping[str, str],
    texts: Mapping[str, str],
    by: User,
    began_at: datetime | None = None,
    promised_at: datetime | None = None,
) -> Fault:
    """Write down a fault that callers will ask about; `names` and `texts` (to read out) by language code.

    Refused when one of the three languages is missing, or the times do not run forward.
    """
    now = clock.now()
    fault = Fault(topic=topic, opened_by=by, opened_at=now, began_at=began_at or now, promised_at=promised_at)
    _word(fault, "name", names)
    _word(fault, "text", texts)
    _check_times(fault, now)
    fault.save()
    _told(fault, "fault_opened", by)
    return fault


@transaction.atomic
def change_fault(
    *,
    fault: Fault,
    names: Mapping[str, str],
    texts: Mapping[str, str],
    promised_at: datetime | None,
    by: User,
    began_at: datetime | None = None,
) -> Fault:
    """Another time or other words; what clients were promised until now stays as they were told it."""
    hold(fault)
    if fault.ended_at is not None:
        raise Refused(_("The fault is over."))
    before = _state(fault)
    promised_before = fault.promised_at
    fault.promised_at, fault.began_at = promised_at, began_at or fault.began_at
    _word(fault, "name", names)
    _word(fault, "text", texts)
    if _state(fault) == before:
        return fault
    now = clock.now()
    if fault.promised_at != promised_before:
        _check_times(fault, now)
        fault.promised_before = promised_before
    else:
        fault.promised_before = None
    fault.changed_at = now
    fault.save()
    _told(fault, "fault_changed", by)
    return fault


@transaction.atomic
def declare_over(*, fault: Fault, over: Mapping[str, str], by: User) -> Fault:
    """The fault is over, and this is what its clients are told; telling them is `tell_clients`."""
    hold(fault)
    if fault.ended_at is not None:
        return fault
    _word(fault, "over", over)
    fault.ended_at, fault.ended_by = max(clock.now(), fault.began_at), by
    fault.save()
    _told(fault, "fault_over", by)
    return fault


def hold(fault: Fault) -> None:
    """Hold the fault's row, always before those of its enquiries, and see it as it is now."""
    fault.refresh_from_db(from_queryset=Fault.objects.select_for_update(no_key=True))


def _word(fault: Fault, part: str, words: Mapping[str, str]) -> None:
    worded = {code: words.get(code, "").strip() for code in LANGUAGES}
    if not all(worded.values()):
        raise Refused(_("Write it in Estonian, English and Russian."))
    for code, text in worded.items():
        setattr(fault, f"{part}_{code}", text)


def _check_times(fault: Fault, now: datetime) -> None:
    if fault.began_at > now:
        raise Refused(_("A fault that has not begun yet cannot be known."))
    if fault.promised_at is not None and fault.promised_at <= now:
        raise Refused(_("The promised time is in the past."))


def _state(fault: Fault) -> tuple[object, ...]:
    worded = [getattr(fault, f"{part}_{code}") for part in ("name", "text") for code in LANGUAGES]
    return (fault.began_at, fault.promised_at, *worded)


def _told(fault: Fault, what: str, by: User) -> None:
    subject = ("fault", fault.pk)
    write(kind=f"enquiries.{what}", subject=subject, client_id=None, by=by, name=fault.name_et)
    live.announce("fault")
