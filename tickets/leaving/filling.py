"""What the desk knows already of the answers of a form: each is marked as the desk's, and a person reads it.

The desk keeps no browser and no portal of an enquirer. What was said of them stands in the question and in
the notes of the calls; where it does not, the person is asked to ask, and nothing is guessed.
"""

import re
from collections.abc import Callable, Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from desk.calls.models import Call
from desk.enquiries.guides import tried_in_words, with_tried
from desk.enquiries.models import Enquiry
from tickets.enums import FieldKind, Fill
from tickets.leaving.completeness import People, redacted
from tickets.leaving.people import organisation_of
from tickets.models import Question

BROWSERS = ("Chrome", "Edge", "Firefox", "Safari", "Opera", "Brave")
PORTALS = ("KOTKAS", "e-Keskkonnaamet", "PROTO", "METSIS", "FOKIS")
_SPOKEN = (Fill.PORTAL, Fill.BROWSER)  # known only from what was said


def ready(enquiries: "QuerySet[Enquiry]") -> "QuerySet[Enquiry]":
    """With what `known` reads: guides that were tried, notes of the calls in which it was spoken of."""
    calls = Call.objects.filter(links__enquiry=OuterRef("pk")).exclude(notes="").order_by("rang_at", "pk")
    return with_tried(enquiries).annotate(call_notes=ArraySubquery(calls.values("notes")))


def known(enquiry: Enquiry, questions: Iterable[Question], people: People) -> dict[str, str]:
    """Answers by the keys of their questions, without personal data; none where the desk knows nothing.

    The enquiry is one of `ready`, or nothing is known from its calls.
    """
    asked = [question for question in questions if question.fills]
    fills = {Fill(question.fills) for question in asked}
    notes = "\n".join(enquiry.__dict__.get("call_notes", []))
    texts: dict[Fill, Callable[[], str]] = {
        Fill.QUESTION: lambda: _clean(enquiry.question, people, enquiry),
        Fill.CLIENT: lambda: organisation_of(enquiry),
        Fill.STEPS: lambda: tried_in_words(enquiry),
        Fill.NOTES: lambda: _clean(notes, people, enquiry),
    }
    found = {fill: text() for fill, text in texts.items() if fill in fills}
    said = f"{enquiry.question}\n{notes}\n{enquiry.topic.name_et}" if fills & set(_SPOKEN) else ""
    answers = {
        question.key: found[Fill(question.fills)] if question.fills in found else named(question, said)
        for question in asked
    }
    return {key: text for key, text in answers.items() if text}


def to_ask(question: Question) -> bool:
    """Whether only the enquirer can say it, so that the page tells whom to ask."""
    return question.fills in _SPOKEN


def named(question: Question, said: str) -> str:
    """The one browser or portal that is spoken of; empty where none is, or several are."""
    usual = BROWSERS if question.fills == Fill.BROWSER else PORTALS
    names = question.options if question.kind == FieldKind.CHOICE else usual
    found = [name for name in names if len(name) > 3 and _is_named(name, said)]
    if len(found) != 1:
        return ""
    if question.kind == FieldKind.CHOICE or question.fills != Fill.BROWSER:
        return found[0]
    version = re.search(rf"\b{re.escape(found[0])}\s+(\d+(?:\.\d+)*)", said, re.IGNORECASE)
    return f"{found[0]} {version.group(1)}" if version else found[0]


def _is_named(name: str, said: str) -> bool:
    """With whatever ending: KOTKASes, Chrome'iga."""
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?:['’]?[a-zõäöü]{{0,4}})(?!\w)", said, re.IGNORECASE))


def _clean(text: str, people: People, enquiry: Enquiry) -> str:
    return redacted(text.strip(), people, enquiry.number)
