"""Writes signed containers as the signing programs do: ASiC-E, XAdES LT, one signature a file.
`Recipe` bends one thing at a time; what it bends is what an attacker or an old program would do."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

from .authorities import ocsp_answer, token
from .lab import IDENTITIES, Card, Lab

MIMETYPE = "application/vnd.etsi.asic-e+zip"
DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
C14N11 = "http://www.w3.org/2006/12/xml-c14n11"
DIGESTS = {
    "sha1": "http://www.w3.org/2000/09/xmldsig#sha1",
    "sha256": "http://www.w3.org/2001/04/xmlenc#sha256",
    "sha384": "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "sha512": "http://www.w3.org/2001/04/xmlenc#sha512",
}
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
Element = etree._Element


@dataclass(frozen=True)
class Recipe:
    """How a signature is made. The defaults make a good one."""

    digest: str = "sha256"
    c14n: str = C14N11
    media: str = "application/pdf"
    stamps: int = 1
    answers: int = 1
    ocsp_state: str = "good"
    ocsp_delay: timedelta = timedelta(seconds=1)
    stamp_of: bytes | None = None
    tsa: Card | None = None
    responder: Card | None = None
    named: Card | None = None  # whose digest stands in SigningCertificate
    shown: tuple[Card, ...] = ()  # what stands in KeyInfo, when not the card itself
    asked_about: Card | None = None  # whom the OCSP answer is about
    policy: str = ""
    before: Callable[[Element], None] | None = None  # edits the tree before digests are taken
    after: Callable[[Element], None] | None = None  # edits the finished tree


def sign_xml(
    lab: Lab, card: Card, files: dict[str, bytes], at: datetime | None = None, recipe: Recipe | None = None,
    number: int = 0,
) -> bytes:  # fmt: skip
    """One META-INF/signaturesN.xml over the files."""
    recipe = recipe or Recipe()
    at = (at or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    root = etree.fromstring(_skeleton(card, files, at, recipe, f"S{number}").encode())
    signature = root[0]
    info, value = signature[0], signature[1]
    if recipe.before:
        recipe.before(root)
    properties = signature.find(f".//{{{XADES}}}SignedProperties")
    own = info.findall(f"{{{DS}}}Reference")[-1].find(f"{{{DS}}}DigestValue")
    assert properties is not None and own is not None
    own.text = _digest(recipe.digest, canonical(properties, recipe.c14n))
    value.text = base64.b64encode(_value(card, canonical(info, recipe.c14n))).decode()
    _lengthen(lab, card, root, at, recipe)
    if recipe.after:
        recipe.after(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=False)


def canonical(element: Element, algorithm: str) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=algorithm == EXCLUSIVE, with_comments=False)


def _digest(name: str, data: bytes) -> str:
    return base64.b64encode(hashlib.new(name, data).digest()).decode()


def method_of(card: Card) -> str:
    if card.kind == "pss":
        return "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1"
    return MORE + {"rsa": "rsa-sha256", "ec256": "ecdsa-sha256"}.get(card.kind, "ecdsa-sha384")


def _value(card: Card, data: bytes) -> bytes:
    if isinstance(card.key, ec.EllipticCurvePrivateKey):
        algorithm = hashes.SHA256() if card.kind == "ec256" else hashes.SHA384()
        r, s = decode_dss_signature(card.key.sign(data, ec.ECDSA(algorithm)))
        size = (card.key.key_size + 7) // 8
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")
    if card.kind == "pss":
        return card.key.sign(data, padding.PSS(padding.MGF1(hashes.SHA512()), 64), hashes.SHA512())
    return card.key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def _skeleton(card: Card, files: dict[str, bytes], at: datetime, recipe: Recipe, sid: str) -> str:
    named = recipe.named or card
    digest = DIGESTS[recipe.digest]
    references = "".join(
        f'<ds:Reference Id="{sid}-R{n}" URI="{quote(name)}"><ds:DigestMethod Algorithm="{digest}"/>'
        f"<ds:DigestValue>{_digest(recipe.digest, data)}</ds:DigestValue></ds:Reference>"
        for n, (name, data) in enumerate(files.items())
    )
    formats = "".join(
        f'<xades:DataObjectFormat ObjectReference="#{sid}-R{n}"><xades:MimeType>{recipe.media}'
        "</xades:MimeType></xades:DataObjectFormat>"
        for n in range(len(files))
    )
    shown = "".join(
        f"<ds:X509Certificate>{base64.b64encode(c.der).decode()}</ds:X509Certificate>"
        for c in recipe.shown or (card,)
    )
    policy = (
        "<xades:SignaturePolicyIdentifier><xades:SignaturePolicyId><xades:SigPolicyId><xades:Identifier "
        f'Qualifier="OIDAsURN">urn:oid:{recipe.policy}</xades:Identifier></xades:SigPolicyId>'
        "</xades:SignaturePolicyId></xades:SignaturePolicyIdentifier>"
        if recipe.policy
        else ""
    )
    return f"""<asic:XAdESSignatures xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="{DS}" \
