"""Texts for JIRA's wiki markup: what a client wrote must become no link, picture, mention or heading."""

import re
import unicodedata

MAX_TEXT = 30_000  # characters; Jira refuses above 32 767
MAX_SUMMARY = 250
_MARKUP = re.compile(r"([*_\-+^~{\[|\\!])")


def quoted(text: str) -> str:
    """`text` as JIRA shows it letter for letter: inside {noformat}, which it cannot close."""
    safe = _without_control(text).replace("{noformat", "{\u200bnoformat").replace("[~", "[\u200b~")
    if len(safe) > MAX_TEXT:
        safe = safe[:MAX_TEXT] + "…"
    return f"{{noformat}}\n{safe}\n{{noformat}}"


def escaped(text: str) -> str:
    """A short phrase of our own within a sentence. Dots and commas stay: JIRA would show their backslash."""
    return _MARKUP.sub(r"\\\1", " ".join(_without_control(text).split()))


def one_line(text: str) -> str:
    """A summary: JIRA refuses newlines and more than 255 characters; markup is not read there."""
    line = " ".join(_without_control(text).split())
    return line if len(line) <= MAX_SUMMARY else line[: MAX_SUMMARY - 1] + "…"


def plain(text: str) -> str:
    """What the second level wrote, as text to read and to edit: the commonest marks taken away."""
    text = re.sub(r"\{(?:noformat|code|quote|color|panel)(?:[:=][^}]*)?\}", "", text)
    text = re.sub(r"(?m)^h[1-6]\.\s*", "", text)
    text = re.sub(r"\[~[^\]]*\]", "", text)
    text = re.sub(r"\[([^|\]]+)\|([^\]]+)\]", r"\1 (\2)", text)
    return _without_control(text).strip()


def _without_control(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Format characters (direction overrides among them) can make a text look like another one.
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
