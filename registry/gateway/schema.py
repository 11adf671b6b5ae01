"""The shape of a SOAP contract: what each operation asks and answers, and where two contracts differ.

Read with lxml alone, as a live contract may hold much that our client is never to load.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from desk.outbox import PermanentError

WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
SOAP = "{http://schemas.xmlsoap.org/wsdl/soap/}"
XSD = "{http://www.w3.org/2001/XMLSchema}"
PART = "part"  # in our contract's appinfo: the type has more elements than we name
_HOLDING = frozenset(
    f"{XSD}{name}" for name in ("sequence", "all", "choice", "complexContent", "extension", "restriction")
)
_MOST_FILES = 80
_DEEPEST = 40


@dataclass(frozen=True)
class Node:
    """An element: how often, of what type; `children` in their order, `open` where anything else may come."""

    name: str
    least: str = "1"
    most: str = "1"
    nillable: bool = False
    type: str = ""  # of the simple content; empty where there are children
    children: tuple["Node", ...] = ()
    open: bool = False
    default: str = ""


@dataclass(frozen=True)
class Operation:
    """One operation: the elements of its question and its answer, and what binds it to HTTP."""

    name: str
    question: Node
    answer: Node
    action: str


@dataclass
class Contract:
    """A WSDL with the schemas that it names; `unread` are those that lie elsewhere."""

    operations: dict[str, Operation] = field(default_factory=dict)
    read: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def load(address: str, fetch: Callable[[str], bytes], near: Callable[[str], bool]) -> Contract:
    """Read the contract at `address` and the schemas it names, as far as they are `near`."""
    made = Contract()
    waiting, roots = [address], []
    while waiting:
        here = waiting.pop(0)
        if here in made.read or here in made.unread:
            continue
        if not near(here):
            made.unread.append(here)
            continue
        if len(made.read) >= _MOST_FILES:
            raise PermanentError("too_big")
        root = _parsed(fetch(here))
        made.read.append(here)
        roots.append(root)
        for child in root.iter(f"{XSD}include", f"{XSD}import", f"{WSDL}import"):
            named = child.get("schemaLocation") or child.get("location")
            if named:
                waiting.append(urljoin(here, named) if urlsplit(here).scheme else _beside(here, named))
    made.operations = {each.name: each for each in _Reading(roots).operations()}
    return made


def _beside(here: str, named: str) -> str:
    return named if urlsplit(named).scheme else here.rpartition("/")[0] + "/" + named


def _parsed(content: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise PermanentError("bad_xml") from None
    tree: Any = root.getroottree()
    if tree.docinfo.doctype:
        raise PermanentError("unexpected")
    return root


class _Reading:
    """Names of all files, resolved into trees."""

    def __init__(self, roots: list[Any]) -> None:
        self.elements: dict[str, Any] = {}
        self.types: dict[str, Any] = {}
        self.messages: dict[str, str] = {}
        self.ports: list[Any] = []
        self.actions: dict[str, str] = {}
        for root in roots:
            for schema in root.iter(f"{XSD}schema"):
                self._schema(schema)
            for message in root.iter(f"{WSDL}message"):
                parts = [part for part in message.iter(f"{WSDL}part") if part.get("element")]
                self.messages[message.get("name")] = _qname(parts[0], "element") if parts else ""
            self.ports += root.iter(f"{WSDL}portType")
            for each in root.iterfind(f"{WSDL}binding/{WSDL}operation"):
                bound = each.find(f"{SOAP}operation")
                self.actions[each.get("name")] = "" if bound is None else bound.get("soapAction", "")

    def _schema(self, schema: Any) -> None:
        # A schema that is included takes the name space of the one that includes it; the register's have one.
        space = schema.get("targetNamespace", "")
        for child in schema:
            if child.tag == f"{XSD}element":
                self.elements[f"{{{space}}}{child.get('name')}"] = child
            elif child.tag in {f"{XSD}complexType", f"{XSD}simpleType"}:
                self.types[f"{{{space}}}{child.get('name')}"] = child

    def operations(self) -> Iterator[Operation]:
        for port in self.ports:
            for each in port.iterfind(f"{WSDL}operation"):
                name = each.get("name")
                yield Operation(
                    name,
                    question=self._message(each, "input"),
                    answer=self._message(each, "output"),
                    action=self.actions.get(name, ""),
                )

    def _message(self, operation: Any, way: str) -> Node:
        message = operation.find(f"{WSDL}{way}")
        named = "" if message is None else message.get("message", "").rpartition(":")[2]
        element = self.elements.get(self.messages.get(named, ""))
        return Node("?") if element is None else self.node(element, 0)

    def node(self, element: Any, depth: int) -> Node:
        if element.get("ref"):
            found = self.elements.get(_qname(element, "ref"))
            inner = Node(element.get("ref").rpartition(":")[2]) if found is None else self.node(found, depth)
        else:
            kind, children, loose = self._content(element, depth)
            nil = element.get("nillable") in {"true", "1"}
            default = element.get("default", "")
            inner = Node(element.get("name", "?"), "1", "1", nil, kind, children, loose, default)
        return replace(inner, least=element.get("minOccurs", "1"), most=element.get("maxOccurs", "1"))

    def _content(self, element: Any, depth: int) -> tuple[str, tuple[Node, ...], bool]:
        """Type, children and whether open: of an element, by name or inline."""
        named = element.get("type")
        if named is None:
            inline = element.find(f"{XSD}complexType")
            if inline is None:
                inline = element.find(f"{XSD}simpleType")
            return ("anyType", (), True) if inline is None else self._type(inline, depth)
        qname = _qname(element, "type")
        found = self.types.get(qname)
        if found is None:
            return qname.rpartition("}")[2], (), False
        return self._type(found, depth)

    def _type(self, made: Any, depth: int) -> tuple[str, tuple[Node, ...], bool]:
        if depth > _DEEPEST:  # a type that holds itself
            return "…", (), True
        base = made.find(f"{XSD}restriction[@base]")
        simple = made.find(f"{XSD}simpleContent/*[@base]")
        inner = base if base is not None else simple
        if inner is not None:
            qname = _qname(inner, "base")
            found = self.types.get(qname)
            return (qname.rpartition("}")[2], (), False) if found is None else self._type(found, depth + 1)
        children: list[Node] = []
        loose = made.findtext(f"{XSD}annotation/{XSD}appinfo") == PART
        extended = made.find(f"{XSD}complexContent/{XSD}extension[@base]")
        if extended is not None and _qname(extended, "base") in self.types:
            _, before, loose = self._type(self.types[_qname(extended, "base")], depth + 1)
            children += before
        for part in _parts(made):
            if part.tag == f"{XSD}any":
                loose = True
            else:
                children.append(self.node(part, depth + 1))
        other = made.find(f"{XSD}choice") is not None or made.find(f"{XSD}all") is not None
        return "elements in another way" if other else "", tuple(children), loose


def _parts(parent: Any) -> Iterator[Any]:
    """Elements and wildcards of a type in their order, through sequences and choices."""
    for child in parent:
        if child.tag in {f"{XSD}element", f"{XSD}any"}:
            yield child
        elif child.tag in {
            f"{XSD}{name}" for name in ("sequence", "all", "choice", "complexContent", "extension")
        }:
            yield from _parts(child)


def _qname(element: Any, attribute: str) -> str:
    prefix, _, name = element.get(attribute).rpartition(":")
    return f"{{{element.nsmap.get(prefix or None) or ''}}}{name}"


# ---- differences ---------------------------------------------------------------------------------------


def differences(ours: Contract, theirs: Contract, reads: Mapping[str, Mapping[str, str]]) -> list[str]:
    """In plain words, what of the operations that we use is not as we have it.

    `reads`: what we read inside the parts that our contract leaves open, by the path of the open part.
    """
    found: list[str] = []
    for name, our in ours.operations.items():
        their = theirs.operations.get(name)
        if their is None:
            found.append(f"{name}: the operation is not there")
            continue
        if our.action != their.action:
            found.append(f"{name}: SOAPAction is {their.action!r}, ours {our.action!r}")
        for one, other in ((our.question, their.question), (our.answer, their.answer)):
            if one.name != other.name:
                found.append(f"{name}: the element is called {other.name}, ours {one.name}")
            else:
                found += _between(one, other, one.name, reads)
    return found


def _between(our: Node, their: Node, where: str, reads: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    if our.open:
        if not their.open:
            yield from _read_inside(their, where, reads.get(where, {}))
        named = {child.name for child in our.children}
        their_children = [child for child in their.children if child.name in named]
    else:
        their_children = list(their.children)
        if their.open:
            yield f"{where}: any further elements may come"
        if our.type != their.type:
            yield f"{where}: the type is {_kind(their)}, ours {_kind(our)}"
    yield from _order(our.children, their_children, where)
    by_name = {child.name: child for child in their_children}
    for child in our.children:
        other, path = by_name.get(child.name), f"{where}/{child.name}"
        if other is not None:
            yield from _often(child, other, path)
            yield from _between(child, other, path, reads)


def _order(our: tuple[Node, ...], their: list[Node], where: str) -> Iterator[str]:
    ours, theirs = [child.name for child in our], [child.name for child in their]
    for name in ours:
        if name not in theirs:
            yield f"{where}/{name}: the element is not there"
    for name in theirs:
        if name not in ours:
            yield f"{where}/{name}: a new element"
    common = [name for name in theirs if name in ours]
    if [name for name in ours if name in theirs] != common:
        yield f"{where}: the order is {', '.join(common)}"


def _often(our: Node, their: Node, where: str) -> Iterator[str]:
    if (our.least, our.most) != (their.least, their.most):
        yield f"{where}: occurs {_times(their)}, ours {_times(our)}"
    if our.default != their.default:
        yield f"{where}: the default is {their.default!r}, ours {our.default!r}"
    if our.nillable != their.nillable:
        yield f"{where}: {'may' if their.nillable else 'may not'} be nil, ours the other way"


def _kind(node: Node) -> str:
    return node.type or "elements in their order"


def _times(node: Node) -> str:
    return node.least if node.least == node.most else f"{node.least} to {node.most}"


def _read_inside(node: Node, where: str, paths: Mapping[str, str]) -> Iterator[str]:
    for path, kind in paths.items():
        here: Node | None = node
        for name in path.split("/"):
            here = next((child for child in here.children if child.name == name), None) if here else None
        if here is None:
            yield f"{where}/{path}: the element that we read is not there"
        elif kind and here.type != kind:
            yield f"{where}/{path}: the type is {_kind(here)}, we read it as {kind}"
