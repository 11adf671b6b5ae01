"""What level 1 may answer by itself, when it must hand on, and whether a closing went beyond that."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from desk.enquiries.enums import Competence
from desk.enquiries.models import Enquiry, OutcomeCode, Topic


def of(topic: Topic) -> str:
    """The topic's competence; where it says nothing stricter, its group's."""
    if topic.competence == Competence.ANSWERS and topic.parent is not None:
        return topic.parent.competence
    return topic.competence


def hand_on(topic: Topic) -> str:
    """When this topic is handed on, in the language of the page; empty where level 1 answers everything."""
    name = "hand_on_en" if (get_language() or "et").startswith("en") else "hand_on_et"
    for one in (topic, topic.parent):
        if one is not None and (text := getattr(one, name) or one.hand_on_et):
            return str(text)
    return _("Level 1 must hand this on.") if of(topic) == Competence.HANDS_ON else ""


def labelled(topic: Topic) -> str:
    """The topic's name where it is chosen: what level 1 must not answer says so."""
    if of(topic) == Competence.HANDS_ON:
        return _("%(topic)s → level II") % {"topic": topic.name}
    return topic.name


def must_hand_on(enquiry: Enquiry) -> bool:
    """Whether an answer of level 1 to this enquiry would be beyond its competence."""
    return enquiry.level == 1 and of(enquiry.topic) == Competence.HANDS_ON


def exceeded(enquiry: Enquiry, outcome: OutcomeCode) -> bool:
    """Level 1 closed with an answer of its own what it must hand on.

    Who withdrew, was not identified or could not be reached was answered nothing.
    """
    answered = outcome.solved or outcome.documents_sent
    return must_hand_on(enquiry) and answered and not outcome.escalated
