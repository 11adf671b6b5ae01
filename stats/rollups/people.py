"""What people did on a day and where they were: of each, and of all together."""

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from contracts.models import Package
from desk.calls.enums import OfferState
from desk.calls.models import Call, Offer
from desk.counter.enums import VisitState
from desk.counter.models import Period, Visit
from desk.enquiries.models import Enquiry
from desk.mail.models import Message
from desk.orders.enums import ItemState
from desk.orders.models import WorkItem
from desk.outbox import JobState
from stats import retention
from stats.models import PersonDay, TeamDay
from stats.rollups import remembered, tickets, traffic
from stats.rollups.counting import EVERY, Rows, columns_of, remove, seconds, selected, when
from stats.rollups.times import ROTATION, STATES, begun
from tickets.models import Escalation

_ROSTER = ("planned_s", "calls_planned_s")
#: What presence and roster tell, and so not of those in training.
TIMES = (*(f"{state}_s" for state in STATES), *_ROSTER, "kept_s")

_BY_STATE = ", ".join(f"coalesce(sum(s) FILTER (WHERE state = '{each}'), 0) AS {each}_s" for each in STATES)
_TIMES = f"""days AS (
  SELECT user_id, d::date AS day, state,
    greatest(began, d AT TIME ZONE 'Europe/Tallinn') AS began,
    least(ended, (d + interval '1 day') AT TIME ZONE 'Europe/Tallinn') AS ended
  FROM spans CROSS JOIN LATERAL generate_series(
    (began AT TIME ZONE 'Europe/Tallinn')::date::timestamp,
    ((ended - interval '1 second') AT TIME ZONE 'Europe/Tallinn')::date::timestamp, interval '1 day') d
), duties AS (
  SELECT user_id, d::date AS day, duty,
    greatest(began, d AT TIME ZONE 'Europe/Tallinn') AS began,
    least(ended, (d + interval '1 day') AT TIME ZONE 'Europe/Tallinn') AS ended,
    CASE WHEN d::date = (began AT TIME ZONE 'Europe/Tallinn')::date THEN lunch ELSE 0 END AS lunch
  FROM shifts CROSS JOIN LATERAL generate_series(
    (began AT TIME ZONE 'Europe/Tallinn')::date::timestamp,
    ((ended - interval '1 second') AT TIME ZONE 'Europe/Tallinn')::date::timestamp, interval '1 day') d
  WHERE d::date BETWEEN %s AND %s
), present AS (
  SELECT user_id, day, {_BY_STATE}
  FROM (SELECT user_id, day, state, extract(epoch FROM ended - began)::bigint AS s FROM days) x
  GROUP BY user_id, day
), roster AS (
  SELECT user_id, day, sum(s) AS planned_s,
    coalesce(sum(s) FILTER (WHERE duty = 'calls'), 0) AS calls_planned_s
  FROM (
    SELECT user_id, day, duty, greatest(extract(epoch FROM ended - began)::bigint - lunch, 0) AS s FROM duties
  ) x GROUP BY user_id, day
), kept AS (
  SELECT p.user_id, p.day,
    sum(extract(epoch FROM least(p.ended, s.ended) - greatest(p.began, s.began))::bigint) AS kept_s
  FROM days p JOIN duties s ON s.user_id = p.user_id AND s.day = p.day AND s.duty = 'calls'
    AND s.began < p.ended AND s.ended > p.began
  WHERE p.state IN ({", ".join(f"'{each}'" for each in ROTATION)})
  GROUP BY p.user_id, p.day
), times AS (
  SELECT day, user_id, {", ".join(f"coalesce({each}_s, 0) AS {each}_s" for each in STATES)},
    coalesce(planned_s, 0) AS planned_s, coalesce(calls_planned_s, 0) AS calls_planned_s,
    least(coalesce(kept_s, 0), coalesce(calls_planned_s, 0)) AS kept_s
  FROM present FULL JOIN roster USING (user_id, day) LEFT JOIN kept USING (user_id, day)
)"""  # noqa: S608  (our own names)


def _calls() -> QuerySet[Call]:
    return traffic.calls().filter(user__isnull=False)


def _offers() -> QuerySet[Offer]:
    return Offer.objects.filter(call__training=False)


def _visits() -> QuerySet[Visit]:
    return Visit.objects.filter(state=VisitState.SERVED, user__isnull=False)


def _serving() -> QuerySet[Period]:
    return Period.objects.filter(state=VisitState.SERVING, user__isnull=False)


def _letters() -> QuerySet[Message]:
    return Message.objects.filter(written=True, state=JobState.SENT, by__isnull=False)


