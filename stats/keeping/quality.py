"""Reviews of work, coaching, listening, and figures of persons: of the staff, and of whose contact it was."""

from collections.abc import Iterator
from datetime import datetime, time

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk import workdays
from desk.people.models import User
from desk.records import actions as records
from desk.records.histories import delete
from desk.records.holdings import Erasure, Fate, Held, Holding, Outcome, Subject, Thing, let_go
from desk.records.models import RetentionRule
from desk.records.retention import Store
from stats.actions.forgetting import destroy_coaching, destroy_review, destroy_sample
from stats.enums.quality import SampleState
from stats.models import Booking, Coaching, PersonDay, PersonMix, Response, Review, Sample
from stats.retention import PERSON_DAYS

LISTENED = "listened"
TWO_YEARS = "Kinnitada töötajate esindajaga: tagasiside kaks aastat"


def _about(subject: Subject) -> Q:
    """Of the person's own work, or of a contact with the person."""
    return Q(person__in=subject.user_ids) | Q(client_id__in=subject.client_ids)


def tell_reviews(subject: Subject) -> Iterator[Held]:
    """To the staff what was said of their work; to a client only that a contact was looked at for quality."""
    for review in Review.objects.filter(_about(subject)).order_by("pk"):
        at = review.finished_at or review.started_at
        if review.person_id not in subject.user_ids:
            yield Held("review", review.pk, at, gettext("How your contact was handled was reviewed"))
            continue
        lines = [gettext("Score: %(score)s") % {"score": review.score}, review.comment]
        lines += Response.objects.filter(review=review).order_by("pk").values_list("text", flat=True)
        title = gettext("Review of your work")
        yield Held("review", review.pk, at, title, tuple(line for line in lines if line))


def erase_reviews(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """What is open is finished first."""
    finish = gettext("Finish the review first.")
    things = []
    for review in Review.objects.filter(_about(subject)).select_related("calibration").order_by("pk"):
        closed = review.calibration is None or review.calibration.closed_at is not None
        first = "" if review.finished_at and closed else finish
        things.append(Thing(review.pk, review.finished_at or review.happened_at, first))
    return let_go(
        things, erasure, kind="review", store="reviews", destroy=destroy_review, fate=Fate.DESTROYED
    )


def tell_samples(subject: Subject) -> Iterator[Held]:
    """What was drawn for review and has no review yet, or never had one."""
    for row in Sample.objects.filter(_about(subject), review=None).order_by("pk"):
        title = gettext("Drawn for a review of quality")
        yield Held("sample", row.pk, row.drawn_at, title, tuple(filter(None, (row.note, row.dropped_for))))


def erase_samples(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """What waits is reviewed, or dropped with a reason, first."""
    waits = gettext("Review what was drawn, or say why it is not reviewed, first.")
    things = [
        Thing(row.pk, row.closed_at or row.drawn_at, waits if row.state != SampleState.DROPPED else "")
        for row in Sample.objects.filter(_about(subject), review=None).order_by("pk")
    ]
    return let_go(
        things, erasure, kind="sample", store="samples", destroy=destroy_sample, fate=Fate.DESTROYED
    )


def tell_coaching(subject: Subject) -> Iterator[Held]:
    """What was agreed with the person."""
    for row in Coaching.objects.filter(person__in=subject.user_ids).order_by("pk"):
        lines = tuple(text for text in (row.what, row.how, row.evidence) if text)
        yield Held("coaching", row.pk, row.made_at, gettext("Coaching"), lines)


def erase_coaching(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """What is open is done first."""
    first = gettext("Finish the coaching first.")
    things = [
        Thing(row.pk, row.done_at or row.made_at, "" if row.done_at else first)
        for row in Coaching.objects.filter(person__in=subject.user_ids).order_by("pk")
    ]
    return let_go(
        things, erasure, kind="coaching", store="coaching", destroy=destroy_coaching, fate=Fate.DESTROYED
    )


def tell_listening(subject: Subject) -> Iterator[Held]:
    """When a lead listened along, or meant to."""
    for row in Booking.objects.filter(person__in=subject.user_ids).order_by("pk"):
        lines = tuple(text for text in (row.get_state_display(), row.note, row.answer) if text)
        yield Held("booking", row.pk, row.starts_at, gettext("Booked listening"), lines)


def erase_listening(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Each by its own rule."""
    rows = Booking.objects.filter(person__in=subject.user_ids).order_by("pk")
    things = [Thing(row.pk, row.ends_at) for row in rows]
    return let_go(
        things, erasure, kind="booking", store=LISTENED, destroy=destroy_listening, fate=Fate.DESTROYED
    )


def due_listening(before: datetime) -> QuerySet[Booking]:
    """Over before then."""
    return Booking.objects.filter(ends_at__lt=before)


@transaction.atomic
def destroy_listening(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """That somebody listened along, and to what."""
    if not Booking.objects.select_for_update(of=("self",)).filter(pk=pk).exists():
        return False
    records.destroy(
        rule=rule, subject=("booking", pk), client_id=None, by=by, kept=[],
        let_go=lambda: delete(Booking.objects.filter(pk=pk)),
    )  # fmt: skip
    return True


def tell_days(subject: Subject) -> Iterator[Held]:
    """Each day of which there are figures of the person."""
    for row in PersonDay.objects.filter(user__in=subject.user_ids).order_by("day"):
        fields = (field for field in row._meta.concrete_fields if field.name not in {"id", "user", "day"})
        lines = [
            f"{field.verbose_name}: {value}" for field in fields if (value := getattr(row, field.attname))
        ]
        title = gettext("Figures of your work, %(day)s") % {
            "day": formats.date_format(row.day, "SHORT_DATE_FORMAT")
        }
        yield Held("person_day", row.pk, None, title, tuple(lines))


def erase_days(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """All days of a person together, when the newest of them may go."""
    things = []
    for user in sorted(subject.user_ids):
        newest = PersonDay.objects.filter(user=user).order_by("-day").values_list("day", flat=True).first()
        if newest is not None:
            things.append(Thing(user, datetime.combine(newest, time(), workdays.TALLINN)))
    return let_go(
        things, erasure, kind="person_days", store=PERSON_DAYS, destroy=destroy_days_of, fate=Fate.DESTROYED
    )


@transaction.atomic
def destroy_days_of(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The figures of one person; the team's stay, which name nobody."""

    def empty() -> None:
        PersonDay.objects.filter(user=pk).delete()
        PersonMix.objects.filter(user=pk).delete()

    records.destroy(rule=rule, subject=("user", pk), client_id=None, by=by, kept=[], let_go=empty)
    return True


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "reviews", _("Reviews of work"), ("stats.Review", "stats.Response", "stats.Calibration"),
        tell_reviews, erase_reviews, TWO_YEARS,
    ),
    Holding("samples", _("Drawn for review"), ("stats.Sample",), tell_samples, erase_samples, TWO_YEARS),
    Holding("coaching", _("Coaching"), ("stats.Coaching",), tell_coaching, erase_coaching, TWO_YEARS),
    Holding(LISTENED, _("Booked listening"), ("stats.Booking",), tell_listening, erase_listening, TWO_YEARS),
    Holding(
        "person_days", _("Figures of persons"), ("stats.PersonDay", "stats.PersonMix", "stats.TeamDay"),
        tell_days, erase_days, TWO_YEARS,
    ),
)  # fmt: skip

STORES: tuple[Store, ...] = (
    Store(LISTENED, _("Booked listening"), 730, TWO_YEARS, due_listening, destroy_listening, "booking"),
)
