"""The topics within one key's reach."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from desk.enquiries import favourites
from desk.enquiries.models import FavouriteTopic, Topic
from desk.http import Refused
from desk.people.models import User


@transaction.atomic
def favour(*, topic: Topic, by: User) -> bool:
    """Put a topic on the person's next free key, or take it off; whether it is on one now.

    The first one keeps what the keys held before, which was what the person used most. Refused when
    all nine keys are taken.
    """
    User.objects.select_for_update().get(pk=by.pk)
    mine = FavouriteTopic.objects.filter(user=by)
    if not mine.exists():
        order_favourites(topics=favourites.of(by), by=by)
    gone, _rows = mine.filter(topic=topic).delete()
    kept = [one.topic for one in mine.select_related("topic")]
    if not gone and len(kept) == favourites.KEYS:
        raise Refused(_("All nine keys are taken: take one topic off first."))
    order_favourites(topics=kept if gone else [*kept, topic], by=by)
    return not gone


@transaction.atomic
def order_favourites(*, topics: Sequence[Topic], by: User) -> None:
    """Put these topics, and no others, on the person's keys in this order."""
    User.objects.select_for_update().get(pk=by.pk)
    FavouriteTopic.objects.filter(user=by).delete()
    FavouriteTopic.objects.bulk_create(
        FavouriteTopic(user=by, topic=topic, position=key)
        for key, topic in enumerate(topics[: favourites.KEYS], start=1)
    )
