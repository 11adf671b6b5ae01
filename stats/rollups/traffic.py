"""Contacts by the quarter of an hour in which they began: calls, visits, letters."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, F, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Least

from desk.calls.enums import Direction
from desk.calls.models import Call
from desk.counter.enums import VisitState
from desk.counter.models import Period, Visit
from desk.enquiries.models import EnquiryMail
from desk.mail.models import Incoming, Message
from stats.enums import Channel
from stats.rollups.counting import EVERY, Rows, seconds, when

IN = Q(direction=Direction.IN)
ANSWERED = IN & Q(answered_at__isnull=False)
LOST = IN & Q(answered_at=None, hung_up_at__isnull=False)
FINISHED = ANSWERED & Q(closed_at__isnull=False)
REACHED = Q(direction=Direction.OUT, answered_at__isnull=False)

SERVED = Q(served_at__isnull=False)
LEFT = Q(state=VisitState.LEFT, served_at=None)

# Spans on hold within the conversation; what lies under two of them is counted once.
_ON_HOLD = """coalesce((
  SELECT sum(extract(epoch FROM upper(span) - lower(span)))::bigint FROM (
    SELECT unnest(range_agg(tstzrange(
      date_trunc('second', greatest(h.started_at, calls_call.answered_at)),
      date_trunc('second', least(h.ended_at, calls_call.hung_up_at))))) AS span
    FROM calls_hold h
    WHERE h.call_id = calls_call.id
      AND greatest(h.started_at, calls_call.answered_at) < least(h.ended_at, calls_call.hung_up_at)
  ) held), 0)"""


def in_time(start: str, answered: str) -> Q:
    """Answered within the seconds of the service level."""
    goal = timedelta(seconds=settings.STATS_SERVICE_LEVEL_SECONDS)
    return Q(**{f"{answered}__lte": F(start) + goal})


def short(start: str, ended: str) -> Q:
    """Given up so soon that nobody could have answered."""
    soon = timedelta(seconds=settings.STATS_SHORT_ABANDON_SECONDS)
    return Q(**{f"{ended}__lt": F(start) + soon})


def spent_calling() -> Any:
    """Conversation and work after it, of our own calls in which somebody answered."""
    return seconds(REACHED, "answered_at", "hung_up_at") + seconds(REACHED, "hung_up_at", "closed_at")


def calls() -> QuerySet[Call]:
    """Calls, with `on_hold`: the seconds of the conversation in which the caller waited."""
    held = RawSQL(_ON_HOLD, [], output_field=BigIntegerField())  # noqa: S611  (a constant of ours)
    return Call.objects.counted().annotate(on_hold=held)


def visits() -> QuerySet[Visit]:
    """Visits whose visitor came, with `served_at`: when somebody first served him; `served_s`: how long."""
    serving = Period.objects.filter(visit=OuterRef("pk"), state="serving").order_by().values("visit")
    span = seconds(Q(ended_at__isnull=False), "started_at", "ended_at")
    return Visit.objects.filter(arrived_at__isnull=False).annotate(
        served_at=Subquery(serving.annotate(first=Min("started_at")).values("first")),
        served_s=Coalesce(Subquery(serving.annotate(all=Sum(span)).values("all")), Value(0)),
    )


def letters() -> QuerySet[Incoming]:
    """Letters of people, without those that are not for us; `replied_at`: when somebody first wrote back.

    A later letter to the client in the same enquiry answers it too (as in desk.enquiries.handover).
    """
    written = Message.objects.filter(written=True, queued_at__gte=OuterRef("received_at")).order_by()
    enquiry = EnquiryMail.objects.filter(incoming=OuterRef(OuterRef("pk"))).values("enquiry")
    straight = written.filter(answers=OuterRef("pk")).values("answers")
    within = written.filter(subject_kind="enquiry", subject_id=Subquery(enquiry)).values("subject_kind")
    return Incoming.objects.letters().filter(set_aside_at=None).annotate(
        replied_at=Least(
            Subquery(straight.annotate(first=Min("queued_at")).values("first")),
            Subquery(within.annotate(first=Min("queued_at")).values("first")),
        )
    )  # fmt: skip


def parts() -> tuple[Rows, ...]:
    """Calls, visits and letters."""
    return _calls(), _visits(), _letters()


def _calls() -> Rows:
    lost_wait = seconds(LOST, "rang_at", "hung_up_at")
    wait = seconds(ANSWERED, "rang_at", "answered_at")
    return Rows(
        calls,
        at="rang_at",
        keys={"channel": Value(Channel.PHONE.value), "line": "line_id", "language": "language"},
        counts={
            "offered": IN,
            "answered": ANSWERED,
            "in_time": ANSWERED & in_time("rang_at", "answered_at"),
            "lost": LOST,
            "short": LOST & short("rang_at", "hung_up_at"),
            "finished": FINISHED,
            "out": REACHED,
        },
        sums={
            "answer_wait_s": wait,
            "lost_wait_s": lost_wait,
            "longest_wait_s": wait + lost_wait,  # one of them is 0
            "talk_s": seconds(FINISHED, "answered_at", "hung_up_at"),
            "hold_s": when(FINISHED, "on_hold"),
            "wrap_s": seconds(FINISHED, "hung_up_at", "closed_at"),
            "out_s": spent_calling(),
        },
    )


def _visits() -> Rows:
    wait, lost_wait = seconds(SERVED, "queued_at", "served_at"), seconds(LEFT, "queued_at", "over_at")
    finished = SERVED & Q(state=VisitState.SERVED)
    return Rows(
        visits,
        at="arrived_at",
        keys={"channel": Value(Channel.COUNTER.value), "language": "language"},
        counts={
            "offered": EVERY,
            "answered": SERVED,
            "in_time": SERVED & in_time("queued_at", "served_at"),
            "lost": LEFT,
            "short": LEFT & short("queued_at", "over_at"),
            "finished": finished,
        },
        sums={
            "answer_wait_s": wait,
            "lost_wait_s": lost_wait,
            "longest_wait_s": wait + lost_wait,
            "talk_s": when(finished, "served_s"),
        },
    )


def _letters() -> Rows:
    replied = Q(replied_at__isnull=False)
    wait = seconds(replied, "received_at", "replied_at")
    return Rows(
        letters,
        at="received_at",
        keys={"channel": Value(Channel.EMAIL.value), "language": "language"},
        counts={
            "offered": EVERY,
            "answered": replied,
            "in_time": replied & in_time("received_at", "replied_at"),
        },
        sums={"answer_wait_s": wait, "longest_wait_s": wait},
    )
