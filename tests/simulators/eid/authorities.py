"""What the time-stamping authority (RFC 3161) and the OCSP responder (RFC 6960) of the lab answer."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.x509 import ocsp

from .lab import Card, Key, Lab

POLICY = "0.4.0.2023.1.1"


def sign(key: Key, data: bytes, name: str = "sha256") -> bytes:
    algorithm = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}[name]
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(algorithm))
    return key.sign(data, padding.PKCS1v15(), algorithm)


def token(
    tsa: Card, imprint: bytes, imprint_hash: str, at: datetime, serial: int, nonce: int | None = None,
    policy: str = POLICY, *, to_the_second: bool = True,
) -> bytes:  # fmt: skip
    """A time-stamp token (CMS ContentInfo, DER) over a digest."""
    at = at.astimezone(UTC)
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": policy,
            "message_imprint": {"hash_algorithm": {"algorithm": imprint_hash}, "hashed_message": imprint},
            "serial_number": serial,
            "gen_time": at.replace(microsecond=0) if to_the_second else at,
            "ordering": False,
            **({} if nonce is None else {"nonce": nonce}),
        }
    )
    octets = info.dump()
    signed = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(octets)},
            "certificates": [asn1_x509.Certificate.load(tsa.der)],
            "signer_infos": [_signed_by(tsa, octets)],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())


def _signed_by(tsa: Card, octets: bytes) -> cms.SignerInfo:
    certificate = asn1_x509.Certificate.load(tsa.der)
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": ["tst_info"]},
            {"type": "message_digest", "values": [hashlib.sha256(octets).digest()]},
            {"type": "signing_certificate_v2", "values": [_named(tsa)]},
        ]
    )
    return cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                {"issuer": certificate.issuer, "serial_number": certificate.serial_number},
            ),
            "digest_algorithm": {"algorithm": "sha256"},
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            "signature": sign(tsa.key, attributes.dump()),
        }
    )


def _named(tsa: Card) -> tsp.SigningCertificateV2:
    digest = hashlib.sha256(tsa.der).digest()
    return tsp.SigningCertificateV2(
        {"certs": [{"hash_algorithm": {"algorithm": "sha256"}, "cert_hash": digest}]}
    )


def answer_timestamp(lab: Lab, request: bytes, at: datetime, serial: int) -> bytes:
    """The answer to a TimeStampReq."""
    asked = tsp.TimeStampReq.load(request, strict=True)
    imprint = asked["message_imprint"]
    if asked["req_policy"].native not in (None, POLICY):
        return rejected("unaccepted_policy")
    made = token(
        lab.tsa, imprint["hashed_message"].native, imprint["hash_algorithm"]["algorithm"].native, at, serial,
        asked["nonce"].native,
    )  # fmt: skip
    return granted(made)


def granted(made: bytes) -> bytes:
    """The answer that holds a token."""
    answer = tsp.TimeStampResp(
        {"status": {"status": "granted"}, "time_stamp_token": cms.ContentInfo.load(made)}
    )
    return bytes(answer.dump())


def rejected(why: str) -> bytes:
    """The answer without a token; `why` is a PKIFailureInfo as asn1crypto spells it."""
    return bytes(_Rejection({"status": {"status": "rejection", "fail_info": {why}}}).dump())


class _Rejection(core.Sequence):  # type: ignore[misc]
    """asn1crypto's own TimeStampResp cannot be without a token."""

    _fields = [("status", tsp.PKIStatusInfo)]


def ocsp_answer(
    responder: Card, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime,
    state: str = "good", nonce: bytes | None = None,
) -> bytes:  # fmt: skip
    """A signed answer about one certificate; `state` good, revoked or unknown."""
    at = at.astimezone(UTC).replace(microsecond=0)
    status = {
        "good": ocsp.OCSPCertStatus.GOOD,
        "revoked": ocsp.OCSPCertStatus.REVOKED,
        "unknown": ocsp.OCSPCertStatus.UNKNOWN,
    }[state]
    revoked_at = at - timedelta(days=1) if state == "revoked" else None
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=certificate, issuer=issuer, algorithm=hashes.SHA1(), cert_status=status, this_update=at,
        next_update=None, revocation_time=revoked_at, revocation_reason=None,
    )  # fmt: skip
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.NAME, responder.certificate)
    builder = builder.certificates([responder.certificate])
    if nonce is not None:
        builder = builder.add_extension(x509.OCSPNonce(nonce), False)
    return _signed_at(builder, responder, at)


def _signed_at(builder: ocsp.OCSPResponseBuilder, responder: Card, at: datetime) -> bytes:
    """cryptography writes the true time as producedAt; the lab needs a chosen one, so it signs anew."""
    from asn1crypto import ocsp as asn1_ocsp

    made = builder.sign(responder.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    response = asn1_ocsp.OCSPResponse.load(made)
    basic = response["response_bytes"]["response"].parsed
    data = basic["tbs_response_data"]
    data["produced_at"] = at
    basic["signature"] = sign(responder.key, data.dump(force=True))
    response["response_bytes"]["response"] = core.ParsableOctetString(basic.dump(force=True))
    return bytes(response.dump(force=True))


def unsuccessful(status: str) -> bytes:
    """The answer that says nothing of a certificate: TRY_LATER, UNAUTHORIZED ..."""
    refusal = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus[status])
    return refusal.public_bytes(serialization.Encoding.DER)


def nonce_of(asked: ocsp.OCSPRequest) -> bytes | None:
    try:
        return asked.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    except x509.ExtensionNotFound:
        return None


def answer_ocsp(lab: Lab, request: bytes, at: datetime) -> bytes:
    """The answer to an OCSPRequest about a card of the lab."""
    asked = ocsp.load_der_ocsp_request(request)
    identity = lab.identity_of(asked.serial_number)
    if identity is None:
        return unsuccessful("UNAUTHORIZED")
    nonce = nonce_of(asked)
    card = lab.card(identity.code)
    issuer = lab.foreign if identity.issuer == "foreign" else lab.ca
    state = "revoked" if identity.state == "revoked" else "good"
    return ocsp_answer(lab.ocsp, card.certificate, issuer.certificate, at, state, nonce)
