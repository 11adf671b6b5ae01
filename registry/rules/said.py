"""What people said where the register says nothing certain: a card that was read, a proof that was seen."""

from collections.abc import Iterable, Set
from dataclasses import replace

from registry.enums import ProofKind, Reason, Verdict
from registry.rules.values import Judgement, Person, ordered


def readable(judgement: Judgement) -> bool:
    """Whether the verdict waits for a person who reads the card: nowhere else may a reading speak."""
    if judgement.verdict is Verdict.INDETERMINATE:
        return Reason.NO_RULE in judgement.reasons
    return judgement.verdict is Verdict.JOINT_TEXT


def read(judgement: Judgement, groups: Iterable[Set[str]]) -> Judgement:
    """The judgement with the sets of signers that a person found in the card's text.

    Only those whom the judgement names can be chosen (they hold a representing role); a set that names
    anyone else is left out. No groups given: by the text nobody may sign. A judgement that needs no reading
    stays as it is, and so does one to which nothing of the reading fits.
    """
    said = {frozenset(group) for group in groups}
    entitled = frozenset(person.identity for person in judgement.persons) - {""}
    fitting = {group for group in said if group and group <= entitled}
    if not readable(judgement) or (said and not fitting):
        return judgement
    reasons = tuple(dict.fromkeys((*judgement.reasons, Reason.READ_BY_PERSON)))
    return replace(judgement, groups=ordered(fitting), reasons=reasons)


def proven(kind: ProofKind, persons: Iterable[Person], reasons: Iterable[Reason] = ()) -> Judgement:
    """The judgement by a document: each person with `sole` alone, all others together.

    Standing proof says `standing_proof`; a print-out says what its persons say. Someone without an identity
    matches nobody, and those together with him neither. Give PROOF_ENDED among the reasons and nobody passes.
    """
    named = tuple(persons)
    alone = {frozenset({person.identity}) for person in named if person.sole and person.identity}
    together = [person.identity for person in named if not person.sole]
    options = alone | ({frozenset(together)} if together and all(together) else set())
    why = tuple(dict.fromkeys(reasons))
    if not options:
        why = (*why, Reason.NOBODY_ENTITLED)
    return Judgement(_verdict(kind, alone, options), ordered(options), named, reasons=why)


def _verdict(kind: ProofKind, alone: Set[frozenset[str]], options: Set[frozenset[str]]) -> Verdict:
    if kind is ProofKind.STANDING:
        return Verdict.STANDING_PROOF
    if alone:
        return Verdict.SOLE
    return Verdict.JOINT if options else Verdict.INDETERMINATE


def said_by_person(judgement: Judgement) -> bool:
    """Whether a verdict that no machine passes was decided by a reading or a standing proof."""
    if judgement.verdict is Verdict.STANDING_PROOF:
        return True
    return Reason.READ_BY_PERSON in judgement.reasons and readable(judgement)
