"""Guides' Markdown as HTML that is safe to show: no HTML of the writer's, no pictures, no far contents."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

HIGHEST = 3  # the page has its h1, the panel its h2
_TAGS = {
    "p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "table",
    "thead", "tbody", "tr", "th", "td", "hr", "br", "a",
}  # fmt: skip
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def html(text: str) -> SafeString:
    """The text as HTML; what is quoted (`>`) is what is read out to the client."""
    tokens = _markdown.parse(text)
    return _clean(_markdown.renderer.render(_lowered(tokens), _markdown.options, {}))


def line(text: str) -> SafeString:
    """One line (a step) as HTML without a paragraph around it."""
    return _clean(_markdown.renderInline(text))


def _lowered(tokens: list[Token]) -> list[Token]:
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1:]) + HIGHEST - 1)}"
        if token.type == "blockquote_open":
            token.attrSet("class", "quote")
    return tokens


def _clean(dirty: str) -> SafeString:
    clean = nh3.clean(
        dirty,
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}, "blockquote": {"class"}},
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
    return mark_safe(clean)  # noqa: S308  # nh3 has cleaned it, and the writer's own HTML was off
