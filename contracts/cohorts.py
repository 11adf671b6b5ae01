"""Whom a follow-up may be about by their documents (slot COHORT_SELECTORS)."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from contracts.enums import PackageState
from contracts.models import Authorisation, Kind, Package, Portal, RepresentationChange
from contracts.models.drafts import DROPPED, AuthorisationQuerySet
from contracts.models.packages import DONE
from desk import clock, workdays
from desk.clients.models import Client
from desk.orders.selecting import Ask, Ids, Param, Selector

Values = Mapping[str, Any]
MAIN_USER = "main_user_poa"
# Neither done nor only waiting for a step of the worker.
_WAITING = [each for each in PackageState if each not in {*DONE, PackageState.PUBLISHED}]


def _ending(values: Values) -> Ids:
    today = workdays.today()
    until = today + timedelta(days=values["days"])
    rows = Authorisation.objects.standing(today)
    ends = Q(valid_until__lte=until) | Q(last_day__lte=until)
    return _of(rows, values).filter(ends).values("package__client_id")


def _of(rows: AuthorisationQuerySet, values: Values) -> AuthorisationQuerySet:
    if values.get("kind"):
        rows = rows.filter(kind__code=values["kind"])
    return rows.filter(portal__code=values["portal"]) if values.get("portal") else rows


def _stuck(values: Values) -> Ids:
    """Not moved for so many days: neither sent, reminded, returned nor changed in that time."""
    before = clock.now() - timedelta(days=values["days"])
    states = values["states"] or _WAITING
    waiting = Package.objects.filter(state__in=states, drafted_at__lt=before)
    moved = Package.history.filter(id=OuterRef("pk"), history_date__gte=before)
    return waiting.exclude(Exists(moved)).values("client_id")


def _without_main_user(values: Values) -> Ids:
    """Have a document in force in the portal, but nobody is its main user there."""
    standing = Authorisation.objects.in_force()
    if values["portal"]:
        standing = standing.filter(portal__code=values["portal"])
    main = standing.filter(kind__code=MAIN_USER, package__client=OuterRef("package__client"))
    main = main.filter(portal=OuterRef("portal"))
    return standing.exclude(kind__code=MAIN_USER).filter(~Exists(main)).values("package__client_id")


def _in_force(values: Values) -> Ids:
    return _of(Authorisation.objects.in_force(), values).values("package__client_id")


def _ever(values: Values) -> Ids:
    kept = Authorisation.objects.exclude(state__in=DROPPED)
    none = ~Exists(_of(kept, values).filter(package__client=OuterRef("pk")))
    return Client.objects.filter(none).values("pk")


def _changed(values: Values) -> Ids:
    rows = RepresentationChange.objects.open()
    rows = rows.filter(lost__gt=0) if values["which"] == "lost" else rows
    return rows.order_by().values("client_id")


def _kinds() -> Iterable[tuple[str, object]]:
    yield "", _("any kind")
    for kind in Kind.objects.filter(effect="opens").order_by("position", "pk"):
        yield kind.code, str(kind)


def _portals() -> Iterable[tuple[str, object]]:
    yield "", _("any portal")
    for portal in Portal.objects.order_by("pk"):
        yield portal.code, str(portal)


def _states() -> Iterable[tuple[str, object]]:
    return [(each.value, each.label) for each in _WAITING]


KIND = Param("kind", _("Kind of document"), Ask.CHOICE, initial="", choices=_kinds, needed=False)
PORTAL = Param("portal", _("Portal"), Ask.CHOICE, initial="", choices=_portals, needed=False)

SELECTORS = (
    Selector(
        "contracts.ending",
        _("Authorisations that end soon"),
        _("A document in force ends within so many days, by its period or by notice."),
        _ending,
        (Param("days", _("Within days"), Ask.NUMBER, initial=60, least=1, most=1000), KIND, PORTAL),
    ),
    Selector(
        "contracts.stuck",
        _("Documents that are stuck"),
        _("Nothing has happened with them for so many days."),
        _stuck,
        (
            Param("days", _("For days"), Ask.NUMBER, initial=14, least=1, most=1000),
            Param(
                "states", _("In the states"), Ask.CHOICES, choices=_states, initial=(), needed=False,
                help=_("None ticked: any state in which somebody must do something."),
            ),
        ),
    ),
    Selector(
        "contracts.no_main_user",
        _("Without a main user"),
        _("A document is in force in a portal, but no power of attorney of a main user."),
        _without_main_user,
        (PORTAL,),
    ),
    Selector(
        "contracts.in_force",
        _("With a document in force"),
        _("Of this kind, in this portal."),
        _in_force,
        (KIND, PORTAL),
    ),
    Selector(
        "contracts.without",
        _("Without any document"),
        _("Neither in force, nor ended, nor under way."),
        _ever,
        (KIND, PORTAL),
    ),
    Selector(
        "contracts.changed",
        _("Changed representation"),
        _("The register says otherwise than when the documents were accepted, and nobody has looked at it."),
        _changed,
        (
            Param(
                "which", _("Which"), Ask.CHOICE, initial="all",
                choices=lambda: (
                    ("all", _("every change")),
                    ("lost", _("where somebody who signed represents no more")),
                ),
            ),
        ),
    ),
)  # fmt: skip
