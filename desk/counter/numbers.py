"""The number that a visitor is given at the door, and that stands for him on the screen."""

from django.db import connection

from desk import workdays
from desk.counter.enums import NO_NUMBER
from desk.counter.models import DayNumbers, Office


def give(office: Office) -> str:
    """The next number of the office today, such as `A-12`; by one upsert, so two visitors never share one."""
    table = DayNumbers._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (office_id, day, last) VALUES (%s, %s, 1)"  # noqa: S608  (our own table's name)
            f" ON CONFLICT (office_id, day) DO UPDATE SET last = {table}.last + 1 RETURNING last",
            [office.pk, workdays.today()],
        )
        (last,) = cursor.fetchone()
    return f"{office.letter}-{last}"


def none(office: Office) -> str:
    """What stands in its place where nobody waited: a question at the door, a visit noted from paper."""
    return f"{office.letter}-{NO_NUMBER}"