def _enquiries() -> QuerySet[Enquiry]:
    return Enquiry.objects.counted().filter(closed_at__isnull=False, owner__isnull=False)


def _tickets() -> QuerySet[Escalation]:
    return tickets.tickets().filter(created_by__isnull=False)


def _packages() -> QuerySet[Package]:
    return Package.objects.filter(client__practice=False, sending_by__isnull=False)


def _items() -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(state=ItemState.DONE)


def parts() -> tuple[Rows, ...]:
    """What people did, by the day on which it began or was done."""
    return (
        Rows(
            _calls, "rang_at", {"user": "user_id"},
            {"calls": traffic.ANSWERED, "finished": traffic.FINISHED, "out": traffic.REACHED},
            {
                "talk_s": seconds(traffic.FINISHED, "answered_at", "hung_up_at"),
                "hold_s": when(traffic.FINISHED, "on_hold"),
                "wrap_s": seconds(traffic.FINISHED, "hung_up_at", "closed_at"),
                "out_s": traffic.spent_calling(),
            },
        ),
        Rows(
            _offers, "made_at", {"user": "user_id"},
            {"unanswered": Q(state__in=[OfferState.EXPIRED, OfferState.REFUSED])},
        ),
        Rows(_visits, "arrived_at", {"user": "user_id"}, {"visits": EVERY}),
        Rows(
            _serving, "visit__arrived_at", {"user": "user_id"}, {},
            {"visit_s": seconds(Q(ended_at__isnull=False), "started_at", "ended_at")},
        ),
        Rows(_letters, "queued_at", {"user": "by_id"}, {"letters": EVERY}),
        Rows(_enquiries, "closed_at", {"user": "owner_id"}, {"enquiries": EVERY}),
        Rows(
            _tickets, "created_at", {"user": "created_by_id"},
            {"tickets": EVERY, "tickets_back": Q(came_back=True)},
        ),
        Rows(_packages, "sent_at", {"user": "sending_by_id"}, {"documents": EVERY}),
        Rows(_items, "done_at", {"user": "done_by_id"}, {"items": EVERY}),
    )  # fmt: skip


def count(first: date, last: date) -> None:
    """Count these days anew, in the transaction of the caller.

    Persons' days that were destroyed by rule are not made again, nor the desk's where one person alone worked
    (stats.retention); the others are counted from the rows themselves, whatever is left of persons' figures.
    """
    names = columns_of(PersonDay)[2]
    done, given = selected(parts(), first, last, ["user"], names)
    tables, params = begun(first, last)
    since = retention.kept_from()
    gone = remembered.days(first, last, since)
    remove(TeamDay, first, last)
    remove(PersonDay, max(first, since), last)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{tables}, {_TIMES}, {_persons(names, done)} {_written(names)}",
            [*params, first, last, *given, since, since],
        )
    remembered.put_back(gone)


def _persons(names: Sequence[str], done: str) -> str:
    columns = ", ".join(names)
    times = ", ".join(name if name in TIMES else "0" for name in names)
    sums = ", ".join(f"sum({name})::bigint AS {name}" for name in names)
    return f"""persons AS MATERIALIZED (
  SELECT day, user_id, {sums}, (day, user_id) IN (SELECT day, user_id FROM trainees) AS trainee
  FROM (SELECT * FROM ({done}) AS done (day, user_id, {columns})
        UNION ALL SELECT day, user_id, {times} FROM times) AS everything (day, user_id, {columns})
  GROUP BY day, user_id HAVING {" + ".join(f"sum({name})" for name in names)} > 0
)"""  # noqa: S608  (our own names)


def _written(names: Sequence[str]) -> str:
    columns = ", ".join(names)
    sums = ", ".join(
        f"coalesce(sum({name}) FILTER (WHERE NOT trainee), 0)" if name in TIMES else f"sum({name})"
        for name in names
    )
    did = " + ".join(name for name in names if name not in TIMES)
    was = " + ".join(name for name in TIMES if name not in _ROSTER)
    people = f"count(*) FILTER (WHERE {did} > 0 OR (NOT trainee AND {was} > 0))"
    return f""", person_days AS (
  INSERT INTO stats_personday (day, user_id, {columns})
  SELECT day, user_id, {columns} FROM persons WHERE day >= %s
)
INSERT INTO stats_teamday (day, {columns}, people)
SELECT day, {sums}, {people}
FROM persons GROUP BY day HAVING day >= %s OR {people} > 1"""  # noqa: S608  (our own names)
