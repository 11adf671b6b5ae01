"""The decision table: one answer of the register becomes a verdict, or a question for a person."""

from collections.abc import Iterable, Mapping, Set
from itertools import product
from math import prod

from registry.enums import Reason, Verdict
from registry.rules.rulebook import SHIPPED, Rulebook
from registry.rules.said import said_by_person
from registry.rules.values import PASSING, Answer, Coverage, Judgement, Person, Policy, ordered

_MOST_OPTIONS = 500
_CAUTIOUS = Policy()


def unavailable() -> Judgement:
    return Judgement(Verdict.UNAVAILABLE)


def itself(identity: str) -> Judgement:
    """A natural person who is the client represents himself; no register is asked."""
    return Judgement(Verdict.SELF, groups=(frozenset({identity}),) if identity else ())


def covers(judgement: Judgement, signers: Set[str]) -> Coverage:
    """Whether `signers` ("EE38001085718") hold the right; ok only where no person must judge (any more)."""
    if not (judgement.verdict in PASSING or said_by_person(judgement)):
        return Coverage(False, (), Reason.VERDICT_NEEDS_PERSON)
    if Reason.PROOF_ENDED in judgement.reasons:
        return Coverage(False, (), Reason.PROOF_ENDED)
    if not judgement.groups:
        read = Reason.READ_BY_PERSON in judgement.reasons
        return Coverage(False, (), Reason.SIGNERS_MISSING if read else Reason.VERDICT_NEEDS_PERSON)
    if any(option <= signers for option in judgement.groups):
        return Coverage(True)
    missing = {option - signers for option in judgement.groups}
    return Coverage(False, ordered(missing), Reason.SIGNERS_MISSING)


def judge(
    answer: Answer | None,
    persons_asked: Set[str] | None = None,
    policy: Policy = _CAUTIOUS,
    behind: Mapping[str, Judgement] | None = None,
    rulebook: Rulebook = SHIPPED,
) -> Judgement:
    """Judge one answer; None means that the register knows no such organisation.

    `persons_asked` narrows the question to these identities; `behind` holds the judgements of organisations
    that represent this one, by registry code.
    """
    version = rulebook.version
    if answer is None:
        return Judgement(Verdict.ORG_NOT_FOUND, rule_version=version)
    if answer.status in rulebook.deleted:
        return Judgement(Verdict.ORG_DELETED, conditions=answer.conditions, rule_version=version)
    if answer.status not in rulebook.statuses:
        unknown = (Reason.UNKNOWN_STATUS,)
        return Judgement(
            Verdict.INDETERMINATE, conditions=answer.conditions, reasons=unknown, rule_version=version
        )
    return _Judging(answer, persons_asked, policy, behind or {}, rulebook).judgement()


