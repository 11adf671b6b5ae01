"""May this certificate sign for the agency? Asked before anybody types a PIN."""

from __future__ import annotations

from datetime import datetime

from cryptography import x509

from contracts.containers import certificates as certs
from contracts.containers.expectations import identity
from contracts.containers.report import Level, Rejected
from contracts.containers.trust import TrustStore, level_of

from .refusals import NotSigned
from .xades import MIN_RSA


def check(certificate: x509.Certificate, code: str, trust: TrustStore, at: datetime) -> None:
    """Raises NotSigned unless it is a valid qualified signing certificate of the person with this Estonian
    personal code (11 digits). `at` is now."""
    try:
        _check_person(certificate, code)
        certs.check_may_sign(certificate)
    except Rejected as refused:
        wrong = refused.problem.code == "NOT_A_SIGNING_CERTIFICATE"
        raise NotSigned("NOT_FOR_SIGNING" if wrong else "CERTIFICATE_UNREADABLE") from None
    if at < certificate.not_valid_before_utc:
        raise NotSigned("NOT_VALID_YET")
    if at > certificate.not_valid_after_utc:
        raise NotSigned("EXPIRED")
    try:
        _, period = trust.issuer(certificate, at, MIN_RSA)
    except Rejected:
        raise NotSigned("ISSUER_NOT_TRUSTED") from None
    try:
        level = level_of(certificate, certs.qualities(certificate), period)
    except (Rejected, ValueError, TypeError):  # its statements are read by asn1crypto
        raise NotSigned("CERTIFICATE_UNREADABLE") from None
    if level is not Level.QESIG:
        raise NotSigned("NOT_QUALIFIED")


def _check_person(certificate: x509.Certificate, code: str) -> None:
    """The code comes from serialNumber alone, with its check digit; never from the common name."""
    signer = certs.signer_of(certificate)
    if signer.scheme != "PNOEE" or not identity(signer):
        raise NotSigned("NO_PERSON")
    if signer.code != code:
        raise NotSigned("ANOTHER_PERSON")
