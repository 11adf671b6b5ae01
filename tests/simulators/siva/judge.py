"""One signature file and what is known of the documents: does openssl say that it holds?"""

import base64
import hashlib
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from lxml import etree

from tests.simulators.siva import openssl

DS = "{http://www.w3.org/2000/09/xmldsig#}"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_DIGESTS = {"sha256": "sha256", "sha384": "sha384", "sha512": "sha512"}
_LEVELS = {
    "0.4.0.194112.1.2": "QESIG", "0.4.0.194112.1.3": "QESEAL",
    "0.4.0.194112.1.0": "ADESIG_QC", "0.4.0.194112.1.1": "ADESEAL_QC",
}  # fmt: skip
# By file name: hash method and hash, as many as are known.
Documents = Mapping[str, Mapping[str, bytes]]


class Malformed(Exception):
    """What was sent is no signature file."""


@dataclass
class Judged:
    """What was found of one signature; `errors` empty means that it passed."""

    identity: str
    method: str
    claimed_at: str
    certificate: x509.Certificate
    issuer: x509.Certificate | None = None
    best_time: datetime | None = None
    stamped_at: datetime | None = None
    answered_at: datetime | None = None
    form: str = "XAdES_BASELINE_B"
    level: str = "NA"
    covered: dict[str, str] = field(default_factory=dict)  # file: the method of its hash
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def judge(signature_file: bytes, documents: Documents, anchors: Path) -> list[Judged]:
    """Every signature of the file. Raises Malformed."""
    try:
        root = etree.fromstring(signature_file, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise Malformed from None
    found = root.findall(f"{DS}Signature")
    if not found:
        raise Malformed
    with tempfile.TemporaryDirectory() as folder:
        return [_Look(each, documents, anchors, Path(folder)).judged() for each in found]


class _Look:
    """One ds:Signature, its parts written as files that openssl can read."""

    def __init__(self, root: etree._Element, documents: Documents, anchors: Path, folder: Path) -> None:
        self.root, self.documents, self.folder = root, documents, folder
        self.believed = [
            certificate
            for path in sorted(anchors.rglob("*.pem"))
            for certificate in x509.load_pem_x509_certificates(path.read_bytes())
        ]
        self.bundle = self._bundle("anchors", self.believed)
        self.responders = self._bundle("responders", [c for c in self.believed if _answers(c)])

    def judged(self) -> Judged:
        info, properties = self._one(f"{DS}SignedInfo"), self._one(f".//{XADES}SignedProperties")
        certificate = self._signer(properties)
        method = self._algorithm(info, "SignatureMethod")
        found = Judged(
            identity=str(self.root.get("Id")), method=method, certificate=certificate,
            claimed_at=properties.findtext(f".//{XADES}SigningTime") or "",
        )  # fmt: skip
        self.certificate = self._put("signer", certificate.public_bytes(Encoding.PEM))
        self._references(found, info, properties)
        self._value(found, info, method)
        self._times(found)
        self._level(found)
        return found

    def _one(self, path: str) -> etree._Element:
        found = self.root.find(path)
        if found is None:
            raise Malformed
        return found

    def _put(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path

    def _bundle(self, name: str, certificates: list[x509.Certificate]) -> Path:
        return self._put(name, b"".join(c.public_bytes(Encoding.PEM) for c in certificates))

    def _algorithm(self, parent: etree._Element, name: str) -> str:
        found = parent.find(f"{DS}{name}")
        return "" if found is None else str(found.get("Algorithm"))

    def _signer(self, properties: etree._Element) -> x509.Certificate:
        named = properties.find(f".//{XADES}CertDigest")
        if named is None:
            raise Malformed
        wanted = base64.b64decode(named.findtext(f"{DS}DigestValue") or "")
        name = _digest(self._algorithm(named, "DigestMethod"))
        for each in self._one(f"{DS}KeyInfo").iter(f"{DS}X509Certificate"):
            der = base64.b64decode("".join((each.text or "").split()))
            if name and hashlib.new(name, der).digest() == wanted:
                return x509.load_der_x509_certificate(der)
        raise Malformed

    def _references(self, found: Judged, info: etree._Element, properties: etree._Element) -> None:
        for reference in info.findall(f"{DS}Reference"):
            uri, name = str(reference.get("URI")), _digest(self._algorithm(reference, "DigestMethod"))
            wanted = base64.b64decode(reference.findtext(f"{DS}DigestValue") or "")
            if str(reference.get("Type")).endswith("#SignedProperties"):
                step = reference.find(f"{DS}Transforms/{DS}Transform")
                octets = _canonical(properties, "" if step is None else str(step.get("Algorithm")))
                if not name or hashlib.new(name, octets).digest() != wanted:
                    found.errors.append("The reference data object is not intact!")
                continue
            file = unquote(uri)
            if file not in self.documents:
                found.errors.append("The reference data object has not been found!")
            elif self.documents[file].get(name) != wanted:
                found.errors.append("The reference data object is not intact!")
            else:
                found.covered[file] = name
        if set(self.documents) - set(found.covered):
            found.warnings.append("Signature does not cover all the files of the container!")

    def _value(self, found: Judged, info: etree._Element, method: str) -> None:
        octets = _canonical(info, self._algorithm(info, "CanonicalizationMethod"))
        value = base64.b64decode("".join((self._one(f"{DS}SignatureValue").text or "").split()))
        if "ecdsa" in method:
            half = len(value) // 2
            value = encode_dss_signature(
                int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big")
            )
        key = self._put("key", openssl.public_key(self.certificate).encode())
        data, signature = self._put("info", octets), self._put("value", value)
        name = _digest(method)
        if not name or not openssl.value_holds(key, data, signature, name, "MGF1" in method):
            found.errors.append("The signature is not intact!")

    def _times(self, found: Judged) -> None:
        stamps = [each.text or "" for each in self.root.iter(f"{XADES}EncapsulatedTimeStamp")]
        answers = [each.text or "" for each in self.root.iter(f"{XADES}EncapsulatedOCSPValue")]
        answer = self._put("answer", base64.b64decode(answers[0])) if answers else None
        found.answered_at = openssl.produced_at(answer) if answer else None
        if stamps:
            token = self._put("token", base64.b64decode(stamps[0]))
            found.stamped_at = found.best_time = openssl.stamped_at(token)
            found.form = "XAdES_BASELINE_LT" if answer else "XAdES_BASELINE_T"
            self._stamp(found, token)
        elif answer:
            found.best_time, found.form = found.answered_at, "XAdES_BASELINE_LT_TM"
        if found.best_time is None or answer is None:
            found.errors.append("The signature has no trusted time or no revocation data!")
            return
        self._certificate(found, answer, found.best_time)

    def _stamp(self, found: Judged, token: Path) -> None:
        value = self._one(f"{DS}SignatureValue")
        holder = self._one(f".//{XADES}SignatureTimeStamp")
        data = self._put("stamped", _canonical(value, self._algorithm(holder, "CanonicalizationMethod")))
        at = found.stamped_at
        if at is None or not openssl.stamp_holds(token, data, self.bundle, at):
            found.errors.append("The time-stamp message imprint is not intact!")

    def _certificate(self, found: Judged, answer: Path, at: datetime) -> None:
        if not openssl.chain_holds(self.certificate, self.bundle, at):
            found.errors.append("Unable to build a certificate chain until a trusted list!")
        found.issuer = next((c for c in self.believed if c.subject == found.certificate.issuer), None)
        if found.issuer is None:
            return
        issuer = self._put("issuer", found.issuer.public_bytes(Encoding.PEM))
        # At the answer's own time: a responder's certificate is younger than it says.
        when = max(at, found.answered_at or at)
        state = openssl.state_of(answer, self.certificate, issuer, self.bundle, when, self.responders)
        if state != "good":
            found.errors.append(f"The certificate is {state or 'without an acceptable revocation answer'}!")
        if found.answered_at and found.stamped_at:
            late = found.answered_at - found.stamped_at
            if late < timedelta(0) or late > timedelta(hours=24):
                found.errors.append("The revocation information is not considered as 'fresh'.")

    def _level(self, found: Judged) -> None:
        said = openssl.policies(self.certificate)
        found.level = next((level for oid, level in _LEVELS.items() if oid in said), "ADESIG")
        if found.level == "ADESIG" or "repudiation" not in said:
            found.errors.append("The signature/seal level is not acceptable under the policy!")


def _answers(certificate: x509.Certificate) -> bool:
    """Whether it is a listed responder's."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in usage


def _digest(uri: str) -> str:
    found = re.search(r"sha(256|384|512)", uri)
    return _DIGESTS[found[0]] if found else ""


def _canonical(element: etree._Element, algorithm: str) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=algorithm == EXCLUSIVE, with_comments=False)
