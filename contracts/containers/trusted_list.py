"""Loads trust data from a folder: national trusted lists (ETSI TS 119 612) and PEM certificates."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import SignatureMethod
from signxml.exceptions import InvalidInput, InvalidSignature
from signxml.verifier import SignatureConfiguration, XMLVerifier

from . import certificates as certs
from .certificates import Qualities
from .trust import Criterion, NoTrustData, Part, Period, Qualification, Service, TrustStore

_TSL = "{http://uri.etsi.org/02231/v2#}"
_QUALIFIED = "{http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#}"
_XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
_PARTS = {
    "http://uri.etsi.org/TrstSvc/Svctype/CA/QC": Part.CA,
    "http://uri.etsi.org/TrstSvc/Svctype/Certstatus/OCSP/QC": Part.OCSP,
    "http://uri.etsi.org/TrstSvc/Svctype/Certstatus/OCSP": Part.OCSP,
    "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST": Part.TSA,
}
_GRANTED = {"granted", "undersupervision", "accredited", "supervisionincessation"}
_LIST_OF_LISTS = "EUlistofthelists"
LAB_MARK = "ABILAUD TEST LAB"


def load_folder(folder: Path) -> TrustStore:
    """Every `*.xml` list and every PEM or DER certificate in the folder (flat, or in ca/ ocsp/ tsa/).
    Raises NoTrustData, also when a list's signature does not hold."""
    if not folder.is_dir():
        raise NoTrustData(f"{folder} is not a folder with trust data")
    stamps = tuple(
        (str(p), p.stat().st_mtime_ns, p.stat().st_size) for p in sorted(folder.rglob("*")) if p.is_file()
    )
    return _load(folder, stamps)


@lru_cache(maxsize=4)
def _load(folder: Path, stamps: tuple[tuple[str, int, int], ...]) -> TrustStore:
    services: list[Service] = []
    expiries, names = [], []
    paths = [Path(name) for name, _, _ in stamps if name.endswith(".xml")]
    lists = [parse_list(path.read_bytes(), path.name) for path in paths]
    pinned = {c for tree in lists if is_list_of_lists(tree) for c in pointed_signers(tree)}
    for tree in lists:
        if is_list_of_lists(tree):
            continue
        root = signed_root(tree, pinned)
        services += _services(root)
        scheme = scheme_of(root)
        expiries.append(scheme.next_update)
        names.append(f"{scheme.territory}-{scheme.sequence}")
    listed = {certs.fingerprint(s.certificate) for s in services} | _not_qualified(lists)
    for service in _pem_services(folder, stamps):
        if certs.fingerprint(service.certificate) not in listed:
            services.append(service)
    if not services:
        raise NoTrustData(f"{folder} holds no certificate of a trusted service")
    known = [e for e in expiries if e is not None]
    closed = (
        datetime.min.replace(tzinfo=UTC) if len(known) < len(expiries) else None
    )  # a closed list has no next
    return TrustStore(tuple(services), closed or min(known, default=None), tuple(names))


@dataclass(frozen=True)
class Scheme:
    """What a list says of itself. Without `next_update` it is closed: no further one will come."""

    territory: str
    sequence: int
    next_update: datetime | None


def scheme_of(root: etree._Element) -> Scheme:
    """Raises NoTrustData when the list does not say which one it is."""
    said = {name: root.findtext(f"{_TSL}SchemeInformation/{_TSL}{name}") or "" for name in _SCHEME}
    if not said["SchemeTerritory"].strip() or not said["TSLSequenceNumber"].strip().isdecimal():
        raise NoTrustData("the trusted list does not name its territory and number")
    next_update = root.findtext(f"{_TSL}SchemeInformation/{_TSL}NextUpdate/{_TSL}dateTime")
    return Scheme(said["SchemeTerritory"].strip(), int(said["TSLSequenceNumber"].strip()), _time(next_update))


_SCHEME = ("SchemeTerritory", "TSLSequenceNumber")