class _Judging:
    """One question to one answer; collects the reasons on the way."""

    def __init__(
        self, answer: Answer, asked: Set[str] | None, policy: Policy, behind: Mapping[str, Judgement],
        rulebook: Rulebook,
    ) -> None:  # fmt: skip
        self.answer, self.asked, self.policy, self.behind = answer, asked, policy, behind
        self.rulebook = rulebook
        self.reasons: dict[Reason, None] = {}
        self.ask_next: dict[str, None] = {}
        self.stood_for: dict[str, None] = {}
        self.together: dict[tuple[str, str], Person] = {}

    def judgement(self) -> Judgement:
        about = [row for row in self.answer.persons if self._about(row)]
        rows = tuple(row for row in about if self._entitled(row))
        alone = [row for row in rows if row.sole]
        accepted = [row for row in alone if self._accepted(row)]
        together = self._groups()
        options = self._alone(accepted) + together
        if len(self.answer.groups) > _MOST_OPTIONS or len(options) > _MOST_OPTIONS:
            self.reasons[Reason.TOO_MANY_GROUPS] = None
            return self._made(Verdict.INDETERMINATE, rows, ())
        # Whoever's sole right it is: the text may limit it, or give it to another.
        if self.answer.conditions and (alone or (together and any(row.sole for row in about))):
            self.reasons[Reason.SOLE_WITH_CONDITIONS] = None
            self._say_procurator(rows)
            return self._made(Verdict.JOINT_TEXT, rows, ())
        if any(row.identity for row in accepted):
            return self._made(self._alone_verdict(accepted), rows, options)
        if any(row.legal for row in accepted):
            return self._made(Verdict.INDIRECT, rows, options)
        if together:
            return self._made(Verdict.JOINT, rows, options)
        return self._made(self._unclear_verdict(rows, alone), rows, ())

    def _alone_verdict(self, accepted: list[Person]) -> Verdict:
        roles = {row.role for row in accepted if row.identity}
        if roles & self.rulebook.own:
            return Verdict.SELF
        return Verdict.SOLE if roles - self.rulebook.procurators else Verdict.SOLE_PROCURATOR

    def _unclear_verdict(self, rows: tuple[Person, ...], alone: list[Person]) -> Verdict:
        """Nobody can sign without a person judging first: which question is it?"""
        self._say_procurator(rows)
        if rows and self.answer.conditions:
            self.reasons[Reason.TEXT_ONLY] = None
            return Verdict.JOINT_TEXT
        if any(row.role in self.rulebook.procurators for row in alone):
            return Verdict.SOLE_PROCURATOR
        if rows:
            self.reasons[Reason.NO_RULE] = None
            return Verdict.INDETERMINATE
        if self.asked is not None and not self._doubtful():
            return Verdict.NOT_REPRESENTATIVE
        self.reasons[Reason.NOBODY_ENTITLED] = None
        return Verdict.INDETERMINATE

    def _say_procurator(self, rows: Iterable[Person]) -> None:
        if not all(map(self._accepted, rows)):
            self.reasons[Reason.PROCURATOR_NOT_ACCEPTED] = None

    def _about(self, row: Person) -> bool:
        """A legal person's row concerns whoever may act for it, and everyone while that is not clear."""
        if self.asked is None or row.identity in self.asked:
            return True
        known = self.behind.get(row.registered)
        if known is None or not known.groups:
            return row.legal
        return any(map(self._asked_about, known.groups))

    def _asked_about(self, option: frozenset[str]) -> bool:
        return self.asked is None or bool(option & self.asked)

    def _doubtful(self) -> bool:
        return bool({Reason.ROLE_NOT_FOR_FORM, Reason.HOLDER_NOT_FOR_ROLE} & set(self.reasons))

    def _entitled(self, row: Person) -> bool:
        """Whether the row's role represents in this status and form; says why not."""
        rule = self.rulebook.by_code.get(row.role)
        if rule is None:
            if row.role not in self.rulebook.others:
                self.reasons[Reason.UNKNOWN_ROLE] = None
            return False
        if self.answer.status not in rule.statuses:
            self.reasons[Reason.ROLE_NOT_FOR_STATUS] = None
            return False
        if rule.forms is not None and self.answer.form not in rule.forms:
            self.reasons[Reason.ROLE_NOT_FOR_FORM] = None
            return False
        if not (rule.legal if row.legal else rule.natural):
            self.reasons[Reason.HOLDER_NOT_FOR_ROLE] = None
            return False
        if not row.legal and not row.identity:
            self.reasons[Reason.PERSON_WITHOUT_CODE] = None
        return True

    def _alone(self, rows: Iterable[Person]) -> tuple[frozenset[str], ...]:
        ways = (option for row in rows for option in self._standing_for(row))
        return tuple(option for option in ways if self._asked_about(option))

    def _groups(self) -> tuple[frozenset[str], ...]:
        """Every way in which a group of the register can sign and someone asked about takes part."""
        options: dict[frozenset[str], None] = {}
        for group in self.answer.groups:
            if not any(map(self._about, group.persons)):
                continue
            if not all(self._entitled(person) and self._accepted(person) for person in group.persons):
                continue
            ways = [self._standing_for(person) for person in group.persons]
            if prod(map(len, ways)) > _MOST_OPTIONS:
                self.reasons[Reason.TOO_MANY_GROUPS] = None
                continue
            chosen = {frozenset[str]().union(*way) for way in product(*ways)}
            fitting = set(filter(self._asked_about, chosen))
            options |= dict.fromkeys(fitting)
            if fitting:
                self.together |= {(p.identity or p.code or p.name, p.role): p for p in group.persons}
        return tuple(options)

    def _accepted(self, person: Person) -> bool:
        return self.policy.procurator_signs or person.role not in self.rulebook.procurators

    def _standing_for(self, person: Person) -> tuple[frozenset[str], ...]:
        """Sets of natural persons who act for this row: himself, or those who represent the organisation."""
        if not person.legal:
            return (frozenset({person.identity}),) if person.identity else ()
        known = self.behind.get(person.registered)
        if known is None and person.registered:
            self.ask_next[person.registered] = None
            self.reasons[Reason.LEGAL_PERSON_NOT_ASKED] = None
            return ()
        if known is None or known.verdict not in PASSING or not known.groups:
            self.reasons[Reason.LEGAL_PERSON_UNCLEAR] = None
            return ()
        self.stood_for[person.registered] = None
        # Whoever is asked about may act for one row of a group while others act for the rest.
        return known.groups

    def _made(
        self, verdict: Verdict, rows: tuple[Person, ...], options: tuple[frozenset[str], ...]
    ) -> Judgement:
        # Those who sign along, and those who act for an organisation that represents this one, are named too.
        known = {(row.identity or row.code or row.name, row.role) for row in rows}
        along = [person for key, person in self.together.items() if key not in known]
        behind = {p: None for code in self.stood_for for p in self.behind[code].persons}
        return Judgement(
            verdict=verdict,
            groups=ordered(set(options)),
            persons=(*rows, *along, *behind),
            conditions=self.answer.conditions,
            reasons=tuple(self.reasons),
            ask_next=tuple(self.ask_next),
            rule_version=self.rulebook.version,
        )
