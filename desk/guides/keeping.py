"""What this room keeps about people: who read what, and who remarked on which guide. Guides name nobody."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk.guides.models import GuideFlag, Reading
from desk.people.models import User
from desk.records import actions, retention
from desk.records.histories import delete
from desk.records.holdings import Erasure, Fate, Held, Holding, Outcome, Subject, Thing, let_go
from desk.records.keeping.batches import by_runs
from desk.records.models import RetentionRule
from desk.records.retention import Store

FLAGS, READINGS = "guide_flags", "readings"
_FLAGS = "Kinnitada arhivaaril: lahendatud märkused juhendite kohta 3 aastat"
_READINGS = "Kinnitada arhivaaril: tutvumise kinnitused 5 aastat pärast juhise lõppu"


def due_readings(before: datetime) -> QuerySet[Reading]:
    """Receipts of instructions that ended before then."""
    ended = Q(instruction__withdrawn_at__lt=before) | Q(instruction__until_day__lt=before.date())
    return Reading.objects.filter(ended)


def due_flags(before: datetime) -> QuerySet[GuideFlag]:
    """Remarks that were answered before then."""
    return GuideFlag.objects.filter(settled_at__lt=before)


@transaction.atomic
def destroy_flag(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The remark and its answer, with their history."""
    rows = GuideFlag.objects.filter(pk=pk, settled_at__isnull=False)
    if rows.select_for_update(of=("self",)).first() is None:
        return False
    actions.destroy(
        rule=rule, subject=("guide_flag", pk), client_id=None, kept=[], by=by, let_go=lambda: delete(rows)
    )  # fmt: skip
    return True


def tell(subject: Subject) -> Iterator[Held]:
    """What the member of staff confirmed to have read, and own remarks."""
    readings = Reading.objects.filter(user__in=subject.user_ids).select_related("instruction")
    for reading in readings.order_by("pk"):
        title = gettext("Read: %(title)s") % {"title": reading.instruction.title}
        yield Held("reading", reading.pk, reading.at, title)
    rule = retention.rule_of(FLAGS)
    for flag in GuideFlag.objects.filter(by__in=subject.user_ids).order_by("pk"):
        until = retention.last_day(rule, flag.settled_at) if flag.settled_at else None
        lines = (flag.note,) if flag.note else ()
        yield Held("guide_flag", flag.pk, flag.at, gettext("Remark on a guide"), lines, until=until)


def erase(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Own remarks; receipts name nobody once the account does not."""
    first = gettext("Answer the remark first.")
    things = [
        Thing(flag.pk, flag.settled_at or flag.at, "" if flag.settled_at else first)
        for flag in GuideFlag.objects.filter(by__in=subject.user_ids)
    ]
    return let_go(
        things, erasure, kind="guide_flag", store=FLAGS, destroy=destroy_flag, fate=Fate.DESTROYED
    )  # fmt: skip


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "guides", _("Instructions read and remarks on guides"), ("guides.Reading", "guides.GuideFlag"),
        tell, erase, _FLAGS,
    ),
)  # fmt: skip
STORES: tuple[Store, ...] = (
    Store(READINGS, _("Read receipts"), 1826, _READINGS, due_readings, by_runs("reading", due_readings)),
    Store(FLAGS, _("Remarks on guides"), 1095, _FLAGS, due_flags, destroy_flag, kind="guide_flag"),
)
