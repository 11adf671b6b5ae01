"""What a good container proves, taken apart by other code than the validator's own.

A verdict rests on the documents (names and bytes) and, for each signature, on these octets: the canonical
SignedInfo, the signature value, the canonical SignedProperties, the signing certificate; of the time-stamp
its TSTInfo, signed attributes (they name its certificate) and value; of the OCSP answer its tbsResponseData
and value. A mutation that leaves all of them as they were is **harmless**: times, comments and attributes in
the zip, its compression, white space between unsigned elements, certificates beside the one that signed. So
is the loss of one of several signatures: nothing in ASiC-E binds one to another, and the rest is the
container as it was before. So is another OCSP answer of the same responder about the same certificate (but
in a time-mark, where it is bound to the signature): it is as true. Anything else that passes is a false
accept.
"""

import base64
import contextlib
import hashlib
import io
import logging
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import cms, tsp
from lxml import etree

from contracts.containers.report import ContainerReport, SignatureReport, Verdict
from contracts.containers.trusted_list import load_folder
from contracts.containers.validator import LocalValidator
from tests.simulators.eid import Lab, Recipe, add_signature, default_folder, sign_files
from tests.simulators.eid.writer import EXCLUSIVE

SAMPLES = Path(__file__).resolve().parents[3].parent / "shared" / "signing"
FILES = {"KL-2026-000001 leping.pdf": b"%PDF-1.7 contract" * 20, "VK-2026-000001.pdf": b"%PDF-1.7 power" * 20}
OTHERS = {"KL-2026-000002 leping.pdf": b"%PDF-1.7 another" * 20}
MARI, JAAN, LIIS, PEETER, ANNA = "24503120016", "14007050024", "23809230033", "14201110044", "24708300056"
DS = "{http://www.w3.org/2000/09/xmldsig#}"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
_STAMPS = f".//{XADES}SignatureTimeStamp/{XADES}EncapsulatedTimeStamp"
_ANSWERS = f".//{XADES}OCSPValues/{XADES}EncapsulatedOCSPValue"
SIGNATURE_FILE = re.compile(r"META-INF/.*signatures.*\.xml", re.DOTALL)
Told = tuple[object, ...]


@dataclass(frozen=True)
class Proof:
    """Digests of what one signature rests on; its OCSP answers and its certificate apart."""

    octets: tuple[str, ...]
    certificate: str
    answers: frozenset[str]


@dataclass(frozen=True)
class Good:
    """A container that passes, and the validator that says so."""

    name: str
    data: bytes
    validator: LocalValidator


class Known:
    """Everything that the good containers prove, and what the validator says of each proof."""

    def __init__(self) -> None:
        self.goods = [*_of_the_lab(), *_of_the_state()]
        self.proved: dict[tuple[str, ...], Told] = {}
        self.answers: dict[str, set[str]] = {}  # by the signing certificate
        for good in self.goods:
            report = good.validator.validate(good.data)
            assert report.verdict is Verdict.PASSED, (good.name, report.everything_wrong())
            for proof, signature in zip(proofs(good.data), report.signatures, strict=True):
                self.proved[proof.octets] = _told(signature)
                self.answers.setdefault(proof.certificate, set()).update(proof.answers)

    def trouble(self, good: Good, data: bytes, report: ContainerReport) -> str:
        """What is wrong with this report on a bent container; empty when nothing is."""
        if any(p.code == "INTERNAL" for p in report.everything_wrong()):
            return f"internal: {_what_broke(good, data)}"
        if report.verdict is not Verdict.PASSED:
            return ""
        try:
            found = list(proofs(data))
        except Exception as trouble:  # noqa: BLE001 - passed, and other code cannot read it
            return f"accepted, but unreadable to others: {type(trouble).__name__} {trouble}"
        if len(found) != len(report.signatures) or not found:
            return "accepted with another number of signatures"
        for proof, signature in zip(found, report.signatures, strict=True):
            if proof.octets not in self.proved:
                return "accepted with another proof"
            if not proof.answers or not proof.answers <= self.answers[proof.certificate]:
                return "accepted with another answer about the certificate"
            if self.proved[proof.octets] != _told(signature):
                return f"accepted, and told otherwise: {_told(signature)}"
        return ""


def _told(signature: SignatureReport) -> Told:
    signer = signature.signer
    return (
        signer.scheme, signer.code, signer.name, signature.level, signature.format, signature.claimed_at,
        signature.trusted_at,
    )  # fmt: skip


def _what_broke(good: Good, data: bytes) -> str:
    """The kind of our own error that the validator hides from the client."""
    heard: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("contracts.containers.validator")
    logger.addHandler(handler)
    try:
        good.validator.validate(data)
    finally:
        logger.removeHandler(handler)
    return "; ".join(heard)


def _of_the_lab() -> Iterator[Good]:
    lab = Lab(default_folder())
    validator = LocalValidator(load_folder(lab.anchors), datetime.now(UTC))
    # Kept beside the lab: a signature has chance in it, and the same seed must make the same bytes again.
    kept = lab.folder / "fuzz"
    if not kept.is_dir():
        fresh = Path(tempfile.mkdtemp(dir=lab.folder))
        for name, data in _signed(lab, datetime.now(UTC).replace(microsecond=0)).items():
            (fresh / f"{name}.asice").write_bytes(data)
        with contextlib.suppress(OSError):  # another process was first
            fresh.rename(kept)
    for path in sorted(kept.glob("*.asice")):
        yield Good(path.stem, path.read_bytes(), validator)


