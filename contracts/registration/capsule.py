"""The state's document capsule, DecContainer 2.1, written as a stream (pure).

The order of the elements is that of Dvk_kapsel_vers_2_1_eng_est.xsd in github.com/e-gov/DHX-adapter; that
contents are gzip in base64 is said and shown by github.com/e-gov/DHX. The agency's own document system is
both sender and recipient of the transport: the desk hands over to it, and it speaks DHX with the world.
"""

import base64
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Protocol

from lxml import etree

from contracts.registration.records import Contents, File, Party, Record

NAMESPACE = "http://www.riik.ee/schemas/deccontainer/vers_2_1/"
_NS: Any = {None: NAMESPACE}  # lxml takes no prefix for the default; its types do not know
_UNSAID = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # no XML may hold it
_LINE = 48 * 1024  # bytes of one piece of base64; a multiple of three
_BLOCK = 0xFFFF  # the longest block of deflate that is stored as it is

Read = Callable[[File], bytes]


class Out(Protocol):
    """Anything that takes bytes."""

    def write(self, data: bytes, /) -> int: ...


def write(out: BinaryIO | Out, contents: Contents, record: Record, read: Read) -> None:
    """Write the capsule of one record; each file is read when its turn comes and let go."""
    with etree.xmlfile(out, encoding="UTF-8") as xml:
        xml.write_declaration()
        with xml.element(f"{{{NAMESPACE}}}DecContainer", nsmap=_NS):
            _write(xml, _transport(contents))
            _write(xml, _party("RecordCreator", record.sender))
            _write(xml, _party("RecordSenderToDec", contents.agency))
            _write(xml, _recipient(record))
            _write(xml, _metadata(record))
            _write(xml, _access(record))
            for signature in record.signatures:
                parts = (
                    ("SignatureType", signature.kind), ("Signer", signature.signer),
                    ("Verified", signature.verified), ("SignatureVerificationDate", signature.verified_at),
                )  # fmt: skip
                _write(xml, _made("SignatureMetadata", *parts))
            for file in record.files:
                _file(xml, file, read)


def gzipped(data: bytes) -> Iterator[bytes]:
    """`data` as gzip whose blocks are stored, not packed: the same bytes from every version of zlib.

    PDFs and containers are packed already, so next to nothing is lost; every reader of gzip reads it.
    """
    yield b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    for start in range(0, len(data) or 1, _BLOCK):
        part = data[start : start + _BLOCK]
        last = start + _BLOCK >= len(data)
        yield bytes([last]) + len(part).to_bytes(2, "little") + (len(part) ^ 0xFFFF).to_bytes(2, "little")
        yield part
    yield zlib.crc32(data).to_bytes(4, "little") + (len(data) & 0xFFFFFFFF).to_bytes(4, "little")


def _transport(contents: Contents) -> etree._Element:
    made = _made("Transport")
    for name in ("DecSender", "DecRecipient"):
        made.append(_made(name, ("OrganisationCode", contents.agency.code)))
    return made


def _party(name: str, party: Party) -> etree._Element:
    made = _made(name)
    made.append(_who(party))
    if party.email:
        made.append(_made("ContactData", ("Email", party.email)))
    return made


def _recipient(record: Record) -> etree._Element:
    made = _made("Recipient", ("RecipientRecordOriginalIdentifier", record.related))
    made.append(_who(record.recipient))
    if record.recipient.email:
        made.append(_made("ContactData", ("Email", record.recipient.email)))
    return made


def _who(party: Party) -> etree._Element:
    if party.natural:
        code = f"{party.country}{party.code}" if party.code else ""
        parts = (("Name", party.name), ("PersonalIdCode", code), ("Residency", party.country))
        return _made("Person", *parts)
    parts = (("Name", party.name), ("OrganisationCode", party.code), ("Residency", party.country))
    return _made("Organisation", *parts)


def _metadata(record: Record) -> etree._Element:
    return _made(
        "RecordMetadata",
        ("RecordGuid", record.uuid),
        ("RecordType", record.type),
        ("RecordOriginalIdentifier", record.identifier),
        ("RecordDateRegistered", record.dated_at),
        ("RecordTitle", record.title),
        ("RecordLanguage", record.language),
        ("RecordAbstract", record.abstract),
        ("ReplyDueDate", record.reply_due),
    )


def _access(record: Record) -> etree._Element:
    restriction = record.restriction
    made = _made("Access", ("AccessConditionsCode", "AK" if restriction else "Avalik"))
    if restriction:
        parts = (
            ("RestrictionIdentifier", restriction.identifier),
            ("RestrictionBeginDate", restriction.begins_on),
            ("RestrictionEndDate", restriction.ends_on),
            ("RestrictionBasis", restriction.basis),
            ("InformationOwner", restriction.owner),
        )
        made.append(_made("AccessRestriction", *parts))
    return made


def _file(xml: Any, file: File, read: Read) -> None:
    data = read(file)
    with xml.element(f"{{{NAMESPACE}}}File"):
        parts = (
            ("FileGuid", file.guid),
            ("RecordMainComponent", "true" if file.main else "false"),
            ("FileName", file.name),
            ("MimeType", file.content_type),
            ("FileSize", str(len(data))),
        )
        for name, value in parts:
            _write(xml, _made(name, text=value))
        with xml.element(f"{{{NAMESPACE}}}ZipBase64Content"):
            for piece in _base64(gzipped(data)):
                xml.write(piece)


def _base64(pieces: Iterator[bytes]) -> Iterator[str]:
    """Base64 of a stream, in pieces that end between its groups of three."""
    rest = b""
    for piece in pieces:
        rest += piece
        whole = len(rest) - len(rest) % 3
        for start in range(0, whole, _LINE):
            yield base64.b64encode(rest[start : min(start + _LINE, whole)]).decode()
        rest = rest[whole:]
    if rest:
        yield base64.b64encode(rest).decode()


def _made(name: str, *parts: tuple[str, str], text: str = "") -> etree._Element:
    """An element with those of its parts that say something; what XML cannot hold is left out of them."""
    made = etree.Element(f"{{{NAMESPACE}}}{name}", nsmap=_NS)
    made.text = _clean(text) or None
    for child, value in parts:
        if said := _clean(value):
            etree.SubElement(made, f"{{{NAMESPACE}}}{child}").text = said
    return made


def _clean(text: str) -> str:
    return _UNSAID.sub("", text)


def _write(xml: Any, element: etree._Element) -> None:
    xml.write(element)
    xml.write("\n")
