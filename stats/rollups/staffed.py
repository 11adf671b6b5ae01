"""The desk's time by the quarter of an hour: who was where, beside who was to be in the rotation."""

from datetime import date

from django.db import connection

from stats.models import Staffed
from stats.rollups import remembered
from stats.rollups.counting import remove
from stats.rollups.times import STATES, begun, bounds

_QUARTERS = """CROSS JOIN LATERAL generate_series(
    date_bin('15 minutes', began, '2000-01-01 00:00:00+00'), ended - interval '1 second',
    interval '15 minutes') slot
  WHERE slot >= %s AND slot < %s AND (user_id, (slot AT TIME ZONE 'Europe/Tallinn')::date) NOT IN (
    SELECT user_id, day FROM trainees)"""
_IN_IT = "extract(epoch FROM least(ended, slot + interval '15 minutes') - greatest(began, slot))::bigint"

_COLUMNS = (*STATES, "planned")
_WRITTEN = f"""quarters AS (
  SELECT slot, state, {_IN_IT} AS s, 0 AS planned FROM spans x {_QUARTERS}
  UNION ALL
  SELECT slot, 'planned', {_IN_IT}, CASE WHEN began <= slot AND ended > slot THEN 1 ELSE 0 END
  FROM shifts x {_QUARTERS} AND duty = 'calls'
)
INSERT INTO stats_staffed (slot, {", ".join(f"{each}_s" for each in _COLUMNS)}, planned)
SELECT slot, {", ".join(f"coalesce(sum(s) FILTER (WHERE state = '{each}'), 0)" for each in _COLUMNS)},
  sum(planned)
FROM quarters GROUP BY slot"""  # noqa: S608  (our own names)


def count(first: date, last: date) -> None:
    """Count these days anew, in the transaction of the caller."""
    tables, params = begun(first, last)
    gone = remembered.quarters(first, last)
    remove(Staffed, first, last)
    span = bounds(first, last)
    with connection.cursor() as cursor:
        cursor.execute(f"{tables}, {_WRITTEN}", [*params, *span, *span])
    remembered.put_back(gone)
