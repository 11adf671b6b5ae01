"""The timeline: what was done, by codes and numbers. It holds no personal data and goes by its rule alone."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from desk.records import retention
from desk.records.holdings import Erasure, Held, Holding, Outcome, Subject
from desk.records.keeping.batches import by_runs
from desk.records.models import TimelineEntry
from desk.records.retention import Store
from desk.records.words import sentence

TIMELINE = "timeline"
_BASIS = "Kinnitada arhivaaril: toimingute ajalugu 10 aastat, nagu dokumendid, mida see tõendab"


def due(before: datetime) -> QuerySet[TimelineEntry]:
    """Lines from before then, but those of matters that are still open."""
    return retention.about_nothing_open(TimelineEntry.objects.filter(at__lt=before))


def tell(subject: Subject) -> Iterator[Held]:
    """Each line about the person."""
    rule = retention.rule_of(TIMELINE)
    theirs = Q(client_id__in=subject.client_ids) | Q(subject_kind="person", subject_id__in=subject.person_ids)
    for entry in TimelineEntry.objects.filter(theirs).order_by("at", "pk").iterator(chunk_size=1000):
        until = retention.last_day(rule, entry.at)
        yield Held("timeline", entry.pk, entry.at, sentence(entry), until=until)


def erase(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Nothing: a line says what was done with a number, and the number is nobody's afterwards."""
    yield from ()


HOLDINGS = (Holding("timeline", _("What was done"), ("records.TimelineEntry",), tell, erase, _BASIS),)
STORES = (Store(TIMELINE, _("Timeline"), 3653, _BASIS, due, by_runs("timeline", due)),)
