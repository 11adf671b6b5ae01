"""A version as it is read: one language of it, as HTML."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from desk.guides import texts
from desk.guides.models import GuideVersion
from desk.guides.models.guide import in_language
from desk.people.enums import Language


@dataclass(frozen=True)
class Step:
    """One step with its number, and whether it was done."""

    position: int
    html: SafeString
    done: bool


@dataclass(frozen=True)
class Text:
    """What a guide says in one language; `language` is what it is really in, `wanted` what was asked for."""

    title: str
    body: SafeString
    steps: list[Step]
    language: str
    wanted: str

    @property
    def lacking(self) -> bool:
        """Whether the language that was asked for is not there."""
        return self.language != self.wanted


def text_of(version: GuideVersion, language: str = "", done: Collection[int] = ()) -> Text:
    """The version in this language (else the page's), in Estonian where it has no other."""
    wanted = language if language in Language.values else (get_language() or "et")[:2]
    there = wanted if wanted == "et" or in_words(version, wanted) else "et"
    steps = [
        Step(step.position, texts.line(in_language(step, "text", there)), step.position in done)
        for step in version.steps.all()
    ]
    return Text(
        in_language(version, "title", there),
        texts.html(in_language(version, "body", there)),
        steps,
        there,
        wanted,
    )


def in_words(version: GuideVersion, language: str) -> bool:
    """Whether the version says something in this language."""
    return bool(getattr(version, f"body_{language}") or getattr(version, f"title_{language}"))
