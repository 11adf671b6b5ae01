"""What SiVa answered, taken at no more than its word: every number, name and scope must fit together.

SiVa gives only a warning where an ASiC-E signature leaves a file out, says 200 with no signature at all,
and never knows our documents: so its count, its scopes and its certificate are looked at one by one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from cryptography import x509

from . import certificates
from .report import (
    ContainerReport,
    Findings,
    Format,
    Level,
    Rejected,
    SignatureReport,
    Signer,
    Verdict,
    Weight,
)

MOST_SIGNATURES = 64
_PASSED = "TOTAL-PASSED"
_INDICATIONS = {_PASSED, "TOTAL-FAILED", "INDETERMINATE"}
# DSS and digidoc4j, the two libraries inside, name the same thing differently; of hashes DSS says DIGEST.
_WHOLE = {"FULL", "FullSignatureScope"}
_BY_HASH = {"DIGEST", "DigestSignatureScope"}
_FORMATS = {
    "B": Format.B, "B_BES": Format.B, "B_EPES": Format.B, "T": Format.T, "LT": Format.LT,
    "LT_TM": Format.LT_TM, "LTA": Format.LTA,
}  # fmt: skip
_NOTES, _NOTE_LENGTH = 20, 300


class NotUnderstood(Exception):
    """The answer is not what the service's contract promises, so it is no verdict."""


def read(
    answer: Any, empty: ContainerReport, files: Mapping[str, bytes], policy: str, *, hashes: bool
) -> ContainerReport:
    """The report of a 200. `empty` already holds our own hashes of the files. Raises NotUnderstood."""
    conclusion = _part(_part(answer, "validationReport"), "validationConclusion")
    if _part(conclusion, "policy").get("policyName") != policy:
        raise NotUnderstood
    count, valid = (_number(conclusion, name) for name in ("signaturesCount", "validSignaturesCount"))
    rows = conclusion.get("signatures") or []
    if not isinstance(rows, list) or len(rows) != count or count > MOST_SIGNATURES:
        raise NotUnderstood
    if sum(_dictionary(row).get("indication") == _PASSED for row in rows) != valid:
        raise NotUnderstood
    signatures = tuple(_signature(row, files, hashes) for row in rows)
    findings = Findings()
    if not signatures:
        findings.add("NO_SIGNATURES")
    told = [
        *_messages(conclusion.get("validationWarnings"), ()),
        *(note for row, made in zip(rows, signatures, strict=True) for note in _said(row, made.signer)),
    ]
    return replace(
        empty,
        verdict=_verdict(findings, signatures),
        problems=tuple(findings.problems),
        signatures=signatures,
        notes=(f"validationTime {conclusion.get('validationTime')}"[:80], *told[:_NOTES]),
    )


def refusals(answer: Any) -> tuple[str, ...]:
    """Why a 400 was given, as far as it says so."""
    errors = answer.get("requestErrors") if isinstance(answer, dict) else None
    return tuple(_messages(errors, (), "message"))[:_NOTES]


def _verdict(findings: Findings, signatures: tuple[SignatureReport, ...]) -> Verdict:
    problems = [*findings.problems, *(p for s in signatures for p in s.problems)]
    if any(p.weight is Weight.FAILURE for p in problems):
        return Verdict.FAILED
    return Verdict.PASSED if all(s.valid for s in signatures) else Verdict.INDETERMINATE


def _signature(row: Any, files: Mapping[str, bytes], hashes: bool) -> SignatureReport:
    row = _dictionary(row)
    indication, findings = _word(row, "indication"), Findings()
    if indication not in _INDICATIONS:
        raise NotUnderstood
    certificate, signer = _certificate(row), Signer()
    info = _dictionary(row.get("info") or {})
    trusted_at = _moment(_word(info, "bestSignatureTime"))
    if certificate is not None:
        signer = _signer(certificate)
    if indication == _PASSED:
        if certificate is None:
            raise NotUnderstood
        if trusted_at is None:
            findings.add("NO_TIMESTAMP")
        _check_scopes(row, files, hashes, findings)
    elif indication == "INDETERMINATE":
        findings.add("SIVA_UNSURE", weight=Weight.DOUBT)
    else:
        findings.add("SIVA_REJECTED")
    return SignatureReport(
        file=_word(row, "id")[:120],
        valid=indication == _PASSED and not findings.failed,
        signer=signer,
        level=_level(row),
        format=_format(row),
        claimed_at=_moment(_word(row, "claimedSigningTime")),
        trusted_at=trusted_at,
        problems=tuple(findings.problems),
    )


