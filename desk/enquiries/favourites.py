"""The topics that a person reaches with one key."""

from datetime import timedelta

from desk import clock
from desk.enquiries.models import Topic
from desk.people.models import User

KEYS = 9
SINCE = timedelta(days=30)


def of(user: User) -> list[Topic]:
    """Up to nine topics for the keys 1 to 9: the person's own choice, else what they used most of late."""
    return with_all(user)[1]


def with_all(user: User) -> tuple[list[Topic], list[Topic]]:
    """Every selectable topic in its order, and those on the person's keys; one query."""
    assert user.pk is not None
    everything = list(Topic.objects.within_reach_of(user.pk, clock.now() - SINCE))
    chosen = sorted((one for one in everything if one.key), key=lambda one: one.key)  # type: ignore[attr-defined]
    used = sorted((one for one in everything if one.times), key=lambda one: -one.times)  # type: ignore[attr-defined]
    return everything, (chosen or used)[:KEYS]
