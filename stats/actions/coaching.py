"""What follows from reviews: agreed practice with a date, and remarks on guides that misled."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.guides import actions as guides
from desk.guides.models import GuideFlag, GuideVersion
from desk.http import Refused
from desk.people.models import User
from desk.people.permissions import LEADS
from stats.actions.reviewing import tell_alone
from stats.models import Coaching, Review


@transaction.atomic
def agree(
    *, person: User, what: str, how: str, due_on: date, by: User, review: Review | None = None,
    criterion: str = "",
) -> Coaching:  # fmt: skip
    """Person and coach (who writes it down) agree on one thing to be changed by a day; both owe it."""
    if by.pk == person.pk or not by.holds(*LEADS):
        raise Refused(_("Coaching is agreed on by those who lead, with somebody else."))
    if not what.strip():
        raise Refused(_("Write what changes."))
    if due_on < workdays.today():
        raise Refused(_("The day lies in the past."))
    if review is not None and (review.person_id != person.pk or review.finished_at is None):
        raise Refused(_("The review is not of this person's work, or not finished."))
    made = Coaching.objects.create(
        person=person, coach=by, review=review, criterion=criterion, what=what.strip()[:200],
        how=how.strip(), due_on=due_on, made_by=by, made_at=clock.now(),
    )  # fmt: skip
    tell_alone(person, "stats.coaching_agreed", made, what=made.what)
    return made


@transaction.atomic
def finish_coaching(*, coaching: Coaching, evidence: str, by: User) -> Coaching:
    """It is done, by the word of either; what shows it is written down. The second time nothing happens."""
    coaching.refresh_from_db(from_queryset=Coaching.objects.select_for_update())
    if by.pk not in (coaching.person_id, coaching.coach_id):
        raise Refused(_("The two who agreed on it say that it is done."))
    if coaching.done_at is not None:
        return coaching
    if not evidence.strip():
        raise Refused(_("Write what shows that it is done."))
    coaching.done_at, coaching.done_by, coaching.evidence = clock.now(), by, evidence.strip()
    coaching.save()
    other = coaching.coach if by.pk == coaching.person_id else coaching.person
    tell_alone(other, "stats.coaching_done", coaching, what=coaching.what)
    return coaching


@transaction.atomic
def change_due(*, coaching: Coaching, due_on: date, by: User) -> Coaching:
    """Another day for it; the earlier one stays in its history."""
    coaching.refresh_from_db(from_queryset=Coaching.objects.select_for_update())
    if by.pk != coaching.coach_id:
        raise Refused(_("Only the coach does this."))
    if coaching.done_at is not None:
        raise Refused(_("This is done already."))
    if due_on < workdays.today():
        raise Refused(_("The day lies in the past."))
    coaching.due_on = due_on
    coaching.save(update_fields=["due_on"])
    return coaching


@transaction.atomic
def follow_up(*, coaching: Coaching, review: Review, by: User) -> Coaching:
    """Say in which later review it was looked at whether it helped."""
    coaching.refresh_from_db(from_queryset=Coaching.objects.select_for_update())
    if by.pk != coaching.coach_id:
        raise Refused(_("Only the coach does this."))
    later = review.finished_at is not None and review.finished_at > coaching.made_at
    if review.person_id != coaching.person_id or not later or review.calibration_id is not None:
        raise Refused(_("Choose a review of the same person's work that was finished later."))
    coaching.follow_up = review
    coaching.save(update_fields=["follow_up"])
    return coaching


@transaction.atomic
def misled(*, review: Review, version: GuideVersion, text: str, by: User) -> GuideFlag:
    """The guide misled, not the person: its owner has it to do, with these words, which name no client."""
    if review.finished_at is None or not by.holds(*LEADS) or by.pk == review.person_id:
        raise Refused(_("Of a finished review those who lead say so."))
    if not text.strip():
        raise Refused(_("Write what in the guide misled."))
    flag = guides.flag(version=version, by=by)
    return guides.remark(flag=flag, text=text, by=by)
