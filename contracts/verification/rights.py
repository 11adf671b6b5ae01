"""Whether those who signed had the right: pure functions over the register's answers and trusted times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from contracts.containers.expectations import STAMP_TOLERANCE
from contracts.containers.report import Problem
from contracts.enums import ReturnVerdict
from registry.enums import Reason, Verdict
from registry.rules import Asked, DatedRow, Judgement, compare

_UNCLEAR = {
    Reason.CHANGED_SINCE: "CHANGED_SINCE",
    Reason.VERDICT_NEEDS_PERSON: "NEEDS_PERSON",
    Reason.SIGNED_OUTSIDE_CHECKS: "NEEDS_PERSON",
    Reason.PROOF_ENDED: "NEEDS_PERSON",
}


@dataclass(frozen=True)
class Need:
    """Whose signatures the documents ask for: the client's representatives, and persons named in them."""

    representatives: bool
    persons: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Outcome:
    """`missing`: sets of identities, each of which would make it enough."""

    verdict: ReturnVerdict
    problems: tuple[Problem, ...] = ()
    missing: tuple[frozenset[str], ...] = ()


PASSED = Outcome(ReturnVerdict.PASSED)


def before_asking(need: Need, sending: Judgement | None, signed: Mapping[str, datetime]) -> Outcome | None:
    """What can be said without asking the register anew; None when it must be asked.

    A joint right of which only a part has signed is not asked about: more signatures come first.
    """
    absent = need.persons - frozenset(signed)
    if absent:
        return _partial((absent,))
    if not need.representatives:
        return PASSED
    return _incomplete(sending, signed) if sending is not None else None


def after_asking(
    sending: Asked,
    acceptance: Asked,
    signed: Mapping[str, datetime],
    dated_rows: Iterable[DatedRow] | None = None,
) -> Outcome:
    """The verdict on the right by the two checks, and by dated rows of the card where they differ."""
    if acceptance.judgement.verdict == Verdict.UNAVAILABLE:
        return Outcome(ReturnVerdict.INDETERMINATE, (Problem("REGISTER_UNAVAILABLE"),))
    coverage = compare(sending, acceptance, _between(sending, acceptance, signed), dated_rows)
    if coverage.ok:
        return PASSED
    if coverage.reason in _UNCLEAR:
        return Outcome(ReturnVerdict.INDETERMINATE, (Problem(_UNCLEAR[coverage.reason]),))
    if coverage.reason is Reason.SIGNERS_MISSING:
        incomplete = _incomplete(acceptance.judgement, signed)
        if incomplete is not None:
            return incomplete
    return Outcome(ReturnVerdict.FAILED, (Problem("NOT_A_REPRESENTATIVE"),))


def _incomplete(judgement: Judgement, signed: Mapping[str, datetime]) -> Outcome | None:
    signers = frozenset(signed)
    begun = [option for option in judgement.groups if option & signers]
    if not begun or any(option <= signers for option in judgement.groups):
        return None
    missing = {option - signers for option in begun}
    return _partial(tuple(sorted(missing, key=lambda option: (len(option), sorted(option)))))


def _partial(missing: tuple[frozenset[str], ...]) -> Outcome:
    return Outcome(ReturnVerdict.PARTIAL, (Problem("SIGNER_MISSING"),), missing)


def _between(sending: Asked, acceptance: Asked, signed: Mapping[str, datetime]) -> dict[str, datetime]:
    """A time-stamp is cut to the second by another clock: just outside the checks counts as their edge."""
    first, last = sending.asked_at, acceptance.asked_at

    def moved(at: datetime) -> datetime:
        if first - STAMP_TOLERANCE <= at < first:
            return first
        return last if last < at <= last + STAMP_TOLERANCE else at

    return {who: moved(at) for who, at in signed.items()}


def names(judgement: Judgement, options: tuple[frozenset[str], ...]) -> list[str]:
    """Each set of persons as a line of names, for people; codes stay out."""
    known = {person.identity: person.name for person in judgement.persons if person.identity}
    lines = [", ".join(sorted(known[i] for i in option if i in known)) for option in options]
    return list(dict.fromkeys(line for line in lines if line))
