"""What this room selects clients by: the clients themselves, their contacts, their enquiries, their rows."""

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from desk import workdays
from desk.clients.enums import ContactKind, Kind, Works
from desk.clients.models import Client, ContactPoint
from desk.enquiries import topics
from desk.enquiries.models import Enquiry, Topic
from desk.orders.enums import ItemResult, ItemState, OrderKind, OrderState
from desk.orders.models import Period, WorkItem, WorkItemQuerySet
from desk.orders.selecting import Ask, Ids, Param, Selector
from desk.people.enums import Language

Values = Mapping[str, Any]
_HALF_A_YEAR = timedelta(days=183)


def _unreachable(values: Values) -> Ids:
    """Two questions joined by AND, each with an index, in place of one with OR across two owners."""
    usable = ContactPoint.objects.filter(works=Works.YES)
    if values["trust"] == "dead":
        usable = ContactPoint.objects.exclude(works=Works.NO)
    if values["channel"]:
        usable = usable.filter(kind=values["channel"])
    own = Exists(usable.filter(client=OuterRef("pk")))
    of_people = Exists(usable.filter(person__roles__client=OuterRef("pk"), person__roles__ended_at=None))
    return Client.objects.filter(~own, ~of_people).values("pk")


def _unverified(values: Values) -> Ids:
    since = workdays.at(values["since"], time.min)
    fresh = ContactPoint.objects.filter(verified_at__gte=since)
    own = Exists(fresh.filter(client=OuterRef("pk")))
    of_people = Exists(fresh.filter(person__roles__client=OuterRef("pk"), person__roles__ended_at=None))
    return Client.objects.filter(~own, ~of_people).values("pk")


def _enquired(values: Values) -> Ids:
    asked = Enquiry.objects.counted().filter(client__isnull=False)
    if values["topic"]:
        asked = asked.filter(topic__in=_topics(values["topic"]))
    if values["first"]:
        asked = asked.filter(opened_at__gte=workdays.at(values["first"], time.min))
    if values["last"]:
        asked = asked.filter(opened_at__lt=workdays.at(values["last"] + timedelta(days=1), time.min))
    return asked.values("client_id")


def _topics(code: str) -> frozenset[int]:
    """A group stands for all within it; a topic also for those that went on in it."""
    topic = Topic.objects.filter(code=code).first()
    if topic is None:
        return frozenset()
    within = Topic.objects.filter(Q(pk=topic.pk) | Q(parent=topic.pk))
    return frozenset().union(*(topics.lineage(each) for each in within))


def _of_kind(values: Values) -> Ids:
    return Client.objects.filter(kind__in=values["kinds"]).values("pk")


def _of_form(values: Values) -> Ids:
    wanted = [each.strip() for each in values["forms"].split(",") if each.strip()]
    alike = Q(pk__in=[])
    for each in wanted:
        alike |= Q(legal_form__iexact=each)
    return Client.objects.filter(alike).values("pk")


def _speaking(values: Values) -> Ids:
    return Client.objects.filter(language__in=values["languages"]).values("pk")


def _added_since(values: Values) -> Ids:
    return Client.objects.filter(created_at__gte=workdays.at(values["since"], time.min)).values("pk")


def _in_another(values: Values) -> Ids:
    return followed().values("client_id")


def followed() -> WorkItemQuerySet:
    """Open rows of follow-ups that people work on now."""
    return WorkItem.objects.filter(
        state=ItemState.OPEN, client__isnull=False,
        order__kind=OrderKind.FOLLOW_UP, order__state=OrderState.GIVEN,
    )  # fmt: skip


def _found_before(values: Values) -> Ids:
    since = workdays.at(values["since"], time.min)
    rows = WorkItem.objects.filter(
        order__kind=OrderKind.FOLLOW_UP, result__in=values["results"], done_at__gte=since
    )
    return rows.filter(client__isnull=False).values("client_id")


def _everybody(values: Values) -> Ids:
    return Client.objects.values("pk")


def _after_the_period(period: Period | None) -> date | None:
    return period.ends_on + timedelta(days=1) if period else None


def _end_of_the_peak(period: Period | None) -> date | None:
    return period.peak_until if period else None


def half_a_year_ago(period: Period | None) -> date:
    """What dates begin with that look back."""
    return workdays.today() - _HALF_A_YEAR


def _any_channel() -> Iterable[tuple[str, object]]:
    return [("", _("phone or e-mail")), *ContactKind.choices]


def _topic_choices() -> Iterable[tuple[str, object]]:
    return [("", _("any topic")), *topics.choices()]


CHANNEL = Param("channel", _("Reached by"), Ask.CHOICE, initial="", choices=_any_channel, needed=False)
SINCE = Param("since", _("Since"), Ask.DATE, initial=half_a_year_ago)

SELECTORS = (
    Selector(
        "orders.everybody", _("All clients"), _("Every client whom we serve."), _everybody
    ),
    Selector(
        "orders.no_working_contact",
        _("Without a working contact"),
        _("Neither the client nor anybody who acts for it can be reached."),
        _unreachable,
        (
            Param(
                "trust", _("Which contacts count"), Ask.CHOICE, initial="dead",
                choices=lambda: (
                    ("dead", _("all that nobody has found dead")),
                    ("confirmed", _("only those confirmed as working")),
                ),
            ),
            CHANNEL,
        ),
    ),
    Selector(
        "orders.not_verified",
        _("Contacts not confirmed since"),
        _("No contact of the client, or of those who act for it, was confirmed since that day."),
        _unverified,
        (SINCE,),
    ),
    Selector(
        "orders.enquired",
        _("Asked about a topic"),
        _("Enquiries opened on these days; a group of topics stands for all within it."),
        _enquired,
        (
            Param("topic", _("Topic"), Ask.CHOICE, initial="", choices=_topic_choices, needed=False),
            Param("first", _("From"), Ask.DATE, initial=_after_the_period, needed=False),
            Param("last", _("Until"), Ask.DATE, initial=_end_of_the_peak, needed=False),
        ),
    ),
    Selector(
        "orders.kind", _("Of a kind"), _("Organisations, people, authorities or sole traders."), _of_kind,
        (Param("kinds", _("Kinds"), Ask.CHOICES, choices=lambda: Kind.choices),),
    ),
    Selector(
        "orders.legal_form", _("Of a legal form"), _("As the register calls it."), _of_form,
        (Param("forms", _("Legal forms, with commas between"), Ask.TEXT, initial="OÜ", most=100),),
    ),
    Selector(
        "orders.language", _("Speaking a language"), _("The language in which we write to the client."),
        _speaking,
        (Param("languages", _("Languages"), Ask.CHOICES, choices=lambda: Language.choices),),
    ),
    Selector(
        "orders.new_clients", _("New clients"), _("Added since that day."), _added_since, (SINCE,)
    ),
    Selector(
        "orders.in_follow_up",
        _("In another follow-up already"),
        _("A row of a follow-up that people work on now is still open."),
        _in_another,
    ),
    Selector(
        "orders.found_before",
        _("With a result in an earlier follow-up"),
        _("Rows done since that day with one of these results."),
        _found_before,
        (
            Param(
                "results", _("Results"), Ask.CHOICES, initial=(ItemResult.ERROR_FOUND,),
                choices=lambda: [each for each in ItemResult.choices if each[0] != ItemResult.TAKEN_BACK],
            ),
            SINCE,
        ),
    ),
)  # fmt: skip
