"""What was promised, kept on evidence, or broken by rule."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.enquiries.actions.holding import lock, note
from desk.enquiries.deadlines import broken_before
from desk.enquiries.enums import Channel, Evidence, PromiseState, State
from desk.enquiries.models import Enquiry, Promise
from desk.http import Refused
from desk.people.models import User


@transaction.atomic
def promise(
    *, enquiry: Enquiry, what: str, due_at: datetime, by: User | None, channel: str = Channel.CALL
) -> Promise:
    """Write down what the client was promised; Refused without words, or with a due time gone by."""
    lock(enquiry)
    if enquiry.state == State.CLOSED:
        raise Refused(_("The enquiry is closed already."))
    if not what.strip():
        raise Refused(_("Write down what was promised."))
    if due_at <= clock.now():
        raise Refused(_("A promise falls due in the future."))
    made = Promise.objects.create(
        enquiry=enquiry, what=what.strip(), due_at=due_at, channel=channel, made_by=by
    )
    note("promised", enquiry, by)
    return made


@transaction.atomic
def keep(*, promise: Promise, evidence: tuple[str, int | None], by: User | None) -> Promise:
    """The promise is kept, `evidence` (kind, id of a record) shows it; twice changes nothing."""
    promise.refresh_from_db(from_queryset=Promise.objects.select_for_update())
    if promise.state == PromiseState.KEPT:
        return promise
    kind, pk = evidence
    if not kind or (pk is None and kind != Evidence.WITHDRAWN):
        raise Refused(_("Say what shows that the client was told."))
    promise.state, promise.kept_at = PromiseState.KEPT, clock.now()
    promise.evidence_kind, promise.evidence_id = kind, pk
    promise.save(update_fields=["state", "kept_at", "evidence_kind", "evidence_id"])
    note("kept", promise.enquiry, by)
    return promise


@transaction.atomic
def break_overdue() -> int:
    """By rule: a promise that is still open long after its due time is broken; how many became so."""
    now = clock.now()
    overdue = Promise.objects.due_before(broken_before(now)).select_related("enquiry")
    found = list(overdue.select_for_update(of=["self"], skip_locked=True).order_by("pk")[:500])
    for late in found:
        late.state, late.broken_at = PromiseState.BROKEN, now
        late.save(update_fields=["state", "broken_at"])
        note("broken", late.enquiry, None)
    return len(found)