def parse_list(data: bytes, name: str) -> etree._ElementTree:
    """The list as it stands, not yet believed. `name` is for the sentence of NoTrustData."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(data, parser).getroottree()
    except (etree.XMLSyntaxError, ValueError):
        raise NoTrustData(f"{name} is not readable XML") from None
    if tree.getroot().tag != f"{_TSL}TrustServiceStatusList" or tree.docinfo.internalDTD is not None:
        raise NoTrustData(f"{name} is not a trusted list")
    return tree


def is_list_of_lists(tree: etree._ElementTree) -> bool:
    return (tree.findtext(f".//{_TSL}TSLType") or "").endswith(_LIST_OF_LISTS)


def pointed_signers(tree: etree._ElementTree | etree._Element, territory: str = "") -> Iterator[bytes]:
    """Certificates (DER) that may sign the lists it points to, or only the list of one territory."""
    for pointer in tree.iterfind(f".//{_TSL}PointersToOtherTSL/{_TSL}OtherTSLPointer"):
        named = {(e.text or "").strip() for e in pointer.iter(f"{_TSL}SchemeTerritory")}
        if territory and territory not in named:
            continue
        for element in pointer.iterfind(f".//{_TSL}X509Certificate"):
            yield base64.b64decode("".join((element.text or "").split()))


def signed_root(tree: etree._ElementTree, pinned: set[bytes]) -> etree._Element:
    """What the list's signature covers. Where signers (DER) are pinned, one of them must have signed."""
    node = tree.find(".//{http://www.w3.org/2000/09/xmldsig#}X509Certificate")
    if node is None:
        raise NoTrustData("the trusted list is not signed")
    der = base64.b64decode("".join((node.text or "").split()))
    if pinned and der not in pinned:
        raise NoTrustData("the trusted list is signed by somebody who is not named as its signer")
    try:
        result = XMLVerifier().verify(
            etree.tostring(tree), x509_cert=x509.load_der_x509_certificate(der),
            expect_config=SignatureConfiguration(expect_references=True, signature_methods=_METHODS),
        )  # fmt: skip
    except (InvalidSignature, InvalidInput, ValueError):
        raise NoTrustData("the signature of the trusted list does not hold") from None
    for each in result if isinstance(result, list) else [result]:
        if each.signed_xml is not None and each.signed_xml.tag == f"{_TSL}TrustServiceStatusList":
            return each.signed_xml
    raise NoTrustData("the signature of the trusted list does not cover it")


_METHODS = frozenset(
    m for m in SignatureMethod if m.name.startswith(("RSA_SHA", "ECDSA_SHA", "SHA")) and "SHA1" not in m.name
)


def _services(root: etree._Element) -> Iterator[Service]:
    for service in root.iterfind(f".//{_TSL}TSPService"):
        info = service.find(f"{_TSL}ServiceInformation")
        if info is None or (part := _PARTS.get(_text(info, "ServiceTypeIdentifier"))) is None:
            continue
        periods = [_period(info)]
        for old in service.iterfind(f"{_TSL}ServiceHistory/{_TSL}ServiceHistoryInstance"):
            if _PARTS.get(_text(old, "ServiceTypeIdentifier")) is part:
                periods.append(_period(old))
        periods.sort(key=lambda p: p.start or datetime.min.replace(tzinfo=UTC), reverse=True)
        for element in info.iterfind(f"{_TSL}ServiceDigitalIdentity//{_TSL}X509Certificate"):
            der = base64.b64decode("".join((element.text or "").split()))
            yield Service(part, x509.load_der_x509_certificate(der), tuple(periods), listed=True)


def _not_qualified(lists: list[etree._ElementTree]) -> set[bytes]:
    """Fingerprints of services that a list names but not as qualified: a PEM file does not lift them."""
    found = set()
    for tree in lists:
        for info in tree.iterfind(f".//{_TSL}ServiceInformation"):
            if _PARTS.get(_text(info, "ServiceTypeIdentifier")) is None:
                for element in info.iterfind(f"{_TSL}ServiceDigitalIdentity//{_TSL}X509Certificate"):
                    der = base64.b64decode("".join((element.text or "").split()))
                    found.add(certs.fingerprint(x509.load_der_x509_certificate(der)))
    return found


