"""Finding guides by words in any form and language, also misspelt; and marking what was found."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from desk.guides import stems
from desk.guides.models import GuideVersion
from desk.guides.models.guide import in_language
from desk.guides.permissions import readers
from desk.ordering import fold, resembles
from desk.people.models import User
from desk.slots import Hit

MOST = 8
NEAR = 5  # words of the guides that a misspelt word may have meant
ALIKE = 0.25  # least similarity of pg_trgm; what differs by more than a slip is then left out
TOPIC = 0.6  # what a guide of the topic is given in advance when the question is being typed
ENOUGH = 0.55  # least score of a guide that the words alone suggest
_SAID = "SELECT words FROM guides_guideversion WHERE state = 'published'"
AROUND = 14  # words of the text shown around what was found


@dataclass(frozen=True)
class Found:
    """One guide that was found: its version in force, and where the words stand in it."""

    version: GuideVersion
    title: SafeString
    detail: SafeString
    of_topic: bool = False


def find(text: str, limit: int = 50) -> list[Found]:
    """Guides in force with the words, the best first; where none has them all, misspelt words are mended.

    A guide that lacks some of the words comes after those that have them.
    """
    said = stems.asked(text)
    if not said:
        return []
    meant = {word: tuple[str, ...]() for word in said}
    rows = _rows(said, meant, limit)
    missing = [word for word in said if not any(_holds(row, word) for row in rows)]
    if missing:
        meant |= _mended(missing)
        rows = _rows(said, meant, limit, apart={word for word in missing if not meant[word]})
    marks = [*said, *(near for word in said for near in meant[word])]
    return [shown(row, marks) for row in rows]


def suggest(text: str, topic_codes: Sequence[str], limit: int = 5) -> list[Found]:
    """Guides of the topics and those that the words suggest, the likeliest first. At most two queries."""
    said = stems.asked(text)
    of_topic = list(GuideVersion.objects.in_force().about(*topic_codes)[:50]) if topic_codes else []
    scores = {row.pk: TOPIC for row in of_topic}
    rows = {row.pk: row for row in of_topic}
    if said:
        for row in _rows(said, {}, 50):
            if row.pk in scores or row.score >= ENOUGH:  # type: ignore[attr-defined]
                scores[row.pk] = scores.get(row.pk, 0.0) + row.score  # type: ignore[attr-defined]
                rows[row.pk] = row
    best = sorted(rows.values(), key=lambda row: (-scores[row.pk], row.guide_id))[:limit]
    theirs = {row.pk for row in of_topic}
    return [shown(row, said, of_topic=row.pk in theirs) for row in best]


def _rows(
    said: Iterable[str],
    meant: Mapping[str, tuple[str, ...]],
    limit: int,
    apart: Collection[str] = (),
) -> list[GuideVersion]:
    queries = [stems.sought(word, meant.get(word, ()), apart=word in apart) for word in said]
    return list(GuideVersion.objects.in_force().with_any_of(queries)[:limit])


def _holds(row: GuideVersion, typed: str) -> bool:
    index = str(row.words)
    return any(
        f"'{key}'" in index or (len(key) >= stems.SHORTEST_PREFIX and f"'{key}" in index)
        for language in stems.languages_of(typed)
        for key in stems.keys(typed, language)
    )


def _mended(typed: list[str]) -> dict[str, tuple[str, ...]]:
    """For each misspelt word those of the guides' words that it may have meant, the likest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT typed, word FROM unnest(%s::text[]) AS typed"
            " CROSS JOIN ts_stat(%s) AS said WHERE length(word) > 3 AND similarity(typed, word) > %s"
            " ORDER BY similarity(typed, word) DESC, word",
            [[fold(word) for word in typed], _SAID, ALIKE],
        )
        near: dict[str, list[str]] = {}
        for asked, word in cursor.fetchall():
            if resembles(asked, word) and len(near.setdefault(asked, [])) < NEAR:
                near[asked].append(word)
    return {word: tuple(near.get(fold(word), ())) for word in typed}


def shown(row: GuideVersion, said: Sequence[str], *, of_topic: bool = False) -> Found:
    """A guide as a line of a list, what was sought marked in its title and in a piece of its text."""
    text = plain(in_language(row, "body"))
    pieces = list(re.finditer(r"\S+", text))
    first = next((place for place, piece in enumerate(pieces) if _said(piece[0], said)), 0)
    start = max(0, first - AROUND // 3)
    cut = pieces[start : start + AROUND]
    part = text[cut[0].start() : cut[-1].end()] if cut else ""
    detail = format_html(
        "{}{}{}", "… " if start else "", marked(part, said), " …" if start + AROUND < len(pieces) else ""
    )
    return Found(row, marked(row.title, said), detail, of_topic)


def plain(text: str) -> str:
    """Markdown without its signs, for a line of a list."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"[#>*`_|]+|^\s*[-+]\s|^\s*\d+\.\s", " ", text, flags=re.MULTILINE).split())


def marked(text: str, said: Sequence[str]) -> SafeString:
    """Escaped, with the words that are forms of what was sought in `<mark>`."""
    html, at = SafeString(), 0
    for match in re.finditer(r"[^\W_]+", text):
        if _said(match[0], said):
            html += format_html("{}<mark>{}</mark>", text[at : match.start()], match[0])
            at = match.end()
    return html + format_html("{}", text[at:])


def _said(piece: str, said: Sequence[str]) -> bool:
    word = "".join(re.findall(r"[^\W_]+", piece))
    return len(word) >= stems.SHORTEST and any(stems.alike(each, word) for each in said)


def guides(user: User, text: str, limit: int = MOST) -> list[Hit]:
    """The search box's share of this room (slot SEARCHES)."""
    if readers(user) is not None or not re.search(r"[^\W\d_]{3}", text):
        return []
    return [
        Hit(
            _("Guides"),
            found.version.title,
            plain(in_language(found.version, "body"))[:90],
            found.version.guide.get_absolute_url(),
        )
        for found in find(text, limit)
    ]
