"""How many enquiries each client had in a month; only what differs from what stands there is written."""

from datetime import date, time

from django.db import connection

from desk import workdays

_COUNTED = """
SELECT client_id, count(*) AS enquiries FROM enquiries_enquiry
WHERE NOT practice AND client_id IS NOT NULL AND opened_at >= %(start)s AND opened_at < %(end)s
GROUP BY client_id"""
_GONE = """
DELETE FROM stats_clientmonth m WHERE m.month = %(month)s
AND NOT EXISTS (SELECT FROM (counted) c WHERE c.client_id = m.client_id)""".replace("counted", _COUNTED)
_CHANGED = """
INSERT INTO stats_clientmonth AS m (month, client_id, enquiries)
SELECT %(month)s, client_id, enquiries FROM (counted) c
ON CONFLICT (month, client_id) DO UPDATE SET enquiries = excluded.enquiries
WHERE m.enquiries <> excluded.enquiries""".replace("counted", _COUNTED)


def count(first: date, last: date) -> None:
    """Count the months of these days anew, in the transaction of the caller."""
    month = first.replace(day=1)
    while month <= last:
        following = _after(month)
        start, end = workdays.at(month, time.min), workdays.at(following, time.min)
        with connection.cursor() as cursor:
            for text in (_GONE, _CHANGED):
                cursor.execute(text, {"month": month, "start": start, "end": end})
        month = following


def _after(month: date) -> date:
    whole = month.year * 12 + month.month
    return date(whole // 12, whole % 12 + 1, 1)
