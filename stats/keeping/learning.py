"""What the staff were taught, and what they have undertaken."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk import workdays
from desk.people.models import User
from desk.records import actions as records
from desk.records.histories import delete
from desk.records.holdings import Erasure, Fate, Held, Holding, Outcome, Subject, Thing, let_go
from desk.records.models import Blob, RetentionRule
from desk.records.retention import Store
from stats.models import Attendee, LearningSession, Material, Passed, Undertaking

TAUGHT, SESSIONS, UNDERTAKEN = "taught", "learning_sessions", "undertakings"
TAUGHT_BASIS = "Kinnitada arhivaaril: koolituste arvestus 5 aastat; viimane kord, kuni konto on avatud"
UNDERTAKEN_BASIS = "Kinnitada arhivaaril: kohustus ja ligipääs 5 aastat pärast lõppu"


def _began(day: date) -> datetime:
    return datetime.combine(day, time(), workdays.TALLINN)


# What a person was taught


def tell_taught(subject: Subject) -> Iterator[Held]:
    """Each training passed, and each session to which the person was asked."""
    for row in Passed.objects.filter(user__in=subject.user_ids).select_related("requirement").order_by("pk"):
        lines = tuple(
            text for text in (formats.date_format(row.on_day, "SHORT_DATE_FORMAT"), row.paper) if text
        )
        yield Held("passed", row.pk, row.at, str(row.requirement), lines)
    invited = Attendee.objects.filter(user__in=subject.user_ids).select_related("session").order_by("pk")
    for each in invited:
        yield Held("attendee", each.pk, each.invited_at, each.session.title, (each.get_state_display(),))


def erase_taught(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Each by its own rule; of somebody who works here the last one stays."""
    last = set(_last_ones().values_list("pk", flat=True))
    close = gettext("Close the account and hand over its work first.")
    things = [
        Thing(row.pk, _began(row.on_day), close if row.pk in last else "")
        for row in Passed.objects.filter(user__in=subject.user_ids).order_by("pk")
    ]
    yield from let_go(
        things, erasure, kind="passed", store=TAUGHT, destroy=destroy_taught, fate=Fate.DESTROYED
    )
    invited = Attendee.objects.filter(user__in=subject.user_ids, passed=None).select_related("session")
    asked = [Thing(row.pk, row.session.ends_at) for row in invited.order_by("pk")]
    yield from let_go(
        asked, erasure, kind="attendee", store=TAUGHT, destroy=destroy_attendance, fate=Fate.DESTROYED
    )


def _last_ones() -> QuerySet[Passed]:
    """Of each person with an open account the last time of each thing: by it the next is due."""
    later = Passed.objects.filter(
        user=OuterRef("user"), requirement=OuterRef("requirement"), on_day__gt=OuterRef("on_day")
    )
    return Passed.objects.filter(~Exists(later), user__is_active=True)


def due_taught(before: datetime) -> QuerySet[Passed]:
    """From before then, but the last one of each thing of those who still work here."""
    day = workdays.day_of(before)
    return Passed.objects.filter(on_day__lt=day).exclude(pk__in=_last_ones().order_by().values("pk"))


@transaction.atomic
def destroy_taught(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """That the person was taught it then."""
    row = Passed.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        return False

    def empty() -> None:
        Passed.objects.filter(pk=pk).delete()
        if row.attendee_id is not None:
            delete(Attendee.objects.filter(pk=row.attendee_id))

    records.destroy(rule=rule, subject=("passed", pk), client_id=None, by=by, kept=[], let_go=empty)
    return True


@transaction.atomic
def destroy_attendance(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """That the person was asked to come."""
    if not Attendee.objects.select_for_update(of=("self",)).filter(pk=pk, passed=None).exists():
        return False
    records.destroy(
        rule=rule, subject=("attendee", pk), client_id=None, by=by, kept=[],
        let_go=lambda: delete(Attendee.objects.filter(pk=pk)),
    )  # fmt: skip
    return True


def due_sessions(before: datetime) -> QuerySet[LearningSession]:
    """Over before then, and nothing that a person was taught there is kept any more."""
    kept = Passed.objects.filter(attendee__session=OuterRef("pk"))
    return LearningSession.objects.filter(~Exists(kept), ends_at__lt=before)


@transaction.atomic
def destroy_session(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The session with who was asked to it, and its materials."""
    kept = Passed.objects.filter(attendee__session=pk)
    row = LearningSession.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None or kept.exists():
        return False
    files = list(Material.objects.filter(session=pk).values_list("blob", flat=True))

    def empty() -> None:
        Material.objects.filter(session=pk).delete()
        delete(Attendee.objects.filter(session=pk))
        delete(LearningSession.objects.filter(pk=pk))

    records.destroy(
        rule=rule, subject=("learning_session", pk), client_id=None, by=by,
        kept=Blob.objects.filter(pk__in=files), let_go=empty,
    )  # fmt: skip
    return True


# Undertakings


def tell_undertakings(subject: Subject) -> Iterator[Held]:
    """Each undertaking and access to a register of others."""
    for row in Undertaking.objects.filter(user__in=subject.user_ids).order_by("pk"):
        lines = tuple(text for text in (row.register, row.scope, row.paper) if text)
        yield Held("undertaking", row.pk, _began(row.granted_on), row.get_kind_display(), lines)


def erase_undertakings(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Ended first."""
    first = gettext("End the undertaking or the access first.")
    things = [
        Thing(row.pk, _began(row.ended_on or row.granted_on), "" if row.ended_on else first)
        for row in Undertaking.objects.filter(user__in=subject.user_ids).order_by("pk")
    ]
    return let_go(
        things,
        erasure,
        kind="undertaking",
        store=UNDERTAKEN,
        destroy=destroy_undertaking,
        fate=Fate.DESTROYED,
    )


def due_undertakings(before: datetime) -> QuerySet[Undertaking]:
    """Ended before then."""
    return Undertaking.objects.filter(ended_on__lt=workdays.day_of(before))


@transaction.atomic
def destroy_undertaking(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The undertaking with its history."""
    rows = Undertaking.objects.select_for_update(of=("self",)).filter(pk=pk, ended_on__isnull=False)
    if not rows.exists():
        return False
    records.destroy(
        rule=rule, subject=("undertaking", pk), client_id=None, by=by, kept=[],
        let_go=lambda: delete(Undertaking.objects.filter(pk=pk)),
    )  # fmt: skip
    return True


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        TAUGHT, _("Trainings"),
        ("stats.Passed", "stats.Attendee", "stats.LearningSession", "stats.Material"),
        tell_taught, erase_taught, TAUGHT_BASIS,
    ),
    Holding(
        UNDERTAKEN, _("Undertakings and accesses"), ("stats.Undertaking",),
        tell_undertakings, erase_undertakings, UNDERTAKEN_BASIS,
    ),
)  # fmt: skip

STORES: tuple[Store, ...] = (
    Store(TAUGHT, _("Trainings passed"), 1825, TAUGHT_BASIS, due_taught, destroy_taught, "passed"),
    Store(
        SESSIONS, _("Trainings: who was asked, and materials"), 1825, TAUGHT_BASIS, due_sessions,
        destroy_session, "learning_session", rule=TAUGHT,
    ),
    Store(
        UNDERTAKEN, _("Undertakings and accesses that ended"), 1825, UNDERTAKEN_BASIS, due_undertakings,
        destroy_undertaking, "undertaking",
    ),
)  # fmt: skip
