"""Whom a follow-up may be about by their tickets (slot COHORT_SELECTORS)."""

from collections.abc import Iterable, Mapping
from datetime import time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from desk import clock, workdays
from desk.orders.selecting import Ask, Ids, Param, Selector
from desk.orders.selectors import half_a_year_ago
from tickets.enums import State
from tickets.models import Escalation, Unit

Values = Mapping[str, Any]


def _open(values: Values) -> Ids:
    rows = Escalation.objects.open().exclude(state=State.DRAFT)
    before = clock.now() - timedelta(days=values["days"])
    return _of_unit(rows.filter(created_at__lte=before), values)


def _untold(values: Values) -> Ids:
    return _of_unit(Escalation.objects.filter(state__in=[State.ANSWERED, State.DELIVERING]), values)


def _since(values: Values) -> Ids:
    since = workdays.at(values["since"], time.min)
    return _of_unit(Escalation.objects.filter(created_at__gte=since).exclude(state=State.DRAFT), values)


def _of_unit(rows: Any, values: Values) -> Ids:
    if values["unit"]:
        rows = rows.filter(unit__code=values["unit"])
    ids: Ids = rows.filter(enquiry__client__isnull=False).order_by().values("enquiry__client_id")
    return ids


def _units() -> Iterable[tuple[str, object]]:
    yield "", _("any unit")
    for unit in Unit.objects.order_by("position", "code"):
        yield unit.code, str(unit)


UNIT = Param("unit", _("Unit"), Ask.CHOICE, initial="", choices=_units, needed=False)

SELECTORS = (
    Selector(
        "tickets.open",
        _("With an open ticket"),
        _("A problem of theirs is with the second level, for so many days at least."),
        _open,
        (Param("days", _("For days"), Ask.NUMBER, initial=0, most=1000), UNIT),
    ),
    Selector(
        "tickets.untold",
        _("With an answer not told yet"),
        _("The second level has answered, and the client has not been told."),
        _untold,
        (UNIT,),
    ),
    Selector(
        "tickets.since",
        _("With a ticket since a day"),
        _("A problem of theirs went to the second level since that day, open or not."),
        _since,
        (Param("since", _("Since"), Ask.DATE, initial=half_a_year_ago), UNIT),
    ),
)  # fmt: skip
