"""OCSP answers inside the container: was the signer's certificate good when it was used?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import algos, core, ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from . import certificates as certs
from .algorithms import public_key, same, verify
from .report import Rejected
from .signed_data import method, read_as
from .trust import Part, TrustStore

WRONG = "OCSP_WRONG"
_ID_HASHES = ("sha1", "sha256", "sha384", "sha512")  # SHA-1 only names the certificate here, it signs nothing
_NONCE = "1.3.6.1.5.5.7.48.1.2"


class _Extension(core.Sequence):  # type: ignore[misc]
    """With a raw value: asn1crypto's own class parses it, and old time-mark nonces (a DigestInfo, or a bare
    hash, without the inner OCTET STRING) crash it."""

    _fields = [
        ("extn_id", core.ObjectIdentifier),
        ("critical", core.Boolean, {"default": False}),
        ("extn_value", core.OctetString),
    ]


class _Extensions(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Extension


class _ResponseData(core.Sequence):  # type: ignore[misc]
    _fields = [
        *ocsp.ResponseData._fields[:-1],
        ("response_extensions", _Extensions, {"explicit": 1, "optional": True}),
    ]


class _BasicResponse(core.Sequence):  # type: ignore[misc]
    _fields = [("tbs_response_data", _ResponseData), *ocsp.BasicOCSPResponse._fields[1:]]


@dataclass(frozen=True)
class OcspAnswer:
    """`by` names the responder as its certificate does."""

    produced_at: datetime
    nonce: bytes | None
    by: str = ""


@read_as(WRONG)
def check_ocsp(
    raw: bytes, certificate: x509.Certificate, issuer: x509.Certificate, trust: TrustStore, min_rsa: int
) -> OcspAnswer:
    """A good answer about the certificate, by a responder whom we believe. Raises Rejected."""
    basic = _basic(raw)
    data = basic["tbs_response_data"]
    signed = data.dump()  # before asn1crypto parses it
    produced_at: datetime = data["produced_at"].native
    responder = _responder(basic, issuer, trust)
    pad, name = method(basic["signature_algorithm"])
    key = public_key(responder, min_rsa)
    if not verify(key, pad, name, basic["signature"].native, signed):
        raise Rejected(WRONG)
    _check_responder(responder, issuer, produced_at, trust, min_rsa)
    single = _single(data, certificate, issuer)
    status = single["cert_status"].name
    if status == "revoked":
        raise Rejected("CERTIFICATE_REVOKED")
    if status != "good":
        raise Rejected("CERTIFICATE_STATUS_UNKNOWN")
    if single["this_update"].native > produced_at or _stale(single, produced_at):
        raise Rejected(WRONG)
    return OcspAnswer(produced_at, _nonce(data), certs.named(responder.subject))


def _basic(raw: bytes) -> Any:
    response = ocsp.OCSPResponse.load(raw, strict=True)
    if response["response_status"].native != "successful":
        raise Rejected(WRONG)
    body = response["response_bytes"]
    if body["response_type"].native != "basic_ocsp_response":
        raise Rejected(WRONG)
    return _BasicResponse.load(bytes(body["response"].contents), strict=True)


def _responder(basic: Any, issuer: x509.Certificate, trust: TrustStore) -> x509.Certificate:
    """Whoever the answer names: among the certificates it carries, the listed ones and the issuer."""
    carried = [certs.load(c.dump()) for c in basic["certs"] or ()]
    listed = [s.certificate for s in trust.services if s.part is Part.OCSP]
    wanted = basic["tbs_response_data"]["responder_id"]
    for candidate in (*carried, *listed, issuer):
        parsed = asn1_x509.Certificate.load(candidate.public_bytes(Encoding.DER))
        if wanted.name == "by_name":
            if same(wanted.chosen.chosen.contents, parsed.subject.chosen.contents):
                return candidate
        elif same(wanted.chosen.native, parsed.public_key.sha1):
            return candidate
    raise Rejected("OCSP_NOT_TRUSTED")


def _check_responder(
    responder: x509.Certificate, issuer: x509.Certificate, moment: datetime, trust: TrustStore, min_rsa: int
) -> None:
    if not certs.valid_at(responder, moment):
        raise Rejected("OCSP_NOT_TRUSTED")
    if certs.fingerprint(responder) == certs.fingerprint(issuer):
        return
    if certs.OCSP_SIGNING not in certs.purposes(responder):
        raise Rejected("OCSP_NOT_TRUSTED")
    if certs.issued_by(responder, issuer, min_rsa) or trust.vouches(responder, Part.OCSP, moment, min_rsa):
        return
    raise Rejected("OCSP_NOT_TRUSTED")


def _single(data: Any, certificate: x509.Certificate, issuer: x509.Certificate) -> Any:
    found = [r for r in data["responses"] if _about(r["cert_id"], certificate, issuer)]
    if len(found) != 1:
        raise Rejected("OCSP_OF_ANOTHER_CERTIFICATE")
    return found[0]


def _about(identity: Any, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    name = str(identity["hash_algorithm"]["algorithm"].native)
    if name not in _ID_HASHES or identity["serial_number"].native != certificate.serial_number:
        return False
    parsed = asn1_x509.Certificate.load(issuer.public_bytes(Encoding.DER))
    key = bytes(parsed["tbs_certificate"]["subject_public_key_info"]["public_key"].contents)[1:]
    return same(
        identity["issuer_name_hash"].native, hashlib.new(name, parsed.subject.dump()).digest()
    ) and same(identity["issuer_key_hash"].native, hashlib.new(name, key).digest())


def _stale(single: Any, produced_at: datetime) -> bool:
    next_update = single["next_update"].native
    return next_update is not None and next_update < produced_at


def _nonce(data: Any) -> bytes | None:
    for extension in data["response_extensions"] or ():
        if extension["extn_id"].dotted == _NONCE:
            return bytes(extension["extn_value"].native)
    return None


def is_time_mark(nonce: bytes | None, signature_value: bytes) -> bool:
    """BDOC time-mark: the nonce is DigestInfo(hash(signature value)), with or without an OCTET STRING."""
    if nonce is None:
        return False
    try:
        if nonce[:1] == b"\x04":
            nonce = bytes(core.OctetString.load(nonce, strict=True).native)
        info = algos.DigestInfo.load(nonce, strict=True)
        name = str(info["digest_algorithm"]["algorithm"].native)
        return name in _ID_HASHES[1:] and same(
            info["digest"].native, hashlib.new(name, signature_value).digest()
        )
    except (ValueError, TypeError, KeyError):
        return False
