"""Texts for JIRA Cloud: documents (ADF) in which what a client wrote is a text node and nothing else.

A text node is shown letter for letter, whatever is written in it, so that nothing has to be escaped.
"""

import json
from collections.abc import Sequence
from typing import Any

from tickets.words.texts import MAX_FIELD, cleaned, cut, fitted

Json = dict[str, Any]
_FRAME = 200  # what surrounds one text in the document
_DEPTH = 40  # nobody writes lists in lists that deep
_BLOCKS = {
    "paragraph", "heading", "codeBlock", "blockquote", "panel", "listItem", "tableRow", "expand", "rule",
    "mediaSingle", "mediaGroup", "blockCard", "taskItem", "decisionItem",
}  # fmt: skip


def described(intro: str, link: str, answers: Sequence[tuple[str, str]]) -> Json:
    """The text of an issue: our sentence, our address, then each question with its answer."""
    # The one mark beside bold, and on an address of our own.
    address = {"type": "text", "text": link, "marks": [{"type": "link", "attrs": {"href": link}}]}
    blocks = [_paragraph(_text(_line(intro))), _paragraph(address)]
    questions = [_line(question) for question, _answer in answers]
    taken = 2 * len(link) + sum(_size(text) + _FRAME for text in [intro, link, *questions])
    room = MAX_FIELD - taken - len(answers) * _FRAME
    texts = fitted([cleaned(answer) for _question, answer in answers], room, _size)
    for question, text in zip(questions, texts, strict=True):
        blocks += [_paragraph({**_text(question), "marks": [{"type": "strong"}]}), _letter_for_letter(text)]
    return _document(blocks)


def said(text: str, *, ours: bool) -> Json:
    """A comment; `ours` is a phrase of the desk, anything else is shown letter for letter."""
    safe = cut(cleaned(text), MAX_FIELD - _FRAME, _size)
    return _document([_paragraph(_text(_line(safe))) if ours else _letter_for_letter(safe)])


def plain(body: Any) -> str:
    """What the second level wrote, as text to read and to edit."""
    if isinstance(body, str):
        return cleaned(body).strip()
    pieces: list[str] = []
    _gather(body, pieces, 0)
    lines = [line.rstrip() for line in cleaned("".join(pieces)).split("\n")]
    return "\n".join(lines).strip()


def _document(blocks: list[Json]) -> Json:
    return {"type": "doc", "version": 1, "content": blocks}


def _paragraph(*nodes: Json) -> Json:
    return {"type": "paragraph", "content": list(nodes)}


def _text(text: str) -> Json:
    return {"type": "text", "text": text or "–"}  # an empty text node is refused


def _letter_for_letter(text: str) -> Json:
    return {"type": "codeBlock", "content": [_text(text)]}


def _line(text: str) -> str:
    return " ".join(cleaned(text).split())


def _size(text: str) -> int:
    """As the document is sent: it is not told whether JIRA counts the letters or the whole document."""
    return len(json.dumps(text, ensure_ascii=False)) - 2


def _gather(node: Any, pieces: list[str], depth: int) -> None:
    if not isinstance(node, dict) or depth > _DEPTH:
        return
    kind, attrs = str(node.get("type")), node.get("attrs")
    attrs = attrs if isinstance(attrs, dict) else {}
    if kind == "text":
        pieces.append(_with_address(node))
    elif kind == "hardBreak":
        pieces.append("\n")
    elif kind == "emoji":
        pieces.append(str(attrs.get("text") or attrs.get("shortName") or ""))
    elif kind in ("inlineCard", "blockCard"):
        pieces.append(str(attrs.get("url") or ""))
    elif kind == "listItem":
        pieces.append("- ")
    # A mention names a colleague of the second level: the client need not read it.
    content = node.get("content")
    for child in content if isinstance(content, list) else []:
        _gather(child, pieces, depth + 1)
        if kind == "tableRow":
            pieces.append(" ")
    if kind in _BLOCKS and not "".join(pieces[-1:]).endswith("\n"):
        pieces.append("\n")


def _with_address(node: Json) -> str:
    text, marks = str(node.get("text") or ""), node.get("marks")
    for mark in marks if isinstance(marks, list) else []:
        if isinstance(mark, dict) and mark.get("type") == "link" and isinstance(mark.get("attrs"), dict):
            href = str(mark["attrs"].get("href") or "")
            return f"{text} ({href})" if href and href != text else text
    return text
