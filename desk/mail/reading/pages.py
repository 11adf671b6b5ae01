"""A letter that is a web page, as plain text: nothing is run or fetched, and links say where they lead."""

import re
from html import unescape

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

_LONGEST = 2_000_000
_DROPPED = {
    "script", "style", "head", "title", "noscript", "template", "object", "embed", "iframe", "frame", "svg",
    "math", "audio", "video", "canvas", "form", "input", "select", "textarea", "button", "meta", "link",
    "base",
}  # fmt: skip
_KEPT_WITHIN = {"form", "button"}  # their words are shown, what they would do is not
_BLOCKS = {
    "p", "div", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section",
    "article", "header", "footer", "address", "center", "hr", "dt", "dd", "li",
}  # fmt: skip
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table"}
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|mso-hide\s*:\s*all"
)
_SHOWN_TARGETS = ("http://", "https://", "mailto:", "tel:", "ftp://")


def as_text(page: str) -> str:
    """The words of a page. A page that cannot be read gives an empty text."""
    page = re.sub(r"^\s*<\?xml[^>]*\?>", "", page[:_LONGEST].replace("\x00", ""))
    try:
        root = document_fromstring(page, parser=HTMLParser(remove_comments=True, remove_pis=True))
    except (etree.ParserError, etree.LxmlError, ValueError, AssertionError):
        return _without_tags(page)
    return _tidy("".join(_Words().of(root))) or _without_tags(page)


def _without_tags(page: str) -> str:
    """Of a page that the parser gives up: whatever stands between tags. Linear, however it is built."""
    return _tidy(unescape(re.sub(r"<[^<>]*>", " ", page)))


class _Words:
    """Walks the page once, on a stack of its own: nesting costs no recursion."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.quotes = 0

    def of(self, root: HtmlElement) -> list[str]:
        waiting: list[tuple[HtmlElement, bool]] = [(root, False)]
        while waiting:
            node, done = waiting.pop()
            if done:
                self._close(node)
                self._say(node.tail)
                continue
            if not isinstance(node.tag, str) or _dropped(node):
                self._say(node.tail)
                continue
            self._open(node)
            waiting.append((node, True))
            waiting.extend((child, False) for child in reversed(node))
        return self.said

    def _say(self, text: str | None) -> None:
        if text:
            self.said.append(re.sub(r"\s+", " ", text))

    def _open(self, node: HtmlElement) -> None:
        if node.tag == "br":
            self.said.append("\n")
        elif node.tag in _BLOCKS:
            self.said.append("\n\n" if node.tag in _PARAGRAPHS else "\n")
        elif node.tag in {"td", "th"}:
            self.said.append(" ")
        if node.tag == "blockquote":
            self.said.append("\x02")
        if node.tag == "li":
            self.said.append("- ")
        if node.tag == "img" and (words := (node.get("alt") or "").strip()):
            self.said.append(f"[{words[:200]}]")
        self._say(node.text)

    def _close(self, node: HtmlElement) -> None:
        if node.tag == "a":
            self._say(_target(node))
        if node.tag == "blockquote":
            self.said.append("\x03")
        if node.tag in _BLOCKS:
            self.said.append("\n\n" if node.tag in _PARAGRAPHS else "\n")


def _dropped(node: HtmlElement) -> bool:
    if node.get("hidden") is not None or _HIDDEN.search((node.get("style") or "").lower()):
        return True
    return node.tag in _DROPPED - _KEPT_WITHIN


def _target(node: HtmlElement) -> str:
    """Where a link leads, unless its words say just that."""
    target = re.sub(r"\s", "", node.get("href") or "")[:500]
    if not target.lower().startswith(_SHOWN_TARGETS):
        return ""
    words = re.sub(r"\s", "", "".join(node.itertext()))
    plain = target.removeprefix("mailto:").removeprefix("tel:")
    same = {plain, plain.rstrip("/"), plain.partition("://")[2].rstrip("/")}
    return "" if words.rstrip("/") in same | {each.rstrip("/") for each in same} else f" <{plain}>"


def _tidy(text: str) -> str:
    """Quoted parts get their marks, and there is never more than one blank line."""
    lines: list[str] = []
    depth = 0
    for line in text.split("\n"):
        depth += line.count("\x02")
        shown = " ".join(line.replace("\x02", "").replace("\x03", "").replace("\xa0", " ").split())
        if shown or (lines and lines[-1].strip("> ")):
            lines.append(f"{'>' * min(depth, 9)} {shown}".rstrip() if depth else shown)
        depth = max(0, depth - line.count("\x03"))
    return "\n".join(lines).strip("\n")
