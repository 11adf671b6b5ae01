"""What a certificate says: who, by whom, for what, at which level."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from asn1crypto import core
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .algorithms import Padding, PublicKey, public_key, verify
from .report import Rejected, Signer

QC_COMPLIANCE, QC_QSCD, QC_TYPE = "0.4.0.1862.1.1", "0.4.0.1862.1.4", "0.4.0.1862.1.6"
QC_TYPE_SIGNATURE, QC_TYPE_SEAL = "0.4.0.1862.1.6.1", "0.4.0.1862.1.6.2"
_QC_STATEMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
_SHA1_UNTIL = datetime(
    2016, 7, 1, tzinfo=UTC
)  # cards issued before eIDAS still hold SHA-1 in their certificates
_QSCD_POLICIES = {"0.4.0.194112.1.2", "0.4.0.194112.1.3", "0.4.0.1456.1.1"}
_UNDERSTOOD = {
    "2.5.29.15", "2.5.29.19", "2.5.29.37", "2.5.29.32", "2.5.29.35", "2.5.29.14", "2.5.29.17", "2.5.29.18",
    "2.5.29.31", "2.5.29.36", "2.5.29.54", "1.3.6.1.5.5.7.1.1", "1.3.6.1.5.5.7.1.3",
}  # fmt: skip

_UNREADABLE = (
    ValueError, x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType,
    UnsupportedAlgorithm,
)  # fmt: skip


class _Statement(core.Sequence):  # type: ignore[misc]
    _fields = [("statement_id", core.ObjectIdentifier), ("info", core.Any, {"optional": True})]


class _Statements(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Statement


class _Oids(core.SequenceOf):  # type: ignore[misc]
    _child_spec = core.ObjectIdentifier


@dataclass(frozen=True)
class Qualities:
    """Statements of the certificate itself, before a trusted list adds to them."""

    compliant: bool
    qscd: bool
    types: frozenset[str]
    policies: frozenset[str]
    legal_person: bool


def load(der: bytes) -> x509.Certificate:
    """Read whole at once: the library reads names, times and extensions only when asked, and raises then."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        for name in ("extensions", "subject", "issuer", "not_valid_before_utc", "not_valid_after_utc"):
            getattr(certificate, name)
    except _UNREADABLE:
        raise Rejected("CERTIFICATE_UNREADABLE") from None
    return certificate


def valid_at(certificate: x509.Certificate, moment: datetime) -> bool:
    return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc


def extension(certificate: x509.Certificate, kind: type[x509.ExtensionType]) -> x509.ExtensionType | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
    except ValueError:
        raise Rejected("CERTIFICATE_UNREADABLE") from None


def is_ca(certificate: x509.Certificate) -> bool:
    basic = extension(certificate, x509.BasicConstraints)
    return isinstance(basic, x509.BasicConstraints) and basic.ca


def purposes(certificate: x509.Certificate) -> frozenset[str]:
    """Dotted ids of the extended key usages."""
    usage = extension(certificate, x509.ExtendedKeyUsage)
    return (
        frozenset(u.dotted_string for u in usage) if isinstance(usage, x509.ExtendedKeyUsage) else frozenset()
    )


OCSP_SIGNING = ExtendedKeyUsageOID.OCSP_SIGNING.dotted_string
TIME_STAMPING = ExtendedKeyUsageOID.TIME_STAMPING.dotted_string


def has_key_usage(certificate: x509.Certificate, bit: str) -> bool:
    """`bit` is a name of RFC 5280: digitalSignature, nonRepudiation ..."""
    usage = extension(certificate, x509.KeyUsage)
    names = {
        "digitalSignature": "digital_signature", "nonRepudiation": "content_commitment",
        "keyEncipherment": "key_encipherment", "dataEncipherment": "data_encipherment",
        "keyAgreement": "key_agreement", "keyCertSign": "key_cert_sign", "crlSign": "crl_sign",
    }  # fmt: skip
    return isinstance(usage, x509.KeyUsage) and bool(getattr(usage, names[bit], False))


def check_may_sign(certificate: x509.Certificate) -> None:
    """Raises Rejected unless the certificate is an end-entity's, made for signatures."""
    if is_ca(certificate) or has_key_usage(certificate, "keyCertSign"):
        raise Rejected("NOT_A_SIGNING_CERTIFICATE")
    if not has_key_usage(certificate, "nonRepudiation"):
        raise Rejected("NOT_A_SIGNING_CERTIFICATE")
    for each in certificate.extensions:
        if each.critical and each.oid.dotted_string not in _UNDERSTOOD:
            raise Rejected("CERTIFICATE_UNREADABLE")


