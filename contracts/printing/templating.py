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
_TAG = re.compile(r"<\s*/?\s*([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)")
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]*))?""")
_DECLARATION = re.compile(r"<[!?]")
# A value may not stand where it could become the name or an attribute of a tag.
_INSIDE_TAG = re.compile(r"<[^<>]*\{\{")
_NO_MARK = re.compile(r"\{\{|\}\}|\{%")
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
    """A stretch of text, a value, or a section with children; `at` is where it begins."""

    kind: str  # text | value | # | ^
    name: str
    at: int
    children: list["_Node"] = field(default_factory=list)


_Problem = tuple[int, str]  # where, and the sentence


def _parse(template: str) -> tuple[_Node, list[_Problem]]:
    root = _Node("#", "", 0)
    open_nodes, at = [root], 0
    inside = _("A placeholder cannot stand inside a tag.")
    problems = [(found.start(), inside) for found in _INSIDE_TAG.finditer(template)]
    for mark in _MARK.finditer(template):
        open_nodes[-1].children.append(_Node("text", template[at : mark.start()], at))
        at = mark.end()
        kind, name = mark.groups()
        if kind == "/":
            if len(open_nodes) > 1 and open_nodes[-1].name == name:
                open_nodes.pop()
            else:
                sentence = _("“{{/ %(name)s }}” closes a section that is not open.") % {"name": name}
                problems.append((mark.start(), sentence))
            continue
        node = _Node(kind or "value", name, mark.start())
        open_nodes[-1].children.append(node)
        if kind:
            open_nodes.append(node)
            if len(open_nodes) > DEEPEST:
                raise TemplateError([_line(template, at, _("Sections lie too deep in each other."))])
    open_nodes[-1].children.append(_Node("text", template[at:], at))
    problems += [
        (node.at, _("The section “{{# %(name)s }}” is not closed.") % {"name": node.name})
        for node in open_nodes[1:]
    ]
    return root, problems


def _line(template: str, at: int, sentence: str) -> str:
    """The sentence with the number of the line it speaks of."""
    line = template.count("\n", 0, at) + 1
    return _("Line %(line)s: %(problem)s") % {"line": line, "problem": sentence}


def _nodes(node: _Node) -> Iterator[_Node]:
    for child in node.children:
        yield child
        yield from _nodes(child)


def _unknown(
    node: _Node, known: Mapping[str, Placeholder], columns: frozenset[str], elsewhere: Mapping[str, str]
) -> Iterator[_Problem]:
    for child in node.children:
        if child.kind == "text":
            continue
        placeholder = known.get(child.name)
        if placeholder is None and child.name not in columns:
            missing = _("There is no placeholder “%(name)s”.") % {"name": child.name}
            yield child.at, elsewhere.get(child.name, missing)
        elif placeholder is not None and placeholder.rows and child.kind == "value":
            yield (
                child.at,
                _("“%(name)s” is a list: write {{# %(name)s }} … {{/ %(name)s }}.") % {"name": child.name},
            )
        rows = frozenset(placeholder.rows if placeholder else ())
        if placeholder is None and child.name in elsewhere:
            continue  # what stands in a section that is never filled needs no sentence of its own
        yield from _unknown(child, known, columns | rows, elsewhere)


def _markup(node: _Node) -> Iterator[_Problem]:
    """What of a stretch of text is no allowed HTML."""
    text = node.name
    for found in _NO_MARK.finditer(text):
        sentence = _("A placeholder is written {{ name }}: small letters, digits and underscores.")
        yield node.at + found.start(), sentence
    for found in _DECLARATION.finditer(text):
        yield node.at + found.start(), _("Comments and declarations are not allowed.")
    for found in _TAG.finditer(text):
        tag, rest = found.group(1).lower(), found.group(2)
        if tag not in TAGS:
            yield node.at + found.start(), _("The tag <%(tag)s> is not allowed.") % {"tag": tag}
            continue
        allowed = ATTRIBUTES.get(tag, set()) | {"class"}
        for name in _ATTRIBUTE.findall(rest):
            if name.lower() not in allowed:
                words = {"name": name, "tag": tag}
                sentence = _("The attribute “%(name)s” of <%(tag)s> is not allowed.") % words
                yield node.at + found.start(), sentence


def problems(
    template: str, declared: Iterable[Placeholder], elsewhere: Mapping[str, str] | None = None
) -> list[str]:
    """What is wrong with a template, as sentences with their lines; empty when it may be saved.

    `elsewhere` says of a name that is not declared here what to do about it.
    """
    try:
        root, found = _parse(template)
    except TemplateError as error:
        return error.problems
    known = {each.name: each for each in declared}
    found += _unknown(root, known, frozenset(), elsewhere or {})
    for node in _nodes(root):
        if node.kind == "text":
            found += _markup(node)
    ordered = sorted(found, key=lambda problem: problem[0])
    return list(dict.fromkeys(_line(template, at, sentence) for at, sentence in ordered))


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
        raise TemplateError(_line(template, at, sentence) for at, sentence in found)
    return nh3.clean(
        "".join(_write(root, values)),
        tags=set(TAGS),
        clean_content_tags={"script", "style", "title", "iframe", "noscript", "textarea", "template"},
        attributes={tag: set(allowed) for tag, allowed in ATTRIBUTES.items()},
        allowed_classes={tag: set(allowed) for tag, allowed in CLASSES.items()},
        url_schemes=set(),
        link_rel=None,
    )