def _check_scopes(
    row: Mapping[str, Any], files: Mapping[str, bytes], hashes: bool, findings: Findings
) -> None:
    """The signature covers each of our files, whole and as we have it, and nothing else."""
    whole = _WHOLE | _BY_HASH if hashes else _WHOLE
    ours = {unicodedata.normalize("NFC", name): name for name in files}
    covered = set()
    for scope in _rows(row.get("signatureScopes")):
        name = unicodedata.normalize("NFC", _word(scope, "name"))
        if _word(scope, "scope") not in whole:
            continue
        if name not in ours:
            findings.add("SIGNED_FILE_MISSING", name[:200])
            continue
        covered.add(name)
        if not _same_hash(scope, files[ours[name]]):
            findings.add("FILE_CHANGED", ours[name])
    for name in sorted(ours.keys() - covered):
        findings.add("FILE_NOT_SIGNED", ours[name])


def _same_hash(scope: Mapping[str, Any], data: bytes) -> bool:
    """Whether the hash that SiVa saw is that of our file; a scope without one says nothing against it."""
    method, wanted = _word(scope, "hashAlgo"), _word(scope, "hash")
    if not method and not wanted:
        return True
    name = method.lower().replace("-", "")
    if name not in {"sha256", "sha384", "sha512"}:
        raise NotUnderstood
    return _binary(wanted) == hashlib.new(name, data).digest()


def _certificate(row: Mapping[str, Any]) -> x509.Certificate | None:
    found = {
        _binary(_word(each, "content"))
        for each in _rows(row.get("certificates"))
        if _word(each, "type") == "SIGNING"
    }
    if len(found) > 1:
        raise NotUnderstood
    try:
        return certificates.load(found.pop()) if found else None
    except Rejected:
        raise NotUnderstood from None


def _signer(certificate: x509.Certificate) -> Signer:
    try:
        return certificates.signer_of(certificate)
    except Rejected:
        raise NotUnderstood from None


def _level(row: Mapping[str, Any]) -> Level:
    said = _word(row, "signatureLevel")
    return Level(said) if said in set(Level) else Level.OTHER


def _format(row: Mapping[str, Any]) -> Format:
    """A format that is not XAdES cannot have come from what was sent."""
    said = _word(row, "signatureFormat")
    found = _FORMATS.get(said.removeprefix("XAdES_BASELINE_"))
    if found is None or not said.startswith("XAdES_"):
        raise NotUnderstood
    return found


# ---- what it says in words -----------------------------------------------------------------------


def _said(row: Any, signer: Signer) -> Iterator[str]:
    """Its indication with errors and warnings, the signer's name and code left out."""
    words = [
        str(row.get(name)) for name in ("indication", "subIndication", "signatureLevel") if row.get(name)
    ]
    yield " ".join(words)[:_NOTE_LENGTH]
    hidden = tuple(part for part in (signer.code, *re.split(r"[\s,]+", signer.name)) if len(part) > 1)
    for name in ("errors", "warnings"):
        yield from _messages(row.get(name), hidden)


def _messages(rows: Any, hidden: tuple[str, ...], field: str = "content") -> Iterator[str]:
    for each in rows if isinstance(rows, list) else []:
        said = str(each.get(field) or "") if isinstance(each, dict) else ""
        for part in hidden:
            said = re.sub(re.escape(part), "…", said, flags=re.IGNORECASE)
        if said:
            yield re.sub(r"\d{11}", "…", said)[:_NOTE_LENGTH]


# ---- reading JSON --------------------------------------------------------------------------------


def _dictionary(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NotUnderstood
    return value


def _part(value: Any, name: str) -> dict[str, Any]:
    return _dictionary(_dictionary(value).get(name))


def _rows(value: Any) -> list[dict[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise NotUnderstood
    return [_dictionary(each) for each in value]


def _number(value: Mapping[str, Any], name: str) -> int:
    found = value.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise NotUnderstood
    return found


def _word(value: Mapping[str, Any], name: str) -> str:
    """A text; empty where there is none."""
    found = value.get(name)
    if found is not None and not isinstance(found, str):
        raise NotUnderstood
    return found or ""


def _binary(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise NotUnderstood from None


def _moment(value: str) -> datetime | None:
    """An aware time; None where it is empty. One without a zone is no time."""
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise NotUnderstood
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotUnderstood from None