def _signed(lab: Lab, at: datetime) -> dict[str, bytes]:
    one = sign_files(lab, MARI, FILES, at)
    return {
        "one": one,
        "two": add_signature(lab, JAAN, one, at),
        "rsa": sign_files(lab, LIIS, FILES, at),
        "p256": sign_files(lab, PEETER, FILES, at, Recipe(digest="sha512", c14n=EXCLUSIVE)),
        "pss": sign_files(lab, ANNA, FILES, at),
        "other files": sign_files(lab, MARI, OTHERS, at),
        "time-mark": sign_files(
            lab, MARI, FILES, at, Recipe(stamps=0, policy="1.3.6.1.4.1.10015.1000.3.2.1")
        ),
        "two answers": sign_files(lab, JAAN, FILES, at, Recipe(answers=2)),
    }


def _of_the_state() -> Iterator[Good]:
    """Containers of published test personas, where they are at hand."""
    if not SAMPLES.is_dir():
        return
    validator = LocalValidator(load_folder(SAMPLES / "anchors"), datetime.now(UTC), min_rsa=1024)
    for path in sorted((SAMPLES / "samples").glob("v*")):
        yield Good(path.name, path.read_bytes(), validator)


def proofs(data: bytes) -> Iterator[Proof]:
    """One for each signature, in the container's order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        files = sorted(n for n in names if n != "mimetype" and not n.startswith("META-INF/"))
        whole = _digest(b"".join(_digest(n.encode(), archive.read(n)).encode() for n in files))
        for name in (n for n in names if SIGNATURE_FILE.fullmatch(n)):
            root = etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False))
            for signature in root.iter(f"{DS}Signature"):
                answers = {_answer(_binary(e)) for e in signature.iterfind(_ANSWERS)}
                octets = (whole, *_of(signature))
                yield Proof(octets, octets[4], frozenset(answers))


def _of(signature: etree._Element) -> Iterator[str]:
    """SignedInfo, value, SignedProperties, certificate, stamps."""
    info = _one(signature, f"{DS}SignedInfo")
    yield _digest(_canonical(info, _algorithm(_one(info, f"{DS}CanonicalizationMethod"))))
    yield _digest(_binary(_one(signature, f"{DS}SignatureValue")))
    properties = _one(signature, f".//{XADES}SignedProperties")
    transform = info.find(f".//{DS}Transform")
    yield _digest(_canonical(properties, "" if transform is None else _algorithm(transform)))
    yield _certificate(signature, properties)
    yield "".join(sorted({_stamp(_binary(e)) for e in signature.iterfind(_STAMPS)}))


def _certificate(signature: etree._Element, properties: etree._Element) -> str:
    named = _one(properties, f".//{XADES}CertDigest")
    method = re.search(r"(?i)sha(\d+)", _algorithm(_one(named, f"{DS}DigestMethod")))
    wanted = _binary(_one(named, f"{DS}DigestValue"))
    assert method is not None
    for each in signature.iter(f"{DS}X509Certificate"):
        if hashlib.new(f"sha{method[1]}", _binary(each)).digest() == wanted:
            return _digest(_binary(each))
    raise ValueError("no certificate")


def _stamp(token: bytes) -> str:
    signed = cms.ContentInfo.load(token)["content"]
    signer = signed["signer_infos"][0]
    attributes = signer["signed_attrs"].dump()
    octets = bytes(signed["encap_content_info"]["content"].contents)
    named = [
        tsp.SigningCertificateV2.load(v.dump()) if "v2" in a["type"].native else v
        for a in signer["signed_attrs"]
        if a["type"].native.startswith("signing_certificate")
        for v in a["values"]
    ]
    hashes = [bytes(each["certs"][0]["cert_hash"].native).hex() for each in named]
    return _digest(octets, attributes, signer["signature"].native, "".join(hashes).encode())


def _answer(raw: bytes) -> str:
    """tbsResponseData, and the value of its signature, as they stand: parsing would write them anew, and
    asn1crypto cannot read the nonce of a time-mark."""
    _status, rest = _cut(_inside(raw))
    _type, octets = _cut(_inside(_inside(rest)))
    tbs, rest = _cut(_inside(_inside(octets)))
    _method, rest = _cut(rest)
    value, _certificates = _cut(rest)
    return _digest(tbs, value)


def _cut(der: bytes) -> tuple[bytes, bytes]:
    size, header = _length(der)
    return der[: header + size], der[header + size :]


def _inside(der: bytes) -> bytes:
    size, header = _length(der)
    return der[header : header + size]


def _length(der: bytes) -> tuple[int, int]:
    if der[1] < 0x80:
        return der[1], 2
    count = der[1] & 0x7F
    return int.from_bytes(der[2 : 2 + count], "big"), 2 + count


def _one(parent: etree._Element, path: str) -> etree._Element:
    found = parent.find(path)
    if found is None:
        raise ValueError(path)
    return found


def _algorithm(element: etree._Element) -> str:
    return str(element.get("Algorithm"))


def _binary(element: etree._Element) -> bytes:
    return base64.b64decode("".join((element.text or "").split()), validate=True)


def _canonical(element: etree._Element, algorithm: str) -> bytes:
    return etree.tostring(element, method="c14n", exclusive="exc-c14n" in algorithm, with_comments=False)


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(len(p).to_bytes(8, "big") + p for p in parts)).hexdigest()
