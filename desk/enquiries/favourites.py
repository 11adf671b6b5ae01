"""The topics that a person reaches with one key."""

from datetime import timedelta

from desk import clock
from desk.enquiries.models import Topic
from desk.people.models import User

KEYS = 9
SINCE = timedelta(days=30)


def of(user: User) -> list[Topic]:
    """Up to nine topics for the keys 1 to 9: the person's own choice, else what they used most of late."""
    assert user.pk is not None
    chosen = list(Topic.objects.favoured_by(user.pk)[:KEYS])
    return chosen or list(Topic.objects.used_by(user.pk, clock.now() - SINCE)[:KEYS])
