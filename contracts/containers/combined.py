"""Two judges of one container: the worst verdict counts, and where they disagree a person decides."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from .expectations import STAMP_TOLERANCE
from .report import ContainerReport, Problem, SignatureReport, Verdict, Weight
from .validator import SignatureValidator

# Ours accepts and the other does not, or they see other signatures; or only the other accepts.
DISAGREE = Problem("VALIDATORS_DISAGREE", weight=Weight.DOUBT)
ONLY_OTHER = Problem("ONLY_SIVA_ACCEPTS", weight=Weight.DOUBT)
_WORST = [Verdict.FAILED, Verdict.INDETERMINATE, Verdict.PASSED]


@dataclass(frozen=True)
class CombinedValidator:
    """`local` is asked first. What `other` raises goes on to the caller: there is no verdict of one alone."""

    local: SignatureValidator
    other: SignatureValidator

    def validate(self, data: bytes) -> ContainerReport:
        own = self.local.validate(data)
        if _is_broken(own):
            return own
        return _together(own, self.other.validate(data))


def _is_broken(report: ContainerReport) -> bool:
    """Something is wrong with the container itself: nobody else need be asked, or see it."""
    itself = any(p.weight is Weight.FAILURE for p in report.problems)
    return report.verdict is Verdict.FAILED and (itself or not report.is_container)


def _together(own: ContainerReport, theirs: ContainerReport) -> ContainerReport:
    """One report, with our own signatures and times, and both reports in it."""
    both = replace(own, rules=f"{own.rules}+{theirs.rules}", judges=(own, theirs))
    verdicts = {own.verdict, theirs.verdict}
    if verdicts == {Verdict.PASSED, Verdict.FAILED} or not _same_signatures(own, theirs):
        return _for_a_person(both)
    worst = next(each for each in _WORST if each in verdicts)
    told = set(own.everything_wrong())
    added = tuple(p for p in theirs.everything_wrong() if p not in told)
    return replace(both, verdict=worst, problems=(*own.problems, *added))


def _for_a_person(both: ContainerReport) -> ContainerReport:
    """The client is not told to sign again for what one of two found: each one's findings stay in its own
    report, where whoever decides reads them."""
    doubts = tuple(p for p in both.problems if p.weight is not Weight.FAILURE)
    signatures = tuple(
        replace(s, problems=tuple(p for p in s.problems if p.weight is not Weight.FAILURE))
        for s in both.signatures
    )
    why = ONLY_OTHER if both.verdict is Verdict.FAILED else DISAGREE
    return replace(both, verdict=Verdict.INDETERMINATE, problems=(*doubts, why), signatures=signatures)


def _same_signatures(own: ContainerReport, theirs: ContainerReport) -> bool:
    """Where both accept: the same persons, at the same level, at the same trusted time."""
    if Verdict.FAILED in (own.verdict, theirs.verdict):
        return True  # neither counts anybody, so there is nobody to differ about
    if Counter(map(_who, own.signatures)) != Counter(map(_who, theirs.signatures)):
        return False
    pairs = zip(_by_person(own), _by_person(theirs), strict=True)
    return all(_near(mine.trusted_at, other.trusted_at) for mine, other in pairs)


def _who(signature: SignatureReport) -> tuple[str, str, str]:
    return signature.signer.scheme, signature.signer.code, signature.level.value


def _by_person(report: ContainerReport) -> list[SignatureReport]:
    return sorted(
        report.signatures, key=lambda s: (_who(s), s.trusted_at.isoformat() if s.trusted_at else "")
    )


def _near(one: datetime | None, other: datetime | None) -> bool:
    """A time of neither is the same too: a signature in doubt may have none."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= STAMP_TOLERANCE
