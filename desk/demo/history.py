"""Two years of past work behind the demo, so that trends, forecasts and workload have something to show.

Only for `./run` (`demo --history`): tests and pages that are walked need the demo's own rows alone. What
it writes is over and done, and has lower ids and numbers than the demo's own rows, which stay on top.
"""

from datetime import datetime, timedelta

from desk import workdays
from desk.people.enums import Role
from desk.people.models import User
from stats import seeding
from stats.rollups import rebuild

CLIENTS, ENQUIRIES, YEARS = 400, 1500, 2.0


def keep_place(at: datetime) -> None:
    """Before the demo's own rows are made."""
    seeding.keep_place(workdays.day_of(at), ENQUIRIES)


def seed(at: datetime) -> None:
    """After them: the past up to yesterday, by the people of the demo, and its figures."""
    until = workdays.day_of(at)
    desk = User.objects.filter(roles__role__in=[Role.SPECIALIST, Role.SENIOR], training=False).distinct()
    plan = seeding.Plan(CLIENTS, ENQUIRIES, YEARS, 1, until, finished=True, kept_place=True)
    seeding.seed(plan, team=list(desk.order_by("pk")))
    rebuild(plan.first, until + timedelta(days=14))
