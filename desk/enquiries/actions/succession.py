"""A topic that another one takes the place of: renamed, or merged into it."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from desk import workdays
from desk.enquiries import topics
from desk.enquiries.models import FavouriteTopic, Topic
from desk.guides.models import Guide
from desk.http import Refused
from desk.people.models import User


@transaction.atomic
def succeed(*, topic: Topic, successor: Topic | None, by: User) -> Topic:
    """`successor` takes the place of `topic`: on people's keys, in guides, and in every figure of the years.

    The old one goes out of use at once, its enquiries keep it. None takes the succession back; keys and
    guides stay as they are. Refused for a ring, another level, or a successor that is not in use.
    """
    Topic.objects.select_for_update().get(pk=topic.pk)
    if successor is None:
        topic.succeeded_by = None
        topic.save(update_fields=["succeeded_by"])
        return topic
    if texts := refusals(topic, successor):
        raise Refused(*texts)
    topic.succeeded_by, topic.active = successor, False
    topic.save(update_fields=["succeeded_by", "active"])
    _take_keys(topic, successor)
    _take_guides(topic.code, successor.code)
    return topic


def refusals(topic: Topic, successor: Topic) -> Sequence[str]:
    """Why this one cannot follow that one, as texts; none when it can."""
    texts = []
    if topic.pk is not None and topics.current().get(successor.pk) == topic.pk:
        texts.append(_("The succession would go in a ring."))
    if (topic.parent_id is None) != (successor.parent_id is None):
        texts.append(_("A group is followed by a group, a topic by a topic."))
    usable = Topic.objects.in_use_on(workdays.today()).filter(pk=successor.pk, active=True)
    if not usable.exists():
        texts.append(_("The successor is not in use today."))
    return texts


def _take_keys(topic: Topic, successor: Topic) -> None:
    """Who had the old one on a key has the new one there, unless it is on another key already."""
    mine = FavouriteTopic.objects.filter(topic=topic)
    both = FavouriteTopic.objects.filter(topic=successor, user__in=mine.values("user")).values("user")
    mine.filter(user__in=list(both.values_list("user", flat=True))).delete()
    mine.update(topic=successor)


def _take_guides(old: str, new: str) -> None:
    """Guides about the old one are about the new one; each keeps its history."""
    for guide in Guide.objects.select_for_update().filter(topic_codes__contains=[old]):
        codes = [new if code == old else code for code in guide.topic_codes]
        guide.topic_codes = list(dict.fromkeys(codes))
        guide.save(update_fields=["topic_codes"])
