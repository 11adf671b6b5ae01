"""What a reader of JIRA would see and could press: a small renderer of both kinds of text.

Of two readings it takes the worse: mentions are looked for in the raw text too, macros in any letters.
"""

import re
from dataclasses import dataclass, field
from typing import Any

_QUOTE = re.compile(r"(?<!\\)\{(noformat)(?::[^}]*)?\}", re.IGNORECASE)
_OUTSIDE = {
    "link": re.compile(r"(?<!\\)\[[^\]\n]+\]|\b(?:https?|ftp|file|javascript|mailto):[^\s|\]]+"),
    "image": re.compile(r"(?<!\\)![^!\s][^!\n]*!"),
    "heading": re.compile(r"(?m)^\s*h[1-6]\.\s"),
    "macro": re.compile(r"(?<!\\)\{(?!noformat)[a-z][^}]*\}", re.IGNORECASE),
    "table": re.compile(r"(?m)^\s*\|"),
    "list": re.compile(r"(?m)^\s*[*#-]+\s"),
    "quote": re.compile(r"(?m)^\s*bq\.\s"),
}
_MENTION = re.compile(r"\[~[^\]]*\]")


@dataclass
class Seen:
    """What stands there: live elements as (kind, text), and texts that are shown letter for letter."""

    live: list[tuple[str, str]] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)


def seen(body: Any) -> Seen:
    """Of a description or comment as JIRA keeps it."""
    found = Seen()
    if isinstance(body, str):
        _wiki(body, found)
    else:
        _document(body, found)
    return found


def _wiki(text: str, found: Seen) -> None:
    found.live += [("mention", m.group()) for m in _MENTION.finditer(text)]
    pieces = _QUOTE.split(text)[::2]  # every second is the name of the macro
    for number, piece in enumerate(pieces):
        if number % 2:
            found.letters.append(piece.strip("\n"))
            continue
        for kind, pattern in _OUTSIDE.items():
            found.live += [(kind, m.group()) for m in pattern.finditer(piece)]
    if len(pieces) % 2 == 0:
        found.live.append(("unclosed", pieces[-1][:40]))


def _document(node: Any, found: Seen, block: str = "") -> None:
    kind = node["type"]
    if kind == "text":
        for mark in node.get("marks", []):
            if mark["type"] != "strong":
                found.live.append((mark["type"], str(mark.get("attrs", {}).get("href", ""))))
        if block == "codeBlock":
            found.letters.append(node["text"])
        return
    if kind not in {"doc", "paragraph", "codeBlock"}:
        found.live.append((kind, str(node.get("attrs", ""))))
    for child in node.get("content", []):
        _document(child, found, kind)
