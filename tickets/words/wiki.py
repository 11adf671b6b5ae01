"""Texts for JIRA's wiki markup: what a client wrote must become no link, picture, mention or heading."""

import re
from collections.abc import Sequence

from tickets.words.texts import MAX_FIELD, cleaned, cut, fitted

_MARKUP = re.compile(r"([*_\-+^~{\[|\\!])")
_FRAME = 40  # what surrounds one quoted text, and the empty line before it


def quoted(text: str, room: int = MAX_FIELD) -> str:
    """`text` as JIRA shows it letter for letter: inside {noformat}, which it cannot close."""
    return f"{{noformat}}\n{cut(_harmless(text), room - _FRAME)}\n{{noformat}}"


def escaped(text: str) -> str:
    """A short phrase of our own within a sentence. Dots and commas stay: JIRA would show their backslash."""
    return _MARKUP.sub(r"\\\1", " ".join(cleaned(text).split()))


def described(intro: str, link: str, answers: Sequence[tuple[str, str]]) -> str:
    """The text of an issue: our sentence, our address, then each question with its answer."""
    parts = [escaped(intro), link]  # a backslash would break the address
    questions = [f"*{escaped(question)}*" for question, _answer in answers]
    taken = sum(len(part) + _FRAME for part in [*parts, *questions])
    texts = fitted([_harmless(answer) for _question, answer in answers], MAX_FIELD - taken)
    for question, text in zip(questions, texts, strict=True):
        parts += [question, quoted(text)]
    return "\n\n".join(parts)


def plain(text: str) -> str:
    """What the second level wrote, as text to read and to edit: the commonest marks taken away."""
    text = re.sub(r"\{(?:noformat|code|quote|color|panel)(?:[:=][^}]*)?\}", "", text)
    text = re.sub(r"(?m)^h[1-6]\.\s*", "", text)
    text = re.sub(r"\[~[^\]]*\]", "", text)
    text = re.sub(r"\[([^|\]]+)\|([^\]]+)\]", r"\1 (\2)", text)
    return cleaned(text).strip()


def _harmless(text: str) -> str:
    # Some versions look for mentions in the raw text, so these are broken inside {noformat} too.
    safe = re.sub(r"\{(?=\s*noformat)", "{\u200b", cleaned(text).replace("\u200b", ""), flags=re.IGNORECASE)
    return safe.replace("[~", "[\u200b~")
