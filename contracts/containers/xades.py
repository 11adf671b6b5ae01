"""The XML of one signature: strict structure, references to every file, and the signature value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote_to_bytes

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from . import xmlparts as xml
from .algorithms import OldRsaKey, digest, public_key, raw_to_der, same, signature_method, verify
from .certificates import load
from .report import Findings, Rejected
from .xmlparts import ASIC, DS, XADES, XADES141, Element

DSIG11 = "http://www.w3.org/2009/xmldsig11#"
_SIGNED_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"
_TIME_MARK_POLICIES = {"1.3.6.1.4.1.10015.1000.3.2.1", "1.3.6.1.4.1.10015.1000.3.2.3"}


@dataclass(frozen=True)
class Signature:
    """One ds:Signature, taken apart but not yet believed."""

    file: str
    root: Element
    info: Element
    value: Element
    signed: Element
    key_info: Element
    certificates: tuple[bytes, ...]
    timestamps: tuple[tuple[bytes, Element | None], ...]
    answers: tuple[bytes, ...]
    archived: bool
    time_mark: bool

    @property
    def claimed_at(self) -> datetime | None:
        properties = self.signed.find(f"{{{XADES}}}SignedSignatureProperties")
        return None if properties is None else xml.moment(properties.find(f"{{{XADES}}}SigningTime"))

    def stamped(self, method: Element | None) -> bytes:
        """What a time-stamp is over: the canonical octets of ds:SignatureValue."""
        return xml.canonical(self.value, method)


def signatures_in(file: str, data: bytes) -> Iterator[Signature]:
    """The signatures of one META-INF/*signatures*.xml. Raises Rejected."""
    root = xml.parse(data)
    if root.tag != f"{{{ASIC}}}XAdESSignatures":
        raise Rejected("SIGNATURE_STRUCTURE", file)
    found = xml.children(root, f"{{{DS}}}Signature")
    if not found or sum(1 for _ in root.iter(f"{{{DS}}}Signature")) != len(found):
        raise Rejected("SIGNATURE_STRUCTURE", file)
    for each in found:
        yield _take_apart(file, each)


def _take_apart(file: str, root: Element) -> Signature:
    parts = xml.children(
        root, *(f"{{{DS}}}{n}" for n in ("SignedInfo", "SignatureValue", "KeyInfo", "Object"))
    )
    if [p.tag.rpartition("}")[2] for p in parts] != ["SignedInfo", "SignatureValue", "KeyInfo", "Object"]:
        raise Rejected("SIGNATURE_STRUCTURE")
    info, value, key_info, holder = parts
    qualifying = xml.children(holder, f"{{{XADES}}}QualifyingProperties")
    identity = root.get("Id")
    if len(qualifying) != 1 or not identity or qualifying[0].get("Target") != f"#{identity}":
        raise Rejected("SIGNATURE_STRUCTURE")
    both = xml.children(qualifying[0], f"{{{XADES}}}SignedProperties", f"{{{XADES}}}UnsignedProperties")
    signed = xml.one(qualifying[0], f"{{{XADES}}}SignedProperties")
    unsigned = xml.optional(qualifying[0], f"{{{XADES}}}UnsignedProperties")
    if both[0] is not signed:
        raise Rejected("SIGNATURE_STRUCTURE")
    certificates = [xml.binary(c) for c in key_info.iter(f"{{{DS}}}X509Certificate")]
    timestamps, answers, archived = _unsigned(unsigned)
    return Signature(
        file, root, info, value, signed, key_info, tuple(certificates), timestamps, answers, archived,
        _policy(signed) in _TIME_MARK_POLICIES,
    )  # fmt: skip


def _unsigned(
    element: Element | None,
) -> tuple[tuple[tuple[bytes, Element | None], ...], tuple[bytes, ...], bool]:
    if element is None:
        return (), (), False
    holder = xml.children(element, f"{{{XADES}}}UnsignedSignatureProperties")
    if len(holder) != 1:
        raise Rejected("SIGNATURE_STRUCTURE")
    stamps: list[tuple[bytes, Element | None]] = []
    answers: list[bytes] = []
    archived = False
    for each in holder[0]:
        if each.tag == f"{{{XADES}}}SignatureTimeStamp":
            method = xml.optional(each, f"{{{DS}}}CanonicalizationMethod")
            stamps += [(xml.binary(t), method) for t in each if t.tag == f"{{{XADES}}}EncapsulatedTimeStamp"]
        elif each.tag == f"{{{XADES}}}RevocationValues":
            path = f"{{{XADES}}}OCSPValues/{{{XADES}}}EncapsulatedOCSPValue"
            answers += [xml.binary(found) for found in each.iterfind(path)]
        elif each.tag in (f"{{{XADES141}}}ArchiveTimeStamp", f"{{{XADES}}}ArchiveTimeStamp"):
            archived = True
    return tuple(stamps), tuple(answers), archived


def _policy(signed: Element) -> str:
    path = "/".join(
        f"{{{XADES}}}{n}"
        for n in (
            "SignedSignatureProperties",
            "SignaturePolicyIdentifier",
            "SignaturePolicyId",
            "SigPolicyId",
            "Identifier",
        )
    )
    found = signed.find(path)
    return "" if found is None else xml.text(found).removeprefix("urn:oid:")


def signing_certificate(signature: Signature) -> x509.Certificate:
    """Chosen by the digest in the signed properties; KeyInfo, which nobody signed, only carries it."""
    properties = xml.one(signature.signed, f"{{{XADES}}}SignedSignatureProperties")
    v1 = xml.optional(properties, f"{{{XADES}}}SigningCertificate")
    v2 = xml.optional(properties, f"{{{XADES}}}SigningCertificateV2")
    holder = v2 if v1 is None else v1
    if holder is None or (v1 is not None and v2 is not None):
        raise Rejected("SIGNING_CERTIFICATE_NOT_NAMED")
    first = xml.children(holder, f"{{{XADES}}}Cert")[:1]
    if not first:
        raise Rejected("SIGNING_CERTIFICATE_NOT_NAMED")
    named = xml.one(first[0], f"{{{XADES}}}CertDigest")
    method, wanted = _digest_of(named)
    for der in signature.certificates:
        if same(digest(method, der), wanted):
            return load(der)
    raise Rejected("SIGNING_CERTIFICATE_NOT_NAMED")


def _digest_of(element: Element) -> tuple[str, bytes]:
    method = xml.one(element, f"{{{DS}}}DigestMethod")
    return str(method.get("Algorithm")), xml.binary(xml.one(element, f"{{{DS}}}DigestValue"))


def check_value(signature: Signature, certificate: x509.Certificate, min_rsa: int) -> None:
    """The signature value is over this SignedInfo, by the key of this certificate. Raises Rejected."""
    pad, name = signature_method(xml.one(signature.info, f"{{{DS}}}SignatureMethod").get("Algorithm"))
    data = xml.canonical(signature.info, xml.one(signature.info, f"{{{DS}}}CanonicalizationMethod"))
    key = public_key(certificate, min_rsa)
    if not verify(key, pad, name, raw_to_der(key, xml.binary(signature.value)), data):
        raise Rejected("SIGNATURE_VALUE_WRONG")


def check_key_value(signature: Signature, certificate: x509.Certificate) -> None:
    """A bare key beside the certificate (old programs write one) is the certificate's. Raises Rejected."""
    shown = xml.optional(signature.key_info, f"{{{DS}}}KeyValue")
    if shown is None:
        return
    key = public_key(certificate, min_rsa=1)
    if isinstance(key, ec.EllipticCurvePublicKey):
        point = shown.find(f"{{{DSIG11}}}ECKeyValue/{{{DSIG11}}}PublicKey")
        same_key = point is not None and xml.binary(point) == key.public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
    else:
        numbers = key if isinstance(key, OldRsaKey) else key.public_numbers()
        modulus, exponent = (shown.find(f"{{{DS}}}RSAKeyValue/{{{DS}}}{n}") for n in ("Modulus", "Exponent"))
        same_key = (
            modulus is not None
            and exponent is not None
            and (_number(modulus), _number(exponent)) == _rsa_numbers(numbers)
        )
    if not same_key:
        raise Rejected("KEY_VALUE_DIFFERS")


def _number(element: Element) -> int:
    return int.from_bytes(xml.binary(element), "big")


def _rsa_numbers(key: OldRsaKey | rsa.RSAPublicNumbers) -> tuple[int, int]:
    return (key.modulus, key.exponent) if isinstance(key, OldRsaKey) else (key.n, key.e)


def check_references(
    signature: Signature, files: dict[str, bytes], media: dict[str, str], findings: Findings
) -> set[str]:
    """Every file once, unchanged, by its name; the signed properties once. Returns the names covered."""
    allowed = [f"{{{DS}}}{n}" for n in ("CanonicalizationMethod", "SignatureMethod", "Reference")]
    parts = xml.children(signature.info, *allowed)
    covered: dict[str, str] = {}
    own = 0
    for reference in (p for p in parts if p.tag == allowed[2]):
        xml.children(reference, *(f"{{{DS}}}{n}" for n in ("Transforms", "DigestMethod", "DigestValue")))
        if reference.get("Type") == _SIGNED_PROPERTIES:
            own += 1
            _check_properties(signature, reference)
            continue
        name = _file_name(reference)
        if name in covered:
            raise Rejected("REFERENCE_WRONG", name)
        covered[name] = str(reference.get("Id") or "")
        method, wanted = _digest_of(reference)
        if name not in files:
            findings.add("SIGNED_FILE_MISSING", name)
        elif not same(digest(method, files[name]), wanted):
            findings.add("FILE_CHANGED", name)
    if own != 1:
        raise Rejected("REFERENCE_WRONG")
    for name in sorted(files.keys() - covered.keys()):
        findings.add("FILE_NOT_SIGNED", name)
    _check_media(signature, covered, media, findings)
    return set(covered)


def digest_methods(signature: Signature) -> Iterator[tuple[str, str]]:
    """Name and digest method of every file that the signature refers to. Raises Rejected."""
    for reference in signature.info.iterfind(f"{{{DS}}}Reference"):
        if reference.get("Type") != _SIGNED_PROPERTIES:
            yield _file_name(reference), _digest_of(reference)[0]


def _check_properties(signature: Signature, reference: Element) -> None:
    identity = signature.signed.get("Id")
    if not identity or reference.get("URI") != f"#{identity}":
        raise Rejected("REFERENCE_WRONG")
    transforms = xml.optional(reference, f"{{{DS}}}Transforms")
    steps = [] if transforms is None else xml.children(transforms, f"{{{DS}}}Transform")
    if len(steps) > 1 or (transforms is not None and not steps):
        raise Rejected("REFERENCE_WRONG")
    method, wanted = _digest_of(reference)
    octets = xml.canonical(signature.signed, steps[0] if steps else None)
    if not same(digest(method, octets), wanted):
        raise Rejected("SIGNED_PROPERTIES_CHANGED")


def _file_name(reference: Element) -> str:
    uri = reference.get("URI")
    if not uri or uri.startswith("#") or reference.get("Type") or len(reference) != 2:
        raise Rejected("REFERENCE_WRONG")
    try:
        return unquote_to_bytes(str(uri)).decode("utf-8")
    except UnicodeDecodeError:
        raise Rejected("REFERENCE_WRONG") from None


def _check_media(
    signature: Signature, covered: dict[str, str], media: dict[str, str], findings: Findings
) -> None:
    holder = signature.signed.find(f"{{{XADES}}}SignedDataObjectProperties")
    formats: dict[str, str] = {}
    for each in () if holder is None else holder.iterfind(f"{{{XADES}}}DataObjectFormat"):
        kind = each.find(f"{{{XADES}}}MimeType")
        formats[str(each.get("ObjectReference"))] = "" if kind is None else xml.text(kind)
    for name, identity in covered.items():
        said = formats.get(f"#{identity}") if identity else None
        if said is None:
            findings.warn("MEDIA_TYPE_UNKNOWN", name)
        elif name in media and said != media[name]:
            findings.add("MEDIA_TYPE_DIFFERS", name)
