"""With what the answer to a client begins: what its writer has typed, what another client of the same issue
was told, or the words of the second level.
"""

from dataclasses import dataclass
from enum import StrEnum

from desk.people.models import User
from tickets.actions.wording import reference_of
from tickets.models import Escalation, Wording
from tickets.words import wording


class Source(StrEnum):
    """Whose words they are."""

    OWN = "own"
    COLLEAGUE = "colleague"
    SHARED = "shared"
    LEVEL2 = "level2"


@dataclass(frozen=True)
class FirstWords:
    """The text, whose it is, and the version of the writer's own one (0: none is kept)."""

    text: str
    source: Source
    version: int = 0
    to_id: int | None = None
    # The second level said something else since: it is shown beside, never put over what was typed.
    older: bool = False
    language: str = ""


def first_words(escalation: Escalation, user: User) -> FirstWords:
    """What the form begins with; one query."""
    same = Wording.objects.filter(escalation__issue=escalation.issue_id).order_by("saved_at", "pk")
    mine, theirs, shared = None, None, None
    for kept in same.select_related("escalation__enquiry__client", "escalation__enquiry__person"):
        if kept.escalation_id != escalation.pk:
            shared = kept if kept.sent_at is not None and _answers_too(kept, escalation) else shared
        elif kept.writer_id == user.pk:
            mine = kept
        elif kept.sent_at is not None:
            theirs = kept
    if mine is not None and mine.text.strip():
        return _kept(escalation, mine, Source.OWN, mine.version)
    version = mine.version if mine else 0
    if theirs is not None and not _is_older(escalation, theirs):
        return _kept(escalation, theirs, Source.COLLEAGUE, version)
    return _shared(escalation, shared, version) if shared else _said(escalation, version)


def _answers_too(kept: Wording, escalation: Escalation) -> bool:
    """Whether another client was told of the same answer, in the same language."""
    other = kept.escalation
    return other.answer == escalation.answer and other.enquiry.language == escalation.enquiry.language


def _kept(escalation: Escalation, kept: Wording, source: Source, version: int) -> FirstWords:
    older = _is_older(escalation, kept)
    if older and kept.sent_at is not None:
        # It was told, and the second level has answered anew: there is something else to tell.
        return _said(escalation, version)
    language = wording.language_of(kept.text)
    return FirstWords(kept.text, source, version, kept.to_id, older, language)


def _is_older(escalation: Escalation, kept: Wording) -> bool:
    return escalation.answered_at is not None and kept.saved_at < escalation.answered_at


def _shared(escalation: Escalation, kept: Wording, version: int) -> FirstWords:
    was, now = reference_of(kept.escalation.enquiry), reference_of(escalation.enquiry)
    text = wording.adapted(kept.text, was, now)
    return FirstWords(text, Source.SHARED, version, language=wording.language_of(text))


def _said(escalation: Escalation, version: int) -> FirstWords:
    text = escalation.answer
    return FirstWords(text, Source.LEVEL2, version, language=wording.language_of(text))
