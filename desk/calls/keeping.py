"""What this room keeps about people, how long, and how it is let go of.

The row of a call stays, since figures are counted from it: what tells of the caller is taken out of it.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.calls.enums import CallbackState, State
from desk.calls.models import (
    Abuse,
    Call,
    Callback,
    CallbackAttempt,
    CallEvent,
    Dial,
    DisclosureDecision,
    HelpRequest,
    IdentityCheck,
)
from desk.people.models import User
from desk.records import actions as records
from desk.records import retention
from desk.records.histories import delete, forget_history
from desk.records.holdings import Erasure, Fate, Held, Holding, Outcome, Subject, Thing, let_go
from desk.records.models import RetentionRule
from desk.records.retention import Store

CALLS, CALLBACKS, DIALS = "calls", "callbacks", "dialled_numbers"
DAYS = 730
BASIS = "Kinnitada arhivaaril: kõne metaandmed 2 aastat"

_UNDER_WAY = (State.RINGING, State.ANSWERED, State.WRAP_UP)
_NAMELESS = Q(number="", notes="", client=None, person=None)


def _of(subject: Subject) -> Q:
    """Theirs by who called or for whom; by the number where nobody else was named."""
    own = Q(person__in=subject.person_ids) | Q(client__in=subject.client_ids)
    return own | Q(number__in=subject.phones - {""}, person=None, client=None)


def _day(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def tell_calls(subject: Subject) -> Iterator[Held]:
    """Each call: when, which way, how long, how it ended, and what was noted."""
    rule = retention.rule_of(CALLS)
    for call in Call.objects.filter(_of(subject)).shown().order_by("rang_at", "pk"):
        lines = [gettext("Number: %(number)s") % {"number": call.shown_number}]
        if call.client is not None:
            lines.append(gettext("On behalf of: %(client)s") % {"client": call.client.name})
        if call.talk is not None:
            minutes = round(call.talk.total_seconds() / 60)
            lines.append(gettext("Spoken: %(minutes)s min") % {"minutes": minutes})
        if call.outcome is not None:
            lines.append(gettext("Outcome: %(outcome)s") % {"outcome": call.outcome.name})
        if call.notes:
            lines.append(gettext("Notes: %(text)s") % {"text": call.notes})
        for check in call.identity_checks.order_by("pk"):
            lines.append(gettext("You were identified: %(result)s") % {"result": check.get_result_display()})
        title = gettext("Call, %(direction)s") % {"direction": call.get_direction_display()}
        until = retention.last_day(rule, call.rang_at)
        yield Held("call", call.pk, call.rang_at, title, tuple(lines), until=until)


def erase_calls(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Calls under way are finished first."""
    first = gettext("Finish the call first.")
    things = [
        Thing(call.pk, call.rang_at, first if call.state in _UNDER_WAY else "")
        for call in Call.objects.filter(_of(subject)).order_by("pk")
    ]
    return let_go(things, erasure, kind="call", store=CALLS, destroy=destroy_call)


def due_calls(before: datetime) -> QuerySet[Call]:
    """Calls from before then that still tell of somebody."""
    return Call.objects.filter(rang_at__lt=before).exclude(_NAMELESS).exclude(state__in=_UNDER_WAY)


