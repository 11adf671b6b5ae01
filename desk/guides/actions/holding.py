"""What the actions of this room share: hold the guide, tell its story, find who answers for it."""

from datetime import date, datetime, time, timedelta

from desk import clock, workdays
from desk.guides.enums import VersionState
from desk.guides.models import Guide, GuideVersion
from desk.people.enums import Role
from desk.people.models import User
from desk.people.permissions import DESK
from desk.records.actions import note as write

END_OF_DAY = time(17)


def lock(guide: Guide) -> None:
    """Hold the guide until the transaction ends, and see it as it is now."""
    guide.refresh_from_db(from_queryset=Guide.objects.select_for_update())


def note(what: str, guide: Guide, by: User | None, **params: str | int) -> None:
    """Tell the timeline what was done with the guide; it belongs to its owner."""
    named = {"title": title_of(guide), **params}
    write(
        kind=f"guides.{what}", subject=("guide", guide.pk), client_id=None, by=by,
        owner_id=guide.owner_id, **named,
    )  # fmt: skip


def title_of(guide: Guide) -> str:
    """The guide's Estonian title: of the version in force, else of the newest."""
    rows = dict(guide.versions.order_by("number").values_list("state", "title_et"))
    return rows.get(VersionState.PUBLISHED) or next(reversed(rows.values()), "")


def answerable(guide: Guide) -> User:
    """Who is asked about the guide: its owner; when they no longer work at the desk, the head."""
    if guide.owner.holds(*DESK):
        return guide.owner
    heads = User.objects.filter(is_active=True, roles__role=Role.HEAD).order_by("pk")
    return heads.first() or guide.owner


def end_of_day(day: date) -> datetime:
    """When a working day ends, in Tallinn."""
    return workdays.at(day, END_OF_DAY)


def in_working_days(number: int) -> datetime:
    """The end of the working day that is so many of them from now."""
    day = workdays.day_of(clock.now())
    while number:
        day += timedelta(days=1)
        number -= workdays.is_working(day)
    return end_of_day(day)


def current(guide: Guide) -> GuideVersion | None:
    """The version in force."""
    return guide.versions.filter(state=VersionState.PUBLISHED).first()
