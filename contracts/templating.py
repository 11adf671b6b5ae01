"""The language of document templates: placeholders over a flat dictionary, and nothing else.

    {{ client_name }}                            the value, escaped
    {{# valid_until }} ... {{/ valid_until }}    the text, if the value is there (`{{^ name }}`: if it is not)
    {{# representatives }} ... {{/ ... }}        the text once for each row of a list

Values are put in after the template was parsed, escaped, and the whole then passes an allow-list of tags:
a value can never become a tag or a placeholder.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import nh3
from django.utils.functional import Promise
from django.utils.translation import gettext as _

Row = Mapping[str, str]
Value = str | bool | None | Sequence[Row]
Values = Mapping[str, Value]

_BLOCKS = ("h1", "h2", "h3", "p", "br", "hr", "ol", "ul", "li", "div", "section")
_TABLES = ("table", "thead", "tbody", "tr", "th", "td")
TAGS = frozenset({*_BLOCKS, *_TABLES, "strong", "em", "u", "span", "small"})
ATTRIBUTES = {
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start", "type"},
}
CLASSES = {tag: {"party", "columns", "signatures", "note", "center", "plain", "box"} for tag in TAGS}
LONGEST_VALUE = 20_000  # characters; a document with more is a mistake or an attack
DEEPEST = 8

_MARK = re.compile(r"\{\{\s*([#^/]?)\s*([a-z][a-z0-9_]*)\s*\}\}")
_TAG = re.compile(r"<\s*/?\s*([a-zA-Z][a-zA-Z0-9-]*)")
_INSIDE_TAG = re.compile(r"<[^<>]*\{\{[^<>]*>")
# Marks that turn the direction of the text around: a name could be made to read as another one.
_TURNING = dict.fromkeys([0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


class TemplateError(ValueError):
    """The template or a value cannot be used; `problems` are sentences for the administrator."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(self.problems))


@dataclass(frozen=True)
class Placeholder:
    """A declared name. `rows` names the columns when the value is a list."""

    name: str
    label: str | Promise
    sample: Value
    rows: tuple[str, ...] = ()


@dataclass
class _Node:
    """A stretch of text, a value, or a section with children."""

    kind: str  # text | value | # | ^
    name: str
    children: list["_Node"] = field(default_factory=list)


def _parse(template: str) -> tuple[_Node, list[str]]:
    root = _Node("#", "")
    open_nodes, problems, at = [root], [], 0
    for mark in _MARK.finditer(template):
        open_nodes[-1].children.append(_Node("text", template[at : mark.start()]))
        at = mark.end()
        kind, name = mark.groups()
        if kind == "/":
            if len(open_nodes) > 1 and open_nodes[-1].name == name:
                open_nodes.pop()
            else:
                problems.append(_("“{{/ %(name)s }}” closes a section that is not open.") % {"name": name})
            continue
        node = _Node(kind or "value", name)
        open_nodes[-1].children.append(node)
        if kind:
            open_nodes.append(node)
            if len(open_nodes) > DEEPEST:
                raise TemplateError([_("Sections lie too deep in each other.")])
    open_nodes[-1].children.append(_Node("text", template[at:]))
    problems += [
        _("The section “{{# %(name)s }}” is not closed.") % {"name": node.name} for node in open_nodes[1:]
    ]
    return root, problems


def _nodes(node: _Node) -> Iterator[_Node]:
    for child in node.children:
        yield child
        yield from _nodes(child)


def _unknown(node: _Node, known: Mapping[str, Placeholder], columns: frozenset[str]) -> Iterator[str]:
    for child in node.children:
        if child.kind == "text":
            continue
        placeholder = known.get(child.name)
        if placeholder is None and child.name not in columns:
            yield _("There is no placeholder “%(name)s”.") % {"name": child.name}
        elif placeholder is not None and placeholder.rows and child.kind == "value":
            yield _("“%(name)s” is a list: write {{# %(name)s }} … {{/ %(name)s }}.") % {"name": child.name}
        yield from _unknown(child, known, columns | frozenset(placeholder.rows if placeholder else ()))


def problems(template: str, declared: Iterable[Placeholder]) -> list[str]:
    """What is wrong with a template, as sentences; empty when it may be saved."""
    try:
        root, found = _parse(template)
    except TemplateError as error:
        return error.problems
    found += _unknown(root, {each.name: each for each in declared}, frozenset())
    rest = "".join(node.name for node in _nodes(root) if node.kind == "text")
    if "{{" in rest or "}}" in rest or "{%" in rest:
        found.append(_("A placeholder is written {{ name }}: small letters, digits and underscores."))
    if _INSIDE_TAG.search(template):
        found.append(_("A placeholder cannot stand inside a tag."))
    forbidden = sorted({tag.lower() for tag in _TAG.findall(rest)} - TAGS)
    if forbidden:
        found.append(_("These tags are not allowed: %(tags)s.") % {"tags": ", ".join(forbidden)})
    return list(dict.fromkeys(found))


def names(template: str) -> set[str]:
    """Every name that the template asks for."""
    root, _found = _parse(template)
    return {node.name for node in _nodes(root) if node.kind != "text"}


def clean(text: str) -> str:
    """The value as text that cannot harm: no control or direction marks, composed characters."""
    text = unicodedata.normalize("NFC", text).translate(_TURNING)
    return "".join(each for each in text if each == "\n" or unicodedata.category(each) != "Cc")


def _text(name: str, value: Value) -> str:
    if value is None or value is False:
        return ""
    if not isinstance(value, str):
        raise TemplateError([_("“%(name)s” has no text to show.") % {"name": name}])
    if len(value) > LONGEST_VALUE:
        raise TemplateError([_("The value of “%(name)s” is too long.") % {"name": name}])
    return html.escape(clean(value)).replace("\n", "<br>")


def _write(node: _Node, values: Values) -> Iterator[str]:
    for child in node.children:
        if child.kind == "text":
            yield child.name
            continue
        value = values.get(child.name)
        if child.kind == "value":
            yield _text(child.name, value)
        elif child.kind == "^":
            if not value:
                yield from _write(child, values)
        elif isinstance(value, str | bool) or value is None:
            if value:
                yield from _write(child, values)
        else:
            for row in value:
                yield from _write(child, {**values, **row})


def render(template: str, values: Values) -> str:
    """The document's HTML. Raises TemplateError for a broken template or a value too long."""
    root, found = _parse(template)
    if found:
        raise TemplateError(found)
    return nh3.clean(
        "".join(_write(root, values)),
        tags=set(TAGS),
        clean_content_tags={"script", "style", "title", "iframe", "noscript", "textarea", "template"},
        attributes={tag: set(allowed) for tag, allowed in ATTRIBUTES.items()},
        allowed_classes={tag: set(allowed) for tag, allowed in CLASSES.items()},
        url_schemes=set(),
        link_rel=None,
    )
