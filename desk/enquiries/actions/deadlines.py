"""By when an enquiry is answered: frozen when it is opened, still while the client is waited for.

The acts of `enquiries` call what stands here with the row held; only `change_deadline` is an act by itself.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from desk import clock
from desk.enquiries import deadlines
from desk.enquiries.actions.holding import lock, note
from desk.enquiries.enums import Kind, State, Term
from desk.enquiries.models import DeadlineChange, Enquiry, Limit, Pause, PauseReason
from desk.enquiries.standard import BY_KIND
from desk.http import Refused
from desk.people.models import User


def freeze(enquiry: Enquiry) -> None:
    """Before a new enquiry is saved: the limit of its kind or topic, and the deadlines that follow."""
    rules = deadlines.rules()
    enquiry.limit = limit_of(enquiry)
    enquiry.due_at = _due(rules, enquiry)
    enquiry.holding_due_at = _holding(rules, enquiry)


def limit_of(enquiry: Enquiry) -> Limit | None:
    """The limit in use for a question about this topic or group, else that of the kind; None without one."""
    topic, code = enquiry.topic, BY_KIND[Kind(enquiry.kind)]
    asked = Q(code=code)
    if enquiry.kind == Kind.QUESTION:
        asked |= Q(topics__in=[pk for pk in (topic.pk, topic.parent_id) if pk])
    found = {limit.pk: limit for limit in Limit.objects.active().filter(asked).distinct()}
    of_topic = found.get(topic.limit_id or 0) if enquiry.kind == Kind.QUESTION else None
    of_group = next((limit for limit in found.values() if limit.code != code), None)
    return of_topic or of_group or next(iter(found.values()), None)


def corrected(enquiry: Enquiry, by: User | None) -> None:
    """After its kind or topic was corrected: the deadline is that of the right limit, counted from the start.

    A deadline that a person had set by hand stands.
    """
    limit = limit_of(enquiry)
    if limit == enquiry.limit:
        return
    rules = deadlines.rules()
    enquiry.limit, enquiry.holding_due_at = limit, _holding(rules, enquiry)
    enquiry.save(update_fields=["limit", "holding_due_at"])
    if enquiry.deadline_changes.exclude(by=None).exclude(reason__in=DeadlineChange.RULES).exists():
        return
    after = _due(rules, enquiry)
    if after is not None:
        now = clock.now()
        waited = [(pause.started_at, pause.ended_at or now) for pause in enquiry.pauses.all()]
        after = rules.calendar.extended(after, waited, _term(enquiry))
    _set(enquiry, after, reason=DeadlineChange.CORRECTED, by=by)


def stop_clock(enquiry: Enquiry, reason: PauseReason | None, by: User | None) -> None:
    """From now on the client is waited for; Refused without a reason."""
    if reason is None or not reason.active:
        raise Refused(_("Say what the enquiry waits for."))
    Pause.objects.create(enquiry=enquiry, reason=reason, started_by=by)


def start_clock(enquiry: Enquiry) -> None:
    """The client is no longer waited for: the time of the pause is added to the deadline, by nobody."""
    pause = enquiry.pauses.filter(ended_at=None).select_related("reason").first()
    if pause is None:
        return
    pause.ended_at = max(clock.now(), pause.started_at)
    pause.save(update_fields=["ended_at"])
    if enquiry.due_at is not None:
        after = _extended(enquiry, enquiry.deadline_changes.all(), {})
        _set(enquiry, after, reason=pause.reason.name_et, by=None, pause=pause)


def reopened(enquiry: Enquiry, closed_at: datetime, by: User | None) -> None:
    """Opened again: as much is left of its time as was when it was closed."""
    if enquiry.due_at is None:
        return
    over = [(closed_at, clock.now())]
    after = deadlines.calendar().extended(enquiry.due_at, over, _term(enquiry))
    if after != enquiry.due_at:
        _set(enquiry, after, reason=DeadlineChange.REOPENED, by=by)


@transaction.atomic
def change_deadline(*, enquiry: Enquiry, due_at: datetime, reason: str, by: User) -> Enquiry:
    """A person sets another deadline and says why; pauses after it are added to this one."""
    lock(enquiry, by)
    if enquiry.state == State.CLOSED:
        raise Refused(_("The enquiry is closed already."))
    reason = reason.strip()
    if not reason:
        raise Refused(_("Write down why the deadline changes."))
    if due_at <= clock.now():
        raise Refused(_("A deadline falls due in the future."))
    if due_at == enquiry.due_at:
        return enquiry
    _set(enquiry, due_at, reason=reason, by=by)
    note("deadline", enquiry, by)
    return enquiry


def _set(
    enquiry: Enquiry, after: datetime | None, *, reason: str, by: User | None, pause: Pause | None = None
) -> None:
    DeadlineChange.objects.create(
        enquiry=enquiry, pause=pause, before=enquiry.due_at, after=after, reason=reason, by=by
    )
    enquiry.due_at = after
    enquiry.save(update_fields=["due_at"])


def as_if_resumed(
    enquiry: Enquiry, changes: Iterable[DeadlineChange], waits: Pause, now: datetime
) -> datetime:
    """What the deadline would be if the client answered now; `changes` are all of this enquiry's."""
    return _extended(enquiry, changes, {waits.pk: now})


def _extended(enquiry: Enquiry, changes: Iterable[DeadlineChange], still: Mapping[int, datetime]) -> datetime:
    """The deadline as it was last set, and all pauses since: counted anew, so that no order matters.

    `still` says when pauses end that have not ended yet, by id.
    """
    in_order = sorted(changes, key=lambda change: change.pk)
    since, base = enquiry.opened_at, in_order[0].before if in_order else enquiry.due_at
    for change in in_order:
        if change.pause_id is None:
            since, base = change.at, change.after
    assert base is not None
    spans = []
    for pause in enquiry.pauses.all():
        ended = pause.ended_at or still.get(pause.pk)
        if ended is not None and ended > since:
            spans.append((max(pause.started_at, since), ended))
    return deadlines.calendar().extended(base, spans, _term(enquiry))


def _due(rules: deadlines.Rules, enquiry: Enquiry) -> datetime | None:
    if enquiry.limit is None:
        return None
    return rules.calendar.end_of_term(enquiry.opened_at, enquiry.limit.amount, enquiry.limit.term)


def _holding(rules: deadlines.Rules, enquiry: Enquiry) -> datetime | None:
    complains = enquiry.kind == Kind.COMPLAINT
    return rules.due("complaint-holding", enquiry.opened_at) if complains else None


def _term(enquiry: Enquiry) -> str:
    """In what its deadline counts; one without a limit was set by hand and waits for working time."""
    return enquiry.limit.term if enquiry.limit else Term.WORKING_HOURS
