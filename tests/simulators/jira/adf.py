"""Atlassian's document format as Cloud demands it: which nodes there are, and what a document says."""

from __future__ import annotations

import json
from typing import Any

LIMIT = 32_767
#: node -> the attributes without which Cloud refuses it
NODES: dict[str, set[str]] = {
    "paragraph": set(), "text": set(), "hardBreak": set(), "codeBlock": set(), "blockquote": set(),
    "bulletList": set(), "orderedList": set(), "listItem": set(), "rule": set(), "table": set(),
    "tableRow": set(), "tableCell": set(), "tableHeader": set(), "heading": {"level"}, "panel": {"panelType"},
    "mention": {"id"}, "emoji": {"shortName"}, "inlineCard": set(), "blockCard": set(), "expand": set(),
    "mediaSingle": set(), "mediaGroup": set(), "media": {"type"}, "date": {"timestamp"}, "status": {"text"},
}  # fmt: skip
MARKS = {
    "strong", "em", "code", "link", "strike", "underline", "textColor", "backgroundColor", "subsup", "border",
}  # fmt: skip


def is_document(value: Any) -> bool:
    return (
        isinstance(value, dict) and value.get("type") == "doc" and value.get("version") == 1
        and isinstance(value.get("content"), list) and all(_is_node(node) for node in value["content"])
    )  # fmt: skip


def is_too_long(value: Any) -> bool:
    """By the document as it is sent: the harder of two ways to count, since which is used is unverified."""
    return len(json.dumps(value, ensure_ascii=False)) > LIMIT


def document(text: str) -> dict[str, Any]:
    """What the editor makes of typed lines."""
    lines = [{"type": "text", "text": line} for line in text.split("\n") if line]
    return {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [n]} for n in lines]}


def text(value: Any) -> str:
    """What a reader sees, without its form."""
    if not isinstance(value, dict):
        return str(value or "")
    own = str(value.get("text", "")) if value.get("type") == "text" else ""
    inside = "".join(text(node) for node in value.get("content") or [])
    ends = "\n" if value.get("type") in {"paragraph", "codeBlock", "heading", "hardBreak"} else ""
    return own + inside + ends


def _is_node(node: Any) -> bool:
    if not isinstance(node, dict) or node.get("type") not in NODES:
        return False
    if NODES[node["type"]] - set(node.get("attrs") or {}):
        return False
    if node["type"] == "text" and not (isinstance(node.get("text"), str) and node["text"]):
        return False
    marks = [mark.get("type") for mark in node.get("marks") or []]
    return not set(marks) - MARKS and all(_is_node(child) for child in node.get("content") or [])
