"""Whom a follow-up may be about by what the Business Register said (slot COHORT_SELECTORS)."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from desk import workdays
from desk.clients.codes import HOME
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.orders.selecting import Ask, Ids, Param, Selector
from desk.orders.selectors import half_a_year_ago
from registry.enums import Verdict
from registry.models import ChangedOrganisation, Check

Values = Mapping[str, Any]


def _verdict(values: Values) -> Ids:
    """What the last answer said; later questions without an answer do not count."""
    answers = Check.objects.answered().filter(client=OuterRef("pk")).order_by("-asked_at", "-pk")
    clients = Client.objects.annotate(verdict=Subquery(answers.values("verdict")[:1]))
    return clients.filter(verdict__in=values["verdicts"]).values("pk")


def _not_asked(values: Values) -> Ids:
    since = workdays.at(values["since"], time.min)
    answers = Check.objects.answered().filter(client=OuterRef("pk"), answered_at__gte=since)
    known = Client.objects.filter(country=HOME).exclude(registry_code="").exclude(kind=Kind.PERSON)
    return known.filter(~Exists(answers)).values("pk")


def _changed(values: Values) -> Ids:
    first = workdays.today() - timedelta(days=values["days"])
    codes = ChangedOrganisation.objects.filter(day__gte=first).values("code")
    return Client.objects.filter(country=HOME, registry_code__in=codes).values("pk")


SELECTORS = (
    Selector(
        "registry.verdict",
        _("By the register's last answer"),
        _("What the Business Register said last of who represents the client."),
        _verdict,
        (
            Param(
                "verdicts", _("Answers"), Ask.CHOICES,
                choices=lambda: Verdict.choices,
                initial=(Verdict.ORG_DELETED, Verdict.ORG_NOT_FOUND),
            ),
        ),
    ),
    Selector(
        "registry.not_asked",
        _("Representation not asked about since"),
        _("Clients with a registry code about whom the register has given no answer since that day."),
        _not_asked,
        (Param("since", _("Since"), Ask.DATE, initial=half_a_year_ago),),
    ),
    Selector(
        "registry.changed",
        _("Changed in the register"),
        _("The register's daily list of changes has named the organisation within so many days."),
        _changed,
        (Param("days", _("Within days"), Ask.NUMBER, initial=30, least=1, most=1000),),
    ),
)  # fmt: skip
