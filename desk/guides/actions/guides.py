"""A guide as a whole: whose it is, what it is about, whether it is still right, whether it is in use."""

import calendar
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.guides import permissions
from desk.guides.actions.holding import current, end_of_day, in_working_days, lock, note, title_of
from desk.guides.models import Guide, GuideFlag
from desk.http import Refused
from desk.people.actions import give_todo, settle_todos, tell
from desk.people.models import Todo, User

FLAG_DAYS = 3  # working days in which a remark is answered


def review_from(day: date, months: int) -> date:
    """So many months after the day; the last day of a month that is too short."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def ask_review(guide: Guide, owner: User) -> Todo:
    """The review day has come: a to-do for whoever answers for the guide."""
    return give_todo(
        kind="guides.review", owner=owner, subject=("guide", guide.pk), due_at=end_of_day(guide.review_on),
        title=title_of(guide),
    )  # fmt: skip


def ask_about_flag(guide: Guide, owner: User) -> Todo:
    """Somebody says that the guide is wrong: a to-do for whoever answers for it."""
    return give_todo(
        kind="guides.flag", owner=owner, subject=("guide", guide.pk), due_at=in_working_days(FLAG_DAYS),
        title=title_of(guide),
    )  # fmt: skip


@transaction.atomic
def arrange(*, guide: Guide, topic_codes: Sequence[str], owner: User, review_months: int, by: User) -> Guide:
    """Say what the guide is about, who answers for it and how often it is reviewed."""
    lock(guide)
    if refusal := permissions.refuses_settling(guide, by):
        raise Refused(refusal)
    handed = guide.owner_id != owner.pk
    if guide.review_months != review_months:
        since = guide.reviewed_at or guide.made_at
        guide.review_on = review_from(workdays.day_of(since), review_months)
    guide.topic_codes, guide.owner, guide.review_months = list(topic_codes), owner, review_months
    guide.save(update_fields=["topic_codes", "owner", "review_months", "review_on"])
    if handed:
        _hand_over(guide, owner, by)
    return guide


def _hand_over(guide: Guide, owner: User, by: User) -> None:
    """What was to be done about the guide is the new owner's."""
    subject = ("guide", guide.pk)
    if settle_todos(kind="guides.review", subject=subject, by=by):
        ask_review(guide, owner)
    if settle_todos(kind="guides.flag", subject=subject, by=by):
        ask_about_flag(guide, owner)
    if owner.pk != by.pk:
        tell(users=[owner], kind="guides.handed", subject=subject, title=title_of(guide))


@transaction.atomic
def reviewed(*, guide: Guide, by: User) -> Guide:
    """The guide was read and is still right; the next review is so many months from today."""
    lock(guide)
    if refusal := permissions.refuses_settling(guide, by):
        raise Refused(refusal)
    if current(guide) is None:
        raise Refused(_("This guide is not published yet."))
    guide.reviewed_at = clock.now()
    guide.review_on = review_from(workdays.today(), guide.review_months)
    guide.save(update_fields=["reviewed_at", "review_on"])
    settle_todos(kind="guides.review", subject=("guide", guide.pk), by=by)
    note("reviewed", guide, by)
    return guide


@transaction.atomic
def retire(*, guide: Guide, by: User) -> Guide:
    """Take the guide out of use: it is no longer found or offered, and stays where it was used."""
    lock(guide)
    if not guide.active:
        return guide
    guide.active = False
    guide.save(update_fields=["active"])
    subject = ("guide", guide.pk)
    settle_todos(kind="guides.review", subject=subject, by=by)
    settle_todos(kind="guides.flag", subject=subject, by=by)
    note("retired", guide, by)
    return guide


@transaction.atomic
def put_back(*, guide: Guide, by: User) -> Guide:
    """The guide is in use again; open remarks on it are to be answered again."""
    lock(guide)
    if guide.active:
        return guide
    guide.active = True
    guide.save(update_fields=["active"])
    if GuideFlag.objects.open().on(guide.pk).exists():
        ask_about_flag(guide, guide.owner)
    note("returned", guide, by)
    return guide
