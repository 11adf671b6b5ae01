"""What was promised, kept on evidence, agreed anew, broken by rule, or open again after all."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.enquiries import evidence as proof
from desk.enquiries.actions.enquiries import move, reopen
from desk.enquiries.actions.holding import lock, note
from desk.enquiries.deadlines import broken_before
from desk.enquiries.enums import Channel, Evidence, PromiseState, State
from desk.enquiries.models import Enquiry, Promise
from desk.http import Refused
from desk.people.actions import tell
from desk.people.models import User

# Kinds by which the client hears of another time; the rest say that there is nothing more to tell.
TELLS = (Evidence.CALL, Evidence.MESSAGE, Evidence.VISIT, Evidence.SAID, Evidence.WROTE)


@transaction.atomic
def promise(
    *, enquiry: Enquiry, what: str, due_at: datetime, by: User | None, channel: str = Channel.CALL
) -> Promise:
    """Write down what the client was promised; Refused without words, or with a due time gone by."""
    made = _make(enquiry, what, due_at, channel, by)
    note("promised", enquiry, by)
    return made


def _make(
    enquiry: Enquiry,
    what: str,
    due_at: datetime,
    channel: str,
    by: User | None,
    replaces: Promise | None = None,
    reason: str = "",
) -> Promise:
    lock(enquiry)
    if enquiry.state == State.CLOSED:
        raise Refused(_("The enquiry is closed already."))
    if not what.strip():
        raise Refused(_("Write down what was promised."))
    if due_at <= clock.now():
        raise Refused(_("A promise falls due in the future."))
    return Promise.objects.create(
        enquiry=enquiry, what=what.strip(), due_at=due_at, channel=channel, made_by=by,
        replaces=replaces, reason=reason,
    )  # fmt: skip


@transaction.atomic
def reword(*, promise: Promise, what: str, by: User | None) -> Promise:
    """What is owed is called otherwise now; its time stays, and its earlier words are in its history."""
    hold(promise)
    if promise.state == PromiseState.KEPT:
        raise Refused(_("The promise is kept already."))
    if not what.strip():
        raise Refused(_("Write down what was promised."))
    if promise.what != what.strip():
        promise.what = what.strip()
        promise.save(update_fields=["what"])
        note("promise_reworded", promise.enquiry, by)
    return promise


def hold(promise: Promise) -> None:
    """Hold the row until the transaction ends, and see it as it is now."""
    promise.refresh_from_db(from_queryset=Promise.objects.select_for_update(of=("self",)))


@transaction.atomic
def keep(
    *, promise: Promise, evidence: tuple[str, int | None], by: User | None, said_by: str = ""
) -> Promise:
    """The promise is kept, `evidence` (kind, id of a record) shows it; twice changes nothing.

    Refused when the record does not show it: each kind has its rule in `evidence`. What the client no
    longer needs has no record; `said_by` is who said so.
    """
    hold(promise)
    if promise.state == PromiseState.KEPT:
        return promise
    if refusal := proof.refusal(promise, evidence, by, said_by):
        raise Refused(refusal)
    kept(promise, evidence, said_by)
    note("kept", promise.enquiry, by)
    return promise


def kept(promise: Promise, evidence: tuple[str, int | None], said_by: str = "") -> None:
    """Write that it is kept (inside an action, on a row that it holds)."""
    promise.state, promise.kept_at, promise.awaits = PromiseState.KEPT, clock.now(), None
    promise.evidence_kind, promise.evidence_id = evidence
    promise.said_by = said_by.strip() if promise.evidence_kind == Evidence.WITHDRAWN else ""
    promise.save(update_fields=["state", "kept_at", "awaits", "evidence_kind", "evidence_id", "said_by"])


@transaction.atomic
def postpone(
    *,
    promise: Promise,
    what: str,
    due_at: datetime,
    reason: str,
    evidence: tuple[str, int | None],
    by: User,
    channel: str = Channel.CALL,
) -> Promise:
    """Agree on another time: a new promise, and the old one is kept by having told the client so.

    A due time itself never changes, so nobody makes a late promise timely; the client hears of it first.
    """
    hold(promise)
    if promise.state == PromiseState.KEPT:
        raise Refused(_("The promise is kept already."))
    if not reason.strip():
        raise Refused(_("Say why it takes longer."))
    if evidence[0] not in TELLS:
        raise Refused(_("The client must hear of the new time: choose the call or letter that told it."))
    if refusal := proof.refusal(promise, evidence, by, ""):
        raise Refused(refusal)
    made = _make(promise.enquiry, what, due_at, channel, by, promise, reason.strip())
    kept(promise, evidence)
    note("postponed", promise.enquiry, by)
    return made


@transaction.atomic
def forget(*, promise: Promise, by: User | None) -> bool:
    """It was written down by mistake: it goes, and its history stays; whether it went.

    Not when something has been done about it, or when the client was promised it with a known fault.
    """
    hold(promise)
    tried = promise.awaits_id is not None or promise.attempts.exists() or hasattr(promise, "fault_tie")
    if tried or promise.state == PromiseState.KEPT or Promise.objects.filter(replaces=promise).exists():
        return False
    enquiry = promise.enquiry
    promise.delete()
    note("promise_forgotten", enquiry, by)
    return True


@transaction.atomic
def reopen_promise(*, promise: Promise, by: User | None, why: str) -> Promise:
    """What had shown that it was kept turned out not to: owed again, at its old time; twice changes nothing.

    Long after that time it is broken at once. A closed enquiry is open again; whoever answers for it is told.
    """
    hold(promise)
    if promise.state != PromiseState.KEPT:
        return promise
    if not why.strip():
        raise Refused(_("Say why it is not kept."))
    now, enquiry = clock.now(), promise.enquiry
    if promise.broken_at is None and promise.due_at < broken_before(now):
        promise.broken_at = now
    promise.state = PromiseState.BROKEN if promise.broken_at else PromiseState.OPEN
    promise.kept_at, promise.evidence_kind, promise.evidence_id = None, "", None
    promise.said_by, promise.reopened_at = "", now
    # The reason stands in the promise's own story: it may name people, which the timeline may not.
    promise._change_reason = why.strip()[:100]  # type: ignore[attr-defined]  # simple_history reads it
    promise.save()
    if enquiry.state == State.CLOSED:
        reopen(enquiry=enquiry, by=by)
    elif enquiry.state == State.TOLD:
        move(enquiry=enquiry, to=State.IN_WORK, by=by)
    note("promise_reopened", enquiry, by)
    tell_owner(promise, "enquiries.promise_reopened")
    return promise


def tell_owner(promise: Promise, kind: str) -> None:
    """A notice to who answers for the enquiry, else to who promised."""
    enquiry = promise.enquiry
    whose = enquiry.owner or promise.made_by
    tell(
        users=[whose] if whose else [], kind=kind, subject=("promise", promise.pk),
        client_id=enquiry.client_id, number=enquiry.number,
    )  # fmt: skip


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