def _period(element: etree._Element) -> Period:
    status = _text(element, "ServiceStatus").rstrip("/").rsplit("/", 1)[-1]
    qualifications = tuple(
        Qualification(
            frozenset(str(q.get("uri")).rsplit("/", 1)[-1] for q in each.iter(f"{_QUALIFIED}Qualifier")),
            _criteria(each.find(f"{_QUALIFIED}CriteriaList")),
        )
        for each in element.iter(f"{_QUALIFIED}QualificationElement")
    )
    start = _time(_text(element, "StatusStartingTime"))
    return Period(start, start is not None and status in _GRANTED, qualifications)


def _criteria(element: etree._Element | None) -> Criterion:
    """A CriteriaList as a function. What we cannot read never applies."""
    if element is None:
        return lambda certificate, own: False
    asks = [_criterion(child) for child in element if child.tag != f"{_QUALIFIED}Description"]
    if element.get("assert") == "all":
        return lambda certificate, own: all(ask(certificate, own) for ask in asks)
    if element.get("assert") == "atLeastOne":
        return lambda certificate, own: any(ask(certificate, own) for ask in asks)
    if element.get("assert") == "none":
        return lambda certificate, own: not any(ask(certificate, own) for ask in asks)
    return lambda certificate, own: False


def _criterion(element: etree._Element) -> Criterion:
    if element.tag == f"{_QUALIFIED}KeyUsage":
        bits = [(str(b.get("name")), (b.text or "").strip() in ("true", "1")) for b in element]
        return lambda certificate, own: all(
            certs.has_key_usage(certificate, name) is value for name, value in bits
        )
    if element.tag == f"{_QUALIFIED}PolicySet":
        wanted = {
            (i.text or "").strip().removeprefix("urn:oid:") for i in element.iter(f"{_XADES}Identifier")
        }
        return lambda certificate, own: wanted <= own.policies
    if element.tag == f"{_QUALIFIED}CriteriaList":
        return _criteria(element)
    return _never


def _never(certificate: x509.Certificate, own: Qualities) -> bool:
    return False


def _pem_services(folder: Path, stamps: tuple[tuple[str, int, int], ...]) -> Iterator[Service]:
    for name, _, _ in stamps:
        path = Path(name)
        if path.suffix.lower() not in (".pem", ".crt", ".cer", ".der"):
            continue
        data = path.read_bytes()
        try:
            found = (
                x509.load_pem_x509_certificates(data)
                if b"-----BEGIN" in data
                else [x509.load_der_x509_certificate(data)]
            )
        except ValueError:
            raise NoTrustData(f"{path.name} is not a certificate") from None
        for certificate in found:
            parent = path.parent.name.lower()
            known = parent in list(Part) and path.parent != folder
            for part in [Part(parent)] if known else _parts_by_extensions(certificate):
                yield Service(part, certificate)


def _parts_by_extensions(certificate: x509.Certificate) -> list[Part]:
    """A CA that may only stamp time is a time-stamping one; a CA without such a limit is for people (one
    old Estonian root lists every purpose there is)."""
    purposes = certs.purposes(certificate)
    if certs.is_ca(certificate):
        return [Part.TSA] if purposes == {certs.TIME_STAMPING} else [Part.CA]
    if certs.TIME_STAMPING in purposes:
        return [Part.TSA]
    return [Part.OCSP] if certs.OCSP_SIGNING in purposes else []


def _text(element: etree._Element, name: str) -> str:
    return (element.findtext(f"{_TSL}{name}") or "").strip()


def _time(value: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat((value or "").strip()).astimezone(UTC)
    except ValueError:
        return None


def names_for_tests(store: TrustStore) -> list[str]:
    """Names of services that only tests may believe: the project's own lab, and TEST / DEMO anchors."""
    found = []
    for service in store.services:
        for attribute in _names(service.certificate):
            if LAB_MARK in attribute.upper() or attribute.upper().startswith(("TEST ", "DEMO ")):
                found.append(attribute)
                break
    return found


def _names(certificate: x509.Certificate) -> list[str]:
    oids = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    return [str(a.value) for oid in oids for a in certificate.subject.get_attributes_for_oid(oid)]