@transaction.atomic
def destroy_call(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """Who called and what was said; that there was a call, when, and about which enquiry, stays counted."""
    call = Call.objects.select_for_update(of=("self",)).filter(pk=pk).exclude(_NAMELESS).first()
    if call is None or call.state in _UNDER_WAY:
        return False

    def empty() -> None:
        for model in (CallEvent, IdentityCheck, DisclosureDecision):
            model._default_manager.filter(call=pk).delete()
        delete(Abuse.objects.filter(call=pk))
        HelpRequest.objects.filter(call=pk).exclude(note="").update(note="")
        Dial.objects.filter(call=pk).delete()
        Call.objects.filter(pk=pk).update(number="", notes="", client=None, person=None)
        forget_history(Call, [pk])

    records.destroy(
        rule=rule, subject=("call", pk), client_id=call.client_id, by=by, kept=[], let_go=empty
    )  # fmt: skip
    return True


def tell_callbacks(subject: Subject) -> Iterator[Held]:
    """Each promise to call back, and what came of it."""
    rule = retention.rule_of(CALLBACKS)
    for callback in Callback.objects.filter(_of(subject)).shown().order_by("pk"):
        lines = (
            gettext("Number: %(number)s") % {"number": callback.shown_number},
            gettext("Promised for: %(at)s") % {"at": _day(callback.slot_at)},
            gettext("Outcome: %(outcome)s") % {"outcome": callback.get_state_display()},
        )
        until = retention.last_day(rule, callback.ended_at) if callback.ended_at else None
        yield Held("callback", callback.pk, callback.made_at, gettext("Callback"), lines, until=until)


def erase_callbacks(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """What is still planned is made or called off first."""
    first = gettext("Call the person back, or call it off, first.")
    things = [
        Thing(row.pk, row.ended_at or row.made_at, "" if row.ended_at else first)
        for row in Callback.objects.filter(_of(subject)).order_by("pk")
    ]
    return let_go(
        things, erasure, kind="callback", store=CALLBACKS, destroy=destroy_callback, fate=Fate.DESTROYED
    )


def due_callbacks(before: datetime) -> QuerySet[Callback]:
    """Callbacks that ended before then."""
    return Callback.objects.filter(ended_at__lt=before).exclude(state=CallbackState.PLANNED)


@transaction.atomic
def destroy_callback(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The promised call with its attempts and the numbers dialled for it."""
    ended = due_callbacks(clock.now()).filter(pk=pk)
    callback = ended.select_for_update(of=("self",)).first()
    if callback is None:
        return False

    def empty() -> None:
        CallbackAttempt.objects.filter(callback=pk).delete()
        Dial.objects.filter(callback=pk).delete()
        delete(Callback.objects.filter(pk=pk))

    records.destroy(
        rule=rule, subject=("callback", pk), client_id=callback.client_id, by=by, kept=[], let_go=empty
    )  # fmt: skip
    return True


def tell_dials(subject: Subject) -> Iterator[Held]:
    """Each number of theirs that somebody here pressed."""
    for dial in Dial.objects.filter(_of(subject), call=None).order_by("pk"):
        yield Held("dial", dial.pk, dial.at, gettext("A number was dialled"), (dial.number,))


def erase_dials(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Those that became no call; the others go with their call."""
    rows = Dial.objects.filter(_of(subject), call=None, callback=None).order_by("pk")
    things = [Thing(row.pk, row.at) for row in rows]
    return let_go(things, erasure, kind="dial", store=DIALS, destroy=destroy_dial, fate=Fate.DESTROYED)


def due_dials(before: datetime) -> QuerySet[Dial]:
    """Those from before then that became no call and no callback."""
    return Dial.objects.filter(at__lt=before, call=None, callback=None)


@transaction.atomic
def destroy_dial(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """One pressed number."""
    dial = Dial.objects.select_for_update(of=("self",)).filter(pk=pk, call=None, callback=None).first()
    if dial is None:
        return False
    records.destroy(
        rule=rule, subject=("dial", pk), client_id=dial.client_id, by=by, kept=[], let_go=dial.delete
    )  # fmt: skip
    return True


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "calls", _("Calls"),
        (
            "calls.Call", "calls.CallEvent", "calls.CallEnquiry", "calls.Hold", "calls.IdentityCheck",
            "calls.DisclosureDecision", "calls.HelpRequest", "calls.Abuse",
        ),
        tell_calls, erase_calls, BASIS,
    ),
    Holding(
        "callbacks", _("Callbacks"), ("calls.Callback", "calls.CallbackAttempt"),
        tell_callbacks, erase_callbacks, BASIS,
    ),
    Holding("dials", _("Dialled numbers"), ("calls.Dial",), tell_dials, erase_dials, BASIS),
)  # fmt: skip

STORES: tuple[Store, ...] = (
    Store(CALLS, _("Calls: number, notes, who called"), DAYS, BASIS, due_calls, destroy_call, "call"),
    Store(CALLBACKS, _("Callbacks"), DAYS, BASIS, due_callbacks, destroy_callback, "callback"),
    Store(DIALS, _("Dialled numbers that became no call"), 90, BASIS, due_dials, destroy_dial, "dial"),
)
