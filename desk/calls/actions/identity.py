"""Who called: what was asked and agreed, and what may therefore be told. Values are compared, never kept."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from desk import live
from desk.calls import identity, known
from desk.calls.actions.holding import hold_unfinished
from desk.calls.enums import IdentityItem, IdentityResult, State
from desk.calls.models import Call, DisclosureDecision, IdentityCheck
from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note


@transaction.atomic
def check(*, call: Call, said: Mapping[IdentityItem, str], by: User) -> IdentityCheck:
    """Compare what the caller says with what was known before the call; only kinds of items are stored.

    With nothing said, what the telephone itself tells is taken down. Refused when nobody is chosen, the
    caller has failed already, or there is nothing to compare with.
    """
    before = _held(call)
    agreed = {item: known.agrees(call, item, text) for item, text in said.items()}
    if said and not any(answer is not None for answer in agreed.values()):
        raise Refused(_("We know nothing to compare this with: ask for something else."))
    right = [item.value for item, answer in agreed.items() if answer]
    wrong = [item.value for item, answer in agreed.items() if answer is False]
    matched = list(dict.fromkeys([*(before.matched if before else known.by_number(call)), *right]))
    failed = [*(before.failed if before else ()), *wrong]
    result = identity.judge(matched, failed)
    made = _write(call, matched, failed, result, by)
    if result != (before.result if before else IdentityResult.PARTIAL):
        _tell(made, by)
    decide(call=call, by=by)
    return made


@transaction.atomic
def refuse_identity(*, call: Call, by: User) -> IdentityCheck:
    """The caller could not, or would not, say who he is: general advice only."""
    before = _held(call)
    matched = list(before.matched) if before else [item.value for item in known.by_number(call)]
    made = _write(call, matched, list(before.failed) if before else [], IdentityResult.REFUSED, by)
    _tell(made, by)
    decide(call=call, by=by)
    return made


@transaction.atomic
def decide(*, call: Call, by: User | None) -> DisclosureDecision | None:
    """Keep what may be told to this caller about this client, when it differs from what was kept last."""
    decision = identity.of_call(call).decision
    last = DisclosureDecision.objects.filter(call=call).order_by("-pk").first()
    now = (call.client_id, call.person_id, decision.level, decision.stored)
    if last is not None and (last.client_id, last.person_id, last.level, last.grounds) == now:
        return None
    return DisclosureDecision.objects.create(
        call=call,
        client=call.client,
        person=call.person,
        level=decision.level,
        grounds=decision.stored,
        by=by,
    )


@transaction.atomic
def decide_anew(*, client_id: int) -> None:
    """The grounds of a client have changed: whoever is on the phone with it sees at once what may be told."""
    calls = Call.objects.for_client(client_id).filter(state__in=[State.ANSWERED, State.WRAP_UP])
    for call in calls.select_related("client", "person"):
        decide(call=call, by=None)
        if call.user_id:
            live.push([call.user_id], "call", call.pk)


@transaction.atomic
def show_all(*, call: Call, by: User) -> Call:
    """Open the client's data though the caller has no right to them; the reason stands in the access log."""
    if call.client_id is None:
        raise Refused(_("Choose first who calls and on whose behalf."))
    note(
        kind="calls.shown_all",
        subject=("call", call.pk),
        client_id=call.client_id,
        by=by,
        number=str(call),
    )
    return call


def _held(call: Call) -> IdentityCheck | None:
    """The last check of this caller, under the call's lock; Refused when nothing more can be asked."""
    hold_unfinished(call)
    if identity.subject(call) == (None, None):
        raise Refused(_("Choose first who calls."))
    before = identity.last_check(call)
    if before is not None and before.result == IdentityResult.REFUSED:
        raise Refused(_("The caller was not identified. Call back on a number known before this call."))
    return before


def _write(
    call: Call, matched: list[str], failed: list[str], result: IdentityResult, by: User
) -> IdentityCheck:
    return IdentityCheck.objects.create(
        call=call,
        person=call.person,
        client=call.client,
        matched=matched,
        failed=failed,
        result=result,
        by=by,
    )


def _tell(made: IdentityCheck, by: User) -> None:
    """One line in the timeline when it is decided, not for each question."""
    if made.result == IdentityResult.PARTIAL:
        return
    confirmed = made.result == IdentityResult.CONFIRMED
    note(
        kind="calls.identified" if confirmed else "calls.not_identified",
        subject=("call", made.call_id),
        client_id=made.call.client_id,
        by=by,
        number=str(made.call),
        items=",".join(made.matched),
    )
