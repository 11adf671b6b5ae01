"""Whom the night asks the register about, in which order, and how many now. Reads."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from contracts.models import Authorisation, Rechecked
from contracts.representation.nights import asked_since
from desk import clock
from desk.clients.codes import HOME
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.outbox import JobState
from registry import line
from registry.enums import LineState
from registry.models import ChangedOrganisation, Line

PORTION = 250  # questions that wait at a time; what a person asks at night goes before them (registry.tasks)
_FEED = timedelta(days=2)  # how far back the register's change feed is looked at


def relying() -> QuerySet[Client]:
    """Clients of the register who have documents in force."""
    documents = Authorisation.objects.relied_on().filter(package__client=OuterRef("pk"))
    clients = Client.objects.filter(Exists(documents), country=HOME, practice=False, merged_into=None)
    return clients.exclude(kind=Kind.PERSON).exclude(registry_code="")


def due(day: date) -> QuerySet[Client]:
    """Those whom this night has not asked about: changed ones of the feed first, then the longest ago."""
    not_yet = Q(rechecked=None) | Q(rechecked__asked_at__lt=asked_since(day))
    # A question that still waits is not put twice.
    answered = Q(rechecked=None) | Q(rechecked__compared_at__isnull=False)
    changed = ChangedOrganisation.objects.filter(code=OuterRef("registry_code"), day__gte=day - _FEED)
    clients = relying().filter(not_yet, answered).annotate(changed=Exists(changed))
    return clients.order_by("-changed", F("rechecked__asked_at").asc(nulls_first=True), "pk")


def room() -> tuple[int, str]:
    """How many may be asked now, and why no more: a word of `enums.NIGHT_STOPS`, or nothing."""
    channel = settings.REGISTRY_CHANNEL
    state = Line.objects.filter(channel=channel).exclude(state=LineState.OPEN).first()
    if state is not None and state.state == LineState.STOPPED:
        return 0, "stopped"
    waiting = Rechecked.objects.filter(
        compared_at=None, check_row__state__in=[JobState.PENDING, JobState.SENDING]
    ).count()
    if state is not None:
        # After its rest somebody must try; nobody else may ask all night.
        rested = state.rests_until is not None and state.rests_until <= clock.now()
        return (1, "") if rested and not waiting else (0, "resting")
    spare = line.left_today(channel) - settings.RECHECK_RESERVE - waiting
    if spare <= 0:
        return 0, "budget"
    return max(0, min(spare, PORTION - waiting)), ""
