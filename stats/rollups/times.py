"""Where people were and when they were to be there: the parts of queries that cut it into days and quarters.

Each moment is cut to its second, so that intervals that follow each other leave nothing between them.
"""

from datetime import date, datetime, time, timedelta

from django.conf import settings

from desk import clock, workdays
from desk.people.roster import LUNCH_AFTER
from stats.rollups.counting import Query

# Breaks that are rest; every other reason, also one that the administrator adds, is work of another kind.
# A break without a reason is rest.
REST = ("lunch", "rest")
STATES = ("ready", "ringing", "on_call", "wrap_up", "rest", "other")
ROTATION = ("ready", "ringing", "on_call", "wrap_up")

# Presence: who was in what from when to when. An interval that is not over lasts until now.
_SPANS = """spans AS MATERIALIZED (
  SELECT user_id, state, began, ended FROM (
    SELECT p.user_id,
      CASE p.state WHEN 'available' THEN 'ready'
        WHEN 'break' THEN CASE WHEN r.code IS NULL OR r.code = ANY(%s) THEN 'rest' ELSE 'other' END
        ELSE p.state END AS state,
      date_trunc('second', greatest(p.started_at, %s)) AS began,
      date_trunc('second', least(coalesce(p.ended_at, %s), %s)) AS ended
    FROM people_presence p LEFT JOIN people_breakreason r ON r.id = p.reason_id
    WHERE p.state <> 'away' AND p.started_at < %s AND (p.ended_at > %s OR p.ended_at IS NULL)
  ) cut WHERE began < ended
)"""

# The roster; lunch stands in its first day.
_SHIFTS = """shifts AS MATERIALIZED (
  SELECT user_id, duty, date_trunc('second', starts_at) AS began, date_trunc('second', ends_at) AS ended,
    CASE WHEN ends_at - starts_at > %s THEN %s ELSE 0 END AS lunch
  FROM people_shift WHERE starts_at < %s AND ends_at > %s
)"""

# Who was in training at the end of which day; before the first that is known of a person, as it was then.
_TRAINEES = """trainees AS MATERIALIZED (
  SELECT u.id AS user_id, d::date AS day
  FROM people_user u CROSS JOIN generate_series(%s::date, %s::date, interval '1 day') d
  WHERE (u.training OR EXISTS (SELECT FROM people_historicaluser h WHERE h.id = u.id AND h.training))
    AND coalesce(
      (SELECT h.training FROM people_historicaluser h WHERE h.id = u.id
         AND h.history_date < ((d::date + 1)::timestamp AT TIME ZONE 'Europe/Tallinn')
       ORDER BY h.history_date DESC, h.history_id DESC LIMIT 1),
      (SELECT h.training FROM people_historicaluser h WHERE h.id = u.id
       ORDER BY h.history_date, h.history_id LIMIT 1),
      u.training)
)"""


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """The first moment of these days in Tallinn, and the first after them."""
    return workdays.at(first, time.min), workdays.at(last + timedelta(days=1), time.min)


def begun(first: date, last: date) -> Query:
    """The tables `spans`, `shifts` and `trainees` of these days, for a query that goes on with a comma."""
    start, end = bounds(first, last)
    now = max(start, min(end, clock.now()))
    lunch = settings.ROSTER_LUNCH_MINUTES * 60
    params = (
        *(list(REST), start, now, end, end, start),
        *(LUNCH_AFTER, lunch, end, start),
        *(first, last),
    )
    return f"WITH {_SPANS}, {_SHIFTS}, {_TRAINEES}", params


def kept_since() -> date:
    """The first day of which all presence is still here (desk.people forgets it after its days)."""
    gone = clock.now() - timedelta(days=settings.PRESENCE_KEPT_DAYS)
    return workdays.day_of(gone) + timedelta(days=1)
