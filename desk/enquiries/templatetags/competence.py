"""When a topic is handed on, for pages of other rooms too."""

from django import template

from desk.enquiries import competence
from desk.enquiries.models import Topic

register = template.Library()


@register.filter
def hand_on(topic: Topic) -> str:
    """The words for whoever answers; empty where level 1 answers everything."""
    return competence.hand_on(topic)