xmlns:xades="{XADES}"><ds:Signature Id="{sid}"><ds:SignedInfo>\
<ds:CanonicalizationMethod Algorithm="{recipe.c14n}"/><ds:SignatureMethod Algorithm="{method_of(card)}"/>\
{references}<ds:Reference Id="{sid}-RP" Type="http://uri.etsi.org/01903#SignedProperties" \
URI="#{sid}-P">\
<ds:Transforms><ds:Transform Algorithm="{recipe.c14n}"/></ds:Transforms>\
<ds:DigestMethod Algorithm="{digest}"/>\
<ds:DigestValue></ds:DigestValue></ds:Reference></ds:SignedInfo>\
<ds:SignatureValue Id="{sid}-SIG"></ds:SignatureValue>\
<ds:KeyInfo><ds:X509Data>{shown}</ds:X509Data></ds:KeyInfo>\
<ds:Object><xades:QualifyingProperties Target="#{sid}"><xades:SignedProperties Id="{sid}-P">\
<xades:SignedSignatureProperties><xades:SigningTime>{at.strftime("%Y-%m-%dT%H:%M:%SZ")}</xades:SigningTime>\
<xades:SigningCertificateV2><xades:Cert><xades:CertDigest><ds:DigestMethod Algorithm="{digest}"/>\
<ds:DigestValue>{_digest(recipe.digest, named.der)}</ds:DigestValue></xades:CertDigest></xades:Cert>\
</xades:SigningCertificateV2>{policy}</xades:SignedSignatureProperties><xades:SignedDataObjectProperties>{formats}\
</xades:SignedDataObjectProperties></xades:SignedProperties></xades:QualifyingProperties></ds:Object>\
</ds:Signature></asic:XAdESSignatures>"""


def _lengthen(lab: Lab, card: Card, root: Element, at: datetime, recipe: Recipe) -> None:
    """Adds the time-stamp and the OCSP answer: B becomes LT."""
    signature = root[0]
    value = signature[1]
    qualifying = signature.find(f".//{{{XADES}}}QualifyingProperties")
    assert qualifying is not None
    unsigned = etree.SubElement(qualifying, f"{{{XADES}}}UnsignedProperties")
    holder = etree.SubElement(unsigned, f"{{{XADES}}}UnsignedSignatureProperties")
    stamped = canonical(value, C14N11) if recipe.stamp_of is None else recipe.stamp_of
    for _ in range(recipe.stamps):
        stamp = etree.SubElement(holder, f"{{{XADES}}}SignatureTimeStamp")
        method = etree.SubElement(stamp, f"{{{DS}}}CanonicalizationMethod")
        method.set("Algorithm", C14N11)
        made = token(recipe.tsa or lab.tsa, hashlib.sha256(stamped).digest(), "sha256", at, 1)
        etree.SubElement(stamp, f"{{{XADES}}}EncapsulatedTimeStamp").text = base64.b64encode(made).decode()
    if not recipe.answers:
        return
    values = etree.SubElement(holder, f"{{{XADES}}}RevocationValues")
    answers = etree.SubElement(values, f"{{{XADES}}}OCSPValues")
    about = (recipe.asked_about or card).certificate
    issuer = lab.foreign if about.issuer == lab.foreign.certificate.subject else lab.ca
    for _ in range(recipe.answers):
        made = ocsp_answer(
            recipe.responder or lab.ocsp, about, issuer.certificate, at + recipe.ocsp_delay,
            recipe.ocsp_state, _nonce(recipe, value),
        )  # fmt: skip
        etree.SubElement(answers, f"{{{XADES}}}EncapsulatedOCSPValue").text = base64.b64encode(made).decode()


def _nonce(recipe: Recipe, value: Element) -> bytes | None:
    """A BDOC time-mark: DigestInfo(sha256) of the signature value."""
    if not recipe.policy:
        return None
    digest = hashlib.sha256(base64.b64decode(value.text or "")).digest()
    return bytes.fromhex("3031300d060960864801650304020105000420") + digest


def manifest(names: list[str], media: str = "application/pdf") -> bytes:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{_escaped(n)}" manifest:media-type="{media}"/>'
        for n in names
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>{entries}</manifest:manifest>'
    ).encode()


def _escaped(name: str) -> str:
    return name.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def container(files: dict[str, bytes], signatures: list[bytes]) -> bytes:
    """A container of the files and of finished signature files."""
    parts = {"META-INF/manifest.xml": manifest(list(files)), **files}
    parts |= {f"META-INF/signatures{n}.xml": data for n, data in enumerate(signatures)}
    return zipped(parts)


def zipped(parts: dict[str, bytes], mimetype: bytes = MIMETYPE.encode()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(_entry("mimetype"), mimetype, zipfile.ZIP_STORED)
        for name, data in parts.items():
            archive.writestr(_entry(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [n for n in archive.namelist() if n != "mimetype" and not n.startswith("META-INF/")]
        return {n: archive.read(n) for n in names}


def _usual(code: str) -> Recipe:
    return Recipe(ocsp_state="revoked" if IDENTITIES[code].state == "revoked" else "good")


def sign_files(
    lab: Lab, code: str, files: dict[str, bytes], at: datetime | None = None, recipe: Recipe | None = None
) -> bytes:
    return container(files, [sign_xml(lab, lab.card(code), files, at, recipe or _usual(code))])


def add_signature(
    lab: Lab, code: str, data: bytes, at: datetime | None = None, recipe: Recipe | None = None
) -> bytes:
    """One signature more; every entry that was there stays byte for byte."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        numbers = [
            int(m[1]) for n in archive.namelist() if (m := re.fullmatch(r"META-INF/signatures(\d+)\.xml", n))
        ]
        number = max(numbers, default=-1) + 1
        made = sign_xml(lab, lab.card(code), files_of(data), at, recipe or _usual(code), number)
        archive.writestr(_entry(f"META-INF/signatures{number}.xml"), made, zipfile.ZIP_DEFLATED)
    return out.getvalue()
