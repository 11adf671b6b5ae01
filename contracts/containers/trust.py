"""Whom we believe: services of a national trusted list and certificates given as PEM files.

One step, as trusted lists mean it: a signer's certificate must be issued by a listed service itself.
What lies above that service (roots) and what a container brings along proves nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from cryptography import x509

from .certificates import (
    QC_TYPE_SEAL,
    QC_TYPE_SIGNATURE,
    Qualities,
    fingerprint,
    has_key_usage,
    issued_by,
    valid_at,
)
from .report import Level, Rejected


class Part(StrEnum):
    CA = "ca"
    OCSP = "ocsp"
    TSA = "tsa"


class NoTrustData(Exception):
    """There is nothing to check against, or what is there must not be used. The text is for people."""


Criterion = Callable[[x509.Certificate, Qualities], bool]


@dataclass(frozen=True)
class Qualification:
    """The list's own word on certificates of a service: `names` hold for those that `applies` to."""

    names: frozenset[str]
    applies: Criterion


@dataclass(frozen=True)
class Period:
    """From `start` on the service was (not) granted. Without a start: always."""

    start: datetime | None
    granted: bool
    qualifications: tuple[Qualification, ...] = ()


@dataclass(frozen=True)
class Service:
    part: Part
    certificate: x509.Certificate
    periods: tuple[Period, ...] = (Period(None, True),)
    listed: bool = False

    @cached_property
    def fingerprint(self) -> bytes:
        return fingerprint(self.certificate)

    def period_at(self, moment: datetime) -> Period | None:
        """What was in force at the moment; the newest period comes first, and before the oldest one
        the service is not believed."""
        for period in self.periods:
            if period.start is None or period.start <= moment:
                return period if period.granted else None
        return None


@dataclass(frozen=True)
class TrustStore:
    """`expires_at` is the earliest next update of the lists; None when there are only PEM files."""

    services: tuple[Service, ...]
    expires_at: datetime | None = None
    names: tuple[str, ...] = ()
    _by_subject: dict[bytes, list[Service]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        for service in self.services:
            self._by_subject.setdefault(service.certificate.subject.public_bytes(), []).append(service)

    @cached_property
    def identity(self) -> str:
        """Names the trust data of a verdict: the lists' numbers and a digest over all certificates."""
        digests = sorted(s.part.encode() + s.fingerprint for s in self.services)
        return " ".join([*self.names, hashlib.sha256(b"".join(digests)).hexdigest()[:16]])

    def issuers(self, certificate: x509.Certificate, part: Part, min_rsa: int) -> Iterator[Service]:
        for service in self._by_subject.get(certificate.issuer.public_bytes(), []):
            if service.part is part and issued_by(certificate, service.certificate, min_rsa):
                yield service

    def issuer(self, certificate: x509.Certificate, moment: datetime, min_rsa: int) -> tuple[Service, Period]:
        """The qualified CA that issued the certificate and was granted and valid at the moment."""
        found = list(self.issuers(certificate, Part.CA, min_rsa))
        if not found:
            raise Rejected("ISSUER_NOT_TRUSTED")
        for service in sorted(found, key=lambda s: not s.listed):
            period = service.period_at(moment)
            if period is not None and valid_at(service.certificate, moment):
                return service, period
        raise Rejected("ISSUER_NOT_TRUSTED_THEN")

    def vouches(self, certificate: x509.Certificate, part: Part, moment: datetime, min_rsa: int) -> bool:
        """Whether the certificate is itself a listed service of this part, or issued by one that is."""
        own = fingerprint(certificate)
        listed = (s for s in self.services if s.part is part and s.fingerprint == own)
        for service in (*listed, *self.issuers(certificate, part, min_rsa)):
            if service.period_at(moment) is not None and valid_at(service.certificate, moment):
                return True
        return False


def level_of(certificate: x509.Certificate, own: Qualities, period: Period) -> Level:
    """ETSI TS 119 615 in short: the certificate's statements, corrected by the list's qualifications."""
    said = {name for q in period.qualifications if q.applies(certificate, own) for name in q.names}
    qualified = (own.compliant or "QCStatement" in said) and "NotQualified" not in said
    if not qualified or not has_key_usage(certificate, "nonRepudiation"):
        return Level.OTHER
    qscd = own.qscd or bool(said & {"QCWithQSCD", "QCWithSSCD"})
    if said & {"QCNoQSCD", "QCNoSSCD"}:
        qscd = False
    if "QCForESeal" in said or (not own.types and ("QCForLegalPerson" in said or own.legal_person)):
        seal = True
    elif own.types:
        if not own.types & {QC_TYPE_SEAL, QC_TYPE_SIGNATURE}:
            return Level.OTHER
        seal = QC_TYPE_SIGNATURE not in own.types
    else:
        seal = False
    if seal:
        return Level.QESEAL if qscd else Level.ADESEAL_QC
    return Level.QESIG if qscd else Level.ADESIG_QC
