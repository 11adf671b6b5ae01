"""A forecast of three weeks, and staffing proposals on it: decided, waiting for the head, being written."""

import math
from datetime import datetime, timedelta

from desk import outbox, workdays
from desk.demo.moment import ago
from desk.people import roster
from desk.people.models import User
from stats.actions import forecasts, proposals
from stats.enums.staffing import Load, Method, Outcome
from stats.models import Forecast, Proposal
from stats.staffing.making import Answer
from stats.staffing.step import Step
from stats.staffing.steps import open_steps

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
BUSIEST = 3.6  # calls of a half-hour before noon
WEEKDAYS = (1.3, 1.05, 0.95, 0.95, 0.8, 0.3, 0.3)  # Mondays are the heaviest
HANDLE = {"9": 262.0, "10": 275.0, "11": 281.0, "13": 268.0, "14": 259.0, "15": 255.0, "16": 248.0}
_TESTED = {"folds": 6, "halves": 960}
ERRORS = {
    "regression": {"wape": 0.312, "wape_day": 0.118, "bias": -0.014, "coverage": 0.79, **_TESTED},
    "naive": {"wape": 0.377, "wape_day": 0.164, "bias": 0.031, "coverage": 0.76, **_TESTED},
}
WHY = (
    "Esmaspäeva hommikul on liinil üks inimene vähem, kui vaja, ja pärast lõunat üks rohkem. Palun tõsta"
    " nimetatud vahetused. Vabanev aeg läheb volikirjade kontrollimiseks."
)


def seed(at: datetime) -> None:
    """What Helena forecast and proposed in the last days, and what the head made of it."""
    head, helena = (User.objects.get(username=name) for name in ("juht", "vanem"))
    monday = roster.monday_of(workdays.day_of(at))
    with ago(6 * DAY):
        forecast = forecasts.ask(first=monday, weeks=3, by_hand=None, by=helena)
        _made(forecast)
        forecast.refresh_from_db()
        first = proposals.write(
            forecast=forecast, title="Selle nädala vahetused", first=monday, weeks=1, by=helena
        )
        _sent(first, helena)
    with ago(4 * DAY):
        reason = "Esmaspäeva muudatused teeme ära. Reedel peab keegi jääma viieni letti."
        proposals.decide(proposal=first, outcome=Outcome.PARTLY, reason=reason, by=head)
    with ago(DAY):
        second = proposals.write(
            forecast=forecast, title="Järgmise nädala vahetused", first=monday + WEEK, weeks=1, by=helena
        )
        _sent(second, helena)
    busier = proposals.write(
        forecast=forecast, title="Järgmine nädal, kui kõnesid on rohkem", first=monday + WEEK, weeks=1,
        by=helena,
    )  # fmt: skip
    proposals.change(proposal=busier, said={"planned_for": Load.HIGH}, by=helena)


def _sent(proposal: Proposal, by: User) -> None:
    proposals.change(proposal=proposal, said={"text": WHY}, by=by)
    proposals.send(proposal=proposal, by=by)


def _made(forecast: Forecast) -> None:
    """As the worker would have made it of two years of calls; training it takes too long here."""
    steps = open_steps(forecast.first, forecast.last)
    last = forecast.first - DAY
    half_days = {f"{day}-{half}": count for day in range(5) for half, count in (("am", 4.5), ("pm", 3.2))}
    answer = Answer(
        Method.REGRESSION, last - 104 * WEEK, last, ERRORS,
        [(step.at.isoformat(), *_expected(step)) for step in steps],
        {"all": 266.0, "hours": HANDLE, "languages": {"et": 258.0, "ru": 289.0, "en": 301.0}},
        {"letters": half_days, "visits": half_days, "documents": 22.0, "tickets": 9.5},
    )  # fmt: skip

    def ask(_row: Forecast) -> Answer:
        return answer

    outbox.drain(Forecast, forecast.pk, ask=ask, record=forecasts.record)


def _expected(step: Step) -> tuple[float, float, float]:
    """(low, expected, high): two hills, the higher one before noon."""
    hour = step.minute / 60
    hills = math.exp(-(((hour - 11.25) / 1.9) ** 2)) + 0.72 * math.exp(-(((hour - 14.5) / 1.6) ** 2))
    expected = BUSIEST * WEEKDAYS[step.weekday] * hills * step.open
    spread = 1.45 * math.sqrt(expected)
    return round(max(0.0, expected - spread), 2), round(expected, 2), round(expected + spread, 2)
