"""Hardened XML: nothing outside the document is read; what two parsers may read differently is refused."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime

from lxml import etree

from .report import Rejected

DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
XADES141 = "http://uri.etsi.org/01903/v1.4.1#"
ASIC = "http://uri.etsi.org/02918/v1.2.1#"
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_XML = "{http://www.w3.org/XML/1998/namespace}"
MAX_XML = 1024 * 1024  # bytes; an ordinary signature has twenty thousand, and a hundred elements
MAX_TAGS = 20_000

C14N_DEFAULT = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_CANONICAL = {
    C14N_DEFAULT: False,
    "http://www.w3.org/2006/12/xml-c14n11": False,  # the same but for xml:* attributes, which parse() refuses
    _EXCLUSIVE: True,
}

Element = etree._Element


def parse(data: bytes) -> Element:
    """Root of a document without DOCTYPE, entities, comments, xml:* attributes and doubled Ids."""
    if len(data) > MAX_XML or b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\x00" in data:
        raise Rejected("XML_FORBIDDEN")
    if data.count(b"<") > MAX_TAGS:
        raise Rejected("XML_FORBIDDEN")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Rejected("XML_DAMAGED") from None
    info = root.getroottree().docinfo
    if info.internalDTD is not None or (info.encoding or "UTF-8").upper() != "UTF-8":
        raise Rejected("XML_FORBIDDEN")
    _refuse_tricks(root)
    return root


def _refuse_tricks(root: Element) -> None:
    if root.getprevious() is not None or root.getnext() is not None:
        raise Rejected("XML_FORBIDDEN")
    seen: set[str] = set()
    for node in root.iter():
        if not isinstance(node.tag, str):  # comment, processing instruction or entity splits a text in two
            raise Rejected("XML_FORBIDDEN")
        for name, value in node.attrib.items():
            name = str(name)
            if name.startswith(_XML):
                raise Rejected("XML_FORBIDDEN")
            if name.rpartition("}")[2].lower() == "id":
                if value in seen:
                    raise Rejected("XML_DUPLICATE_ID")
                seen.add(str(value))


def children(parent: Element, *allowed: str) -> list[Element]:
    """The child elements; Rejected when there is one of another name or text between them."""
    found = list(parent)
    texts = [parent.text, *(c.tail for c in found)]
    if any(c.tag not in allowed for c in found) or any(t and t.strip() for t in texts):
        raise Rejected("SIGNATURE_STRUCTURE")
    return found


def one(parent: Element, name: str) -> Element:
    found = optional(parent, name)
    if found is None:
        raise Rejected("SIGNATURE_STRUCTURE")
    return found


def optional(parent: Element, name: str) -> Element | None:
    found = [c for c in parent if c.tag == name]
    if len(found) > 1:
        raise Rejected("SIGNATURE_STRUCTURE")
    return found[0] if found else None


def text(element: Element) -> str:
    if len(element):
        raise Rejected("SIGNATURE_STRUCTURE")
    return (element.text or "").strip()


def binary(element: Element) -> bytes:
    try:
        return base64.b64decode("".join(text(element).split()), validate=True)
    except (binascii.Error, ValueError):
        raise Rejected("SIGNATURE_STRUCTURE") from None


def moment(element: Element | None) -> datetime | None:
    """xsd:dateTime as an aware time; without a zone it is read as UTC. None when it cannot be read."""
    if element is None:
        return None
    try:
        value = datetime.fromisoformat(text(element))
    except ValueError:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def prefixes(method: Element) -> list[str]:
    """PrefixList of exclusive canonicalisation, the only parameter such a method may have."""
    names: list[str] = []
    for child in children(method, f"{{{_EXCLUSIVE}}}InclusiveNamespaces"):
        names += (child.get("PrefixList") or "").split()
    return names


def canonical(element: Element, method: Element | None) -> bytes:
    """The element's octets as `method` (CanonicalizationMethod or Transform) makes them."""
    algorithm = C14N_DEFAULT if method is None else str(method.get("Algorithm"))
    exclusive = _CANONICAL.get(algorithm)
    if exclusive is None:
        raise Rejected("ALGORITHM_NOT_ALLOWED")
    names = prefixes(method) if method is not None else []
    return etree.tostring(
        element, method="c14n", exclusive=exclusive, with_comments=False,
        inclusive_ns_prefixes=names if exclusive and names else None,
    )  # fmt: skip
