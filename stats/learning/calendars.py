"""What stands beside a session: guides, its entry in other calendars, who stays on the calls meanwhile."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from desk import clock
from desk.guides.models import GuideVersion
from desk.guides.models.guide import in_language
from desk.people.models import Shift
from stats.learning.ics import Event
from stats.models import LearningSession


@dataclass(frozen=True)
class Reading:
    """A guide to read before or after."""

    title: str
    url: str


def guides_of(session: LearningSession) -> list[Reading]:
    """The guides of a session that are in force."""
    versions = GuideVersion.objects.in_force().filter(guide__in=session.guides.all())
    return [Reading(in_language(each, "title"), each.guide.get_absolute_url()) for each in versions]


@dataclass(frozen=True)
class Cover:
    """How many people are planned for the calls while it lasts, and how many of them are not invited."""

    planned: int
    left: int


def cover(session: LearningSession, invited: Collection[int]) -> Cover:
    """So that nobody empties the calls by a meeting without seeing it."""
    rows = Shift.objects.taking_calls().between(session.starts_at, session.ends_at).order_by()
    people = set(rows.values_list("user_id", flat=True))
    return Cover(len(people), len(people - set(invited)))


def events(sessions: Iterable[LearningSession]) -> list[Event]:
    """Their entries in other calendars: no names of people."""
    now = clock.now()
    return [
        Event(
            uid=f"{each.pk}.trainings@{urlsplit(settings.PUBLIC_URL).hostname}",
            sequence=each.sequence, stamp=now, starts_at=each.starts_at, ends_at=each.ends_at,
            title=each.title, about=each.about, place=each.place, url=each.link,
            cancelled=each.called_off_at is not None,
        )
        for each in sessions
    ]  # fmt: skip
