"""Writes one signature file: XAdES, ETSI EN 319 132-1, profile LT with a time-stamp, as DigiDoc4 writes it.

Canonicalisation is exclusive, so that what is signed does not depend on what stands around it. The reading
half is contracts.containers.xades, which knows nothing of this one."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from contracts.containers import archive, manifest, xmlparts
from contracts.containers import xades as reading
from contracts.containers.algorithms import public_key
from contracts.containers.report import Findings, Rejected
from contracts.containers.validator import MAX_SIGNATURES, sorted_out
from contracts.containers.xmlparts import ASIC, DS, XADES, Element

from .methods import Method, of_uri
from .refusals import NotSigned

MIN_RSA = 2048  # bits
ROOM = 128 * 1024  # bytes that a finished signature file may take
_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"
_NAMESPACES = {"asic": ASIC, "ds": DS, "xades": XADES}
_NUMBERED = re.compile(r"META-INF/signatures([0-9]{1,6})\.xml")
_ANY_NUMBER = re.compile(r"META-INF/signatures([0-9]+)\.xml")


@dataclass(frozen=True)
class Prepared:
    """A signature without its value. `xml` says everything else again: `read` makes it from the bytes."""

    xml: bytes
    certificate: x509.Certificate
    method: Method
    claimed_at: datetime
    octets: bytes

    @property
    def digest(self) -> bytes:
        """What the card signs."""
        return self.method.digest(self.octets)

    def check(self, value: bytes) -> None:
        """Raises NotSigned unless the value was made over this signature by this certificate's key."""
        try:
            key = public_key(self.certificate, MIN_RSA)
        except Rejected:
            raise NotSigned("KEY_NOT_ACCEPTED") from None
        if not self.method.holds(key, value, self.octets):
            raise NotSigned("VALUE_WRONG")


def prepare(source: bytes, certificate: x509.Certificate, method: Method, at: datetime) -> Prepared:
    """A signature over every file of the container, signed or not yet. Raises NotSigned.

    `at` is the claimed time; what counts later is the time-stamp's.
    """
    try:
        entries = archive.read_entries(source)
        archive.check_mimetype(entries, Findings())
        signatures, files = sorted_out(entries)
        media = manifest.read_manifest(entries)
    except Rejected:
        raise NotSigned("CONTAINER_NOT_SOUND") from None
    # What is trimmed when it is read again would not be the manifest's own word any more.
    if media.keys() != files.keys() or any(not kind or kind != kind.strip() for kind in media.values()):
        raise NotSigned("CONTAINER_NOT_SOUND")
    full = len(entries) >= archive.MAX_ENTRIES or len(signatures) >= MAX_SIGNATURES
    if full or len(source) + ROOM > archive.MAX_CONTAINER:
        raise NotSigned("CONTAINER_FULL")
    identity = f"S{_number(entries)}"
    return read(_written(identity, files, media, certificate, method, at))


def file_name(source: bytes) -> str:
    """Where the next signature of the container goes: N = max + 1. Raises Rejected, NotSigned."""
    return f"META-INF/signatures{_number(archive.read_entries(source))}.xml"


def _number(entries: list[archive.Entry]) -> int:
    numbers = []
    for entry in entries:
        if _ANY_NUMBER.fullmatch(entry.name):
            found = _NUMBERED.fullmatch(entry.name)
            if found is None:  # nobody counts so far
                raise NotSigned("CONTAINER_NOT_SOUND")
            numbers.append(int(found[1]))
    return max(numbers, default=-1) + 1


def read(xml: bytes) -> Prepared:
    """A prepared signature from its stored bytes. Raises NotSigned where they are not one."""
    try:
        signature = _only(xml)
        if (signature.value.text or "").strip() or signature.claimed_at is None:
            raise NotSigned("CONTAINER_NOT_SOUND")
        method = of_uri(xmlparts.one(signature.info, f"{{{DS}}}SignatureMethod").get("Algorithm"))
        certificate = reading.signing_certificate(signature)
        octets = _canonical(signature.info)
    except Rejected:
        raise NotSigned("CONTAINER_NOT_SOUND") from None
    return Prepared(xml, certificate, method, signature.claimed_at, octets)


def stamped(prepared: Prepared, value: bytes) -> bytes:
    """What the time-stamp is over: the canonical octets of the filled SignatureValue."""
    return _canonical(_filled(prepared, value).value)