def qualities(certificate: x509.Certificate) -> Qualities:
    statements, types = _qc_statements(certificate)
    found = extension(certificate, x509.CertificatePolicies)
    policies = frozenset(
        p.policy_identifier.dotted_string
        for p in (found if isinstance(found, x509.CertificatePolicies) else ())
    )
    return Qualities(
        compliant=QC_COMPLIANCE in statements,
        qscd=QC_QSCD in statements or bool(policies & _QSCD_POLICIES),
        types=types,
        policies=policies,
        legal_person=not _attribute(certificate, NameOID.SURNAME)
        and bool(_attribute(certificate, NameOID.ORGANIZATION_IDENTIFIER)),
    )


def _qc_statements(certificate: x509.Certificate) -> tuple[frozenset[str], frozenset[str]]:
    try:
        raw = certificate.extensions.get_extension_for_oid(_QC_STATEMENTS).value
    except x509.ExtensionNotFound:
        return frozenset(), frozenset()
    if not isinstance(raw, x509.UnrecognizedExtension):
        raise Rejected("CERTIFICATE_UNREADABLE")
    names, types = set(), set()
    for statement in _Statements.load(raw.value, strict=True):
        name = statement["statement_id"].dotted
        names.add(name)
        if name == QC_TYPE:
            types |= {oid.dotted for oid in _Oids.load(statement["info"].dump(), strict=True)}
    return frozenset(names), frozenset(types)


def _attribute(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(oid)
    if len(found) > 1:
        raise Rejected("CERTIFICATE_UNREADABLE")
    return str(found[0].value) if found else ""


_NATURAL = re.compile(r"(PNO|IDC|PAS|TIN)([A-Z]{2})-(.+)")
_LEGAL = re.compile(r"(NTR|VAT)([A-Z]{2})-(.+)")


def signer_of(certificate: x509.Certificate) -> Signer:
    """The person from serialNumber, the organisation from organizationIdentifier; never from CN, which
    need not hold a code and holds what the certificate's maker liked."""
    serial = _attribute(certificate, NameOID.SERIAL_NUMBER)
    given, surname = (_attribute(certificate, oid) for oid in (NameOID.GIVEN_NAME, NameOID.SURNAME))
    name = f"{given} {surname}".strip() or _common_name(certificate)
    if natural := _NATURAL.fullmatch(serial):
        return Signer(natural[1] + natural[2], natural[3], name)
    if legal := _LEGAL.fullmatch(_attribute(certificate, NameOID.ORGANIZATION_IDENTIFIER)):
        return Signer(legal[1] + legal[2], legal[3], _common_name(certificate))
    if surname and re.fullmatch(r"\d{11}", serial) and _country(certificate) == "EE":
        return Signer("PNOEE", serial, name)
    return Signer("", "", name)


def _common_name(certificate: x509.Certificate) -> str:
    return _attribute(certificate, NameOID.COMMON_NAME)


def _country(certificate: x509.Certificate) -> str:
    return _attribute(certificate, NameOID.COUNTRY_NAME)


@lru_cache(maxsize=256)
def issued_by(certificate: x509.Certificate, issuer: x509.Certificate, min_rsa: int) -> bool:
    """True when `issuer` is a CA that really signed the certificate (one step, names and value).

    Kept by the certificates' bytes: the same few services confirm the time and validity of everybody's."""
    if certificate.issuer != issuer.subject or not is_ca(issuer):
        return False
    if extension(issuer, x509.KeyUsage) is not None and not has_key_usage(issuer, "keyCertSign"):
        return False
    try:
        algorithm = certificate.signature_hash_algorithm
        parameters = certificate.signature_algorithm_parameters
    except (UnsupportedAlgorithm, ValueError):
        return False
    if algorithm is None:
        return False
    if algorithm.name == "sha1" and certificate.not_valid_before_utc >= _SHA1_UNTIL:
        return False
    key: PublicKey = public_key(issuer, min_rsa)
    pad = Padding.ECDSA
    if isinstance(parameters, padding.PKCS1v15):
        pad = Padding.PKCS1
    elif isinstance(parameters, padding.PSS):
        pad = Padding.PSS
    return verify(key, pad, algorithm.name, certificate.signature, certificate.tbs_certificate_bytes)


def named(name: x509.Name) -> str:
    """How a service calls itself: its common name, or else its organisation."""
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        for attribute in name.get_attributes_for_oid(oid):
            return str(attribute.value)
    return ""


def fingerprint(certificate: x509.Certificate) -> bytes:
    return certificate.fingerprint(hashes.SHA256())
