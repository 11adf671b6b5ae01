"""The OCSP responder (RFC 6960 over HTTP): is the signer's certificate good now?

The answer is believed only when it is about this certificate, fresh, and signed by a responder whom the trust
data allow. No model comes in here; raises only desk.outbox errors: `ocsp_...`, or what is wrong with the
certificate (`certificate_revoked`, `certificate_unknown`)."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import core, ocsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.ocsp import OCSPRequestBuilder
from cryptography.x509.oid import AuthorityInformationAccessOID

from contracts.containers import certificates as certs
from contracts.containers.report import Rejected
from contracts.containers.revocation import OcspAnswer, check_ocsp
from contracts.containers.signed_data import read_as
from contracts.containers.trust import TrustStore
from desk.outbox import PassingError, PermanentError

from . import exchange
from .xades import MIN_RSA

_SERVICE = "ocsp"
_KIND = "application/ocsp-request"
_NONCE = 16  # bytes; every responder takes so many
_TRIES = 3
_NEAR = timedelta(seconds=1.5)  # two clocks, and a producedAt that is cut to the second
_CODES = {
    "CERTIFICATE_REVOKED": PermanentError("certificate_revoked"),
    "CERTIFICATE_STATUS_UNKNOWN": PermanentError("certificate_unknown"),
    "OCSP_NOT_TRUSTED": PermanentError("ocsp_not_trusted"),
}


@dataclass(frozen=True)
class Answer:
    """`der` is the whole OCSPResponse, which goes into the signature."""

    der: bytes
    produced_at: datetime
    by: str


def ask(
    certificate: x509.Certificate, issuer: x509.Certificate, *, url: str, trust: TrustStore, after: datetime
) -> Answer:
    """A good answer produced at `after` (the time-stamp) or later: an older one proves nothing of that time.

    `url` empty: the address that the certificate itself names, which is believed because a trusted authority
    signed it; so check the certificate first. Raises PassingError, PermanentError.
    """
    address = url or address_of(certificate)
    for _ in range(_TRIES):
        answer = _ask_once(certificate, issuer, address, trust)
        early = after - answer.produced_at
        if early <= timedelta(0):
            return answer
        if early > _NEAR:
            break
        time.sleep(early.total_seconds())
    raise PassingError("ocsp_stale")


def address_of(certificate: x509.Certificate) -> str:
    """Where the certificate says that its state can be asked. Raises PermanentError."""
    try:
        found = certs.extension(certificate, x509.AuthorityInformationAccess)
    except Rejected:
        found = None
    for access in found if isinstance(found, x509.AuthorityInformationAccess) else ():
        place = access.access_location
        if access.access_method == AuthorityInformationAccessOID.OCSP and isinstance(
            place, x509.UniformResourceIdentifier
        ):
            return place.value
    raise PermanentError("ocsp_address")


def ping(url: str) -> None:
    """Raise what `ask` would raise, if the responder cannot be reached."""
    exchange.reach(_SERVICE, url)


def _ask_once(certificate: x509.Certificate, issuer: x509.Certificate, url: str, trust: TrustStore) -> Answer:
    nonce = secrets.token_bytes(_NONCE)
    # SHA-1 only names the certificate; some responders know no other name.
    builder = OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA1())  # noqa: S303
    question = builder.add_extension(x509.OCSPNonce(nonce), False).build()
    raw = exchange.post(_SERVICE, url, question.public_bytes(Encoding.DER), _KIND)
    _check_status(raw)
    try:
        said = check_ocsp(raw, certificate, issuer, trust, MIN_RSA)
    except Rejected as refused:
        code = refused.problem.code
    else:
        if _is_ours(said, nonce):
            return Answer(raw, said.produced_at, said.by)
        code = ""
    raise _CODES.get(code, PassingError("ocsp_wrong_answer"))


def _check_status(raw: bytes) -> None:
    """Raises for an answer that is none, by what the responder says of it."""
    status = ""
    try:
        with read_as("NOT_UNDERSTOOD"):
            status = str(ocsp.OCSPResponse.load(raw, strict=True)["response_status"].native)
    except Rejected:
        pass
    if not status:
        raise PassingError("ocsp_not_understood")
    if status in {"try_later", "internal_error"}:
        raise PassingError("ocsp_trouble")
    if status != "successful":
        raise PermanentError("ocsp_refused")


def _is_ours(said: OcspAnswer, nonce: bytes) -> bool:
    """An answer may lack the nonce (a responder need not know it): that it was produced after the time-stamp
    proves it fresh all the same. One with another nonce is the answer to another question."""
    return said.nonce is None or said.nonce in (nonce, bytes(core.OctetString(nonce).dump()))