def finish(prepared: Prepared, value: bytes, stamp: bytes, answer: bytes, issuer: x509.Certificate) -> bytes:
    """The whole signature file: value, time-stamp token, OCSP answer and the certificate's issuer (DER)."""
    signature = _filled(prepared, value)
    identity = str(signature.root.get("Id"))
    qualifying = signature.signed.getparent()
    assert qualifying is not None
    unsigned = _put(_put(qualifying, XADES, "UnsignedProperties"), XADES, "UnsignedSignatureProperties")
    time = _put(unsigned, XADES, "SignatureTimeStamp", Id=f"{identity}-T0")
    _put(time, DS, "CanonicalizationMethod", Algorithm=_EXCLUSIVE)
    _put(time, XADES, "EncapsulatedTimeStamp", _text(stamp))
    values = _put(unsigned, XADES, "CertificateValues")
    _put(values, XADES, "EncapsulatedX509Certificate", _text(issuer.public_bytes(Encoding.DER)))
    answers = _put(_put(unsigned, XADES, "RevocationValues"), XADES, "OCSPValues")
    _put(answers, XADES, "EncapsulatedOCSPValue", _text(answer))
    return _bytes(signature.root.getroottree().getroot())


def _filled(prepared: Prepared, value: bytes) -> reading.Signature:
    signature = _only(prepared.xml)
    signature.value.text = _text(value)
    return signature


def _only(xml: bytes) -> reading.Signature:
    found = list(reading.signatures_in("", xml))
    if len(found) != 1:
        raise Rejected("SIGNATURE_STRUCTURE")
    return found[0]


def _written(
    identity: str,
    files: dict[str, bytes],
    media: dict[str, str],
    certificate: x509.Certificate,
    method: Method,
    at: datetime,
) -> bytes:
    root = etree.Element(f"{{{ASIC}}}XAdESSignatures", nsmap=_NAMESPACES)
    signature = _put(root, DS, "Signature", Id=identity)
    info = _put(signature, DS, "SignedInfo")
    _put(info, DS, "CanonicalizationMethod", Algorithm=_EXCLUSIVE)
    _put(info, DS, "SignatureMethod", Algorithm=method.uri)
    _put(signature, DS, "SignatureValue", Id=f"{identity}-V")
    data = _put(_put(signature, DS, "KeyInfo"), DS, "X509Data")
    der = certificate.public_bytes(Encoding.DER)
    _put(data, DS, "X509Certificate", _text(der))
    qualifying = _put(_put(signature, DS, "Object"), XADES, "QualifyingProperties", Target=f"#{identity}")
    properties = _put(qualifying, XADES, "SignedProperties", Id=f"{identity}-P")
    _signature_properties(properties, der, at)
    formats = _put(properties, XADES, "SignedDataObjectProperties")
    for number, (name, content) in enumerate(files.items()):
        place = f"{identity}-R{number}"
        # Percent-encoded whole, "+" too: readers differ in what a bare one means.
        _digested(_put(info, DS, "Reference", Id=place, URI=quote(name, safe="/")), content)
        each = _put(formats, XADES, "DataObjectFormat", ObjectReference=f"#{place}")
        _put(each, XADES, "MimeType", media[name])
    own = _put(info, DS, "Reference", Type=_PROPERTIES, URI=f"#{identity}-P")
    _put(_put(own, DS, "Transforms"), DS, "Transform", Algorithm=_EXCLUSIVE)
    _digested(own, _canonical(properties))
    return _bytes(root)


def _signature_properties(properties: Element, der: bytes, at: datetime) -> None:
    """Claimed time, and the certificate by its digest; the optional IssuerSerialV2 would add nothing."""
    signing = _put(properties, XADES, "SignedSignatureProperties")
    _put(signing, XADES, "SigningTime", at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    named = _put(_put(signing, XADES, "SigningCertificateV2"), XADES, "Cert")
    _digested(_put(named, XADES, "CertDigest"), der)


def _digested(parent: Element, content: bytes) -> None:
    _put(parent, DS, "DigestMethod", Algorithm=_SHA256)
    _put(parent, DS, "DigestValue", _text(hashlib.sha256(content).digest()))


def _put(parent: Element, namespace: str, name: str, text: str | None = None, **attributes: str) -> Element:
    element = etree.SubElement(parent, f"{{{namespace}}}{name}")
    for key, value in attributes.items():
        element.set(key, value)
    element.text = text
    return element


def _canonical(element: Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True, with_comments=False)


def _bytes(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=False)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
