"""The verdict on a container. Fails closed: what we cannot read or did not think of is rejected."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import ParamSpec, Protocol, TypeVar

from cryptography import x509

from . import archive, certificates, manifest, revocation, timestamps, xades, xmlparts
from .report import (
    CertificateReport,
    Confirmation,
    Confirms,
    ContainerReport,
    FileReport,
    Findings,
    Format,
    Level,
    Problem,
    Rejected,
    SignatureReport,
    Signer,
    Verdict,
    Weight,
)
from .trust import Part, Period, Service, TrustStore, level_of
from .xades import Signature

logger = logging.getLogger(__name__)

RULES = "local-1"
MAX_SIGNATURES = 64
MAX_ANSWERS = 8
MAX_SIGNATURE_BYTES = 4 * 1024 * 1024  # all signature files together
LATE_OCSP = timedelta(hours=24)
SLOW_OCSP = timedelta(minutes=15)
CLOCK_SKEW = timedelta(minutes=5)
_SIGNATURE_FILE = re.compile(r"META-INF/.*signatures.*\.xml", re.DOTALL)
_OTHER_FORMAT = re.compile(r"META-INF/(ASiC.*Manifest.*\.xml|.*\.p7[sm]|.*\.tst)", re.DOTALL | re.IGNORECASE)

P = ParamSpec("P")
T = TypeVar("T")


class SignatureValidator(Protocol):
    """The seam for other judges of signatures (SiVa): our own demands come on top of any of them."""

    def validate(self, data: bytes) -> ContainerReport: ...


@dataclass(frozen=True)
class LocalValidator:
    """`at` is now: it judges the freshness of the trust data, never the moment of signing. `min_rsa` bits."""

    trust: TrustStore
    at: datetime
    min_rsa: int = 2048

    def validate(self, data: bytes) -> ContainerReport:
        """Never raises: an error of ours is the problem INTERNAL and the verdict failed."""
        empty = ContainerReport(
            Verdict.FAILED, hashlib.sha256(data).hexdigest(), trust_list=self.trust.identity,
            trust_until=self.trust.expires_at, rules=RULES,
        )  # fmt: skip
        if not archive.looks_like_zip(data):
            return replace(empty, problems=(Problem("NOT_A_CONTAINER"),), is_container=False)
        findings = Findings()
        try:
            return self._container(data, empty, findings)
        except Rejected as refused:
            problems = (*findings.problems, refused.problem)
        except Exception as trouble:  # noqa: BLE001  (fails closed, whatever it was)
            # The kind only: its text may hold a name or code from the container.
            logger.error("container could not be judged: %s", type(trouble).__name__)
            problems = (*findings.problems, Problem("INTERNAL"))
        return replace(
            empty, problems=problems, is_container=not any(p.code == "NOT_A_CONTAINER" for p in problems)
        )

    def _container(self, data: bytes, empty: ContainerReport, findings: Findings) -> ContainerReport:
        entries = archive.read_entries(data)
        if not any(e.name == "mimetype" or e.name.startswith("META-INF/") for e in entries):
            raise Rejected("NOT_A_CONTAINER")
        archive.check_mimetype(entries, findings)
        signature_files, files = sorted_out(entries)
        media = manifest.read_manifest(entries)
        manifest.compare(media, set(files), findings)
        signatures = [
            self._signature(signature, files, media)
            for signature in _all_signatures(signature_files, findings)
        ]
        if not signature_files:
            findings.add("NO_SIGNATURES")
        self._check_freshness(findings)
        return replace(
            empty,
            verdict=_verdict(findings, signatures),
            problems=tuple(findings.problems),
            signatures=tuple(signatures),
            files=tuple(
                FileReport(name, hashlib.sha256(content).hexdigest(), len(content))
                for name, content in files.items()
            ),
        )

    def _check_freshness(self, findings: Findings) -> None:
        if self.trust.expires_at is not None and self.trust.expires_at < self.at:
            findings.add("TRUST_LIST_EXPIRED", weight=Weight.DOUBT)

    def _signature(
        self, signature: Signature | str, files: dict[str, bytes], media: dict[str, str]
    ) -> SignatureReport:
        if isinstance(signature, str):
            return SignatureReport(signature, False)
        findings = Findings()
        look = _Look(self, signature, findings)
        certificate = look.step(xades.signing_certificate, signature)
        look.step(xades.check_references, signature, files, media, findings)
        report = SignatureReport(signature.file, False, claimed_at=signature.claimed_at)
        if certificate is not None:
            report = look.at_certificate(report, certificate)
        return replace(report, valid=not findings.failed, problems=tuple(findings.problems))


@dataclass(frozen=True)
class _Look:
    """One signature being looked at: each step's refusal is one finding, and the next step is still taken."""

    by: LocalValidator
    signature: Signature
    findings: Findings
    confirmed: list[Confirmation] = field(default_factory=list)

    def step(self, check: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return check(*args, **kwargs)
        except Rejected as refused:
            self.findings.problems.append(refused.problem)
        except Exception as trouble:  # noqa: BLE001  (fails closed, whatever it was)
            # The kind only: its text may hold a name or code from the container.
            logger.error("signature could not be judged: %s", type(trouble).__name__)
            self.findings.add("INTERNAL")
        return None

    def at_certificate(self, report: SignatureReport, certificate: x509.Certificate) -> SignatureReport:
        by = self.by
        self.step(xades.check_value, self.signature, certificate, by.min_rsa)
        self.step(xades.check_key_value, self.signature, certificate)
        self.step(certificates.check_may_sign, certificate)
        signer = self.step(certificates.signer_of, certificate) or Signer()
        stamped_at = self._stamped_at()
        issuers = list(by.trust.issuers(certificate, Part.CA, by.min_rsa))
        if not issuers:
            self.findings.add("ISSUER_NOT_TRUSTED")
        answered_at = self._answered_at(certificate, issuers[0]) if issuers else None
        trusted_at = answered_at if self.signature.time_mark else stamped_at
        level = Level.OTHER
        if trusted_at is not None:
            if issuers:
                found = self.step(by.trust.issuer, certificate, trusted_at, by.min_rsa)
                level = self._level(certificate, found[1]) if found else level
            self._check_times(certificate, trusted_at, answered_at)
        return replace(
            report,
            signer=signer,
            level=level,
            trusted_at=trusted_at,
            format=self._format(stamped_at, answered_at),
            certificate=_described(certificate, issuers),
            confirmed=tuple(self.confirmed),
        )

    def _level(self, certificate: x509.Certificate, period: Period) -> Level:
        own = self.step(certificates.qualities, certificate)
        level = Level.OTHER if own is None else level_of(certificate, own, period)
        if level is Level.OTHER:
            self.findings.add("NOT_QUALIFIED")
        return level

    def _stamped_at(self) -> datetime | None:
        stamps = self.signature.timestamps
        if self.signature.time_mark:
            if stamps:
                self.findings.add("TIMESTAMP_NOT_ONE")
            return None
        if not stamps:
            self.findings.add("NO_TIMESTAMP")
        elif len(stamps) > 1:
            self.findings.add("TIMESTAMP_NOT_ONE")
        else:
            return self.step(self._check_stamp, *stamps[0])
        return None

    def _check_stamp(self, token: bytes, method: xmlparts.Element | None) -> datetime:
        stamped = self.signature.stamped(method)
        stamp = timestamps.check_timestamp(token, stamped, self.by.trust, self.by.min_rsa)
        self.confirmed.append(Confirmation(Confirms.TIME, stamp.by, stamp.made_at))
        return stamp.made_at

    def _answered_at(self, certificate: x509.Certificate, issuer: Service) -> datetime | None:
        if not self.signature.answers:
            self.findings.add("NO_REVOCATION_DATA")
            return None
        if len(self.signature.answers) > MAX_ANSWERS:
            self.findings.add(revocation.WRONG)
            return None
        moments = [self.step(self._check_answer, raw, certificate, issuer) for raw in self.signature.answers]
        known = [m for m in moments if m is not None]
        return min(known) if len(known) == len(moments) else None

    def _check_answer(self, raw: bytes, certificate: x509.Certificate, issuer: Service) -> datetime:
        by = self.by
        answer = revocation.check_ocsp(raw, certificate, issuer.certificate, by.trust, by.min_rsa)
        if self.signature.time_mark:
            value = xmlparts.binary(self.signature.value)
            if not revocation.is_time_mark(answer.nonce, value):
                raise Rejected("TIME_MARK_WRONG")
            self.confirmed.append(Confirmation(Confirms.TIME, answer.by, answer.produced_at))
        self.confirmed.append(Confirmation(Confirms.VALIDITY, answer.by, answer.produced_at))
        return answer.produced_at

    def _check_times(
        self, certificate: x509.Certificate, trusted_at: datetime, answered_at: datetime | None
    ) -> None:
        if not certificates.valid_at(certificate, trusted_at):
            self.findings.add("CERTIFICATE_NOT_VALID_THEN")
        if trusted_at > self.by.at + CLOCK_SKEW:
            self.findings.add("SIGNED_IN_FUTURE")
        if answered_at is None:
            return
        if answered_at < trusted_at:
            self.findings.add("OCSP_BEFORE_TIMESTAMP")
        elif answered_at - trusted_at > LATE_OCSP:
            self.findings.add("OCSP_TOO_LATE")
        elif answered_at - trusted_at > SLOW_OCSP:
            self.findings.warn("OCSP_SLOW")

    def _format(self, stamped_at: datetime | None, answered_at: datetime | None) -> Format:
        if self.signature.time_mark and self.signature.answers:
            return Format.LT_TM
        if not self.signature.timestamps:
            return Format.B
        if not self.signature.answers:
            return Format.T
        if self.signature.archived:
            self.findings.warn("ARCHIVE_TIMESTAMP_NOT_CHECKED")
            return Format.LTA
        return Format.LT


def _described(certificate: x509.Certificate, issuers: list[Service]) -> CertificateReport:
    return CertificateReport(
        certificates.named(certificate.issuer),
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
        any(each.listed for each in issuers) if issuers else None,
    )


def sorted_out(entries: list[archive.Entry]) -> tuple[list[archive.Entry], dict[str, bytes]]:
    """Signature files and data files; whatever else hides in META-INF is refused."""
    signature_files, files = [], {}
    for entry in entries:
        if _OTHER_FORMAT.fullmatch(entry.name):
            raise Rejected("FORMAT_NOT_SUPPORTED", entry.name)
        if _SIGNATURE_FILE.fullmatch(entry.name):
            signature_files.append(entry)
        elif not entry.name.startswith("META-INF/"):
            files[entry.name] = entry.data
        elif entry.name != "META-INF/manifest.xml":
            raise Rejected("UNEXPECTED_ENTRY", entry.name)
    files.pop("mimetype", None)
    if not files:
        raise Rejected("NO_FILES")
    return signature_files, files


def _all_signatures(files: list[archive.Entry], findings: Findings) -> list[Signature | str]:
    """Those that can be taken apart, and the names of the files of the others."""
    found: list[Signature | str] = []
    if len(files) > MAX_SIGNATURES or sum(len(entry.data) for entry in files) > MAX_SIGNATURE_BYTES:
        raise Rejected("TOO_MANY_FILES")
    for entry in files:
        try:
            found += list(xades.signatures_in(entry.name, entry.data))
        except Rejected as refused:
            findings.add(refused.problem.code, entry.name)
            found.append(entry.name)
    if len(found) > MAX_SIGNATURES:
        raise Rejected("TOO_MANY_FILES")
    return found


def _verdict(findings: Findings, signatures: list[SignatureReport]) -> Verdict:
    if findings.failed or not signatures or not all(s.valid for s in signatures):
        return Verdict.FAILED
    if any(p.weight is Weight.DOUBT for p in findings.problems):
        return Verdict.INDETERMINATE
    return Verdict.PASSED
