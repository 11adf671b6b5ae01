"""Two answers of the register side by side: what changed, who signed when, on what either rests. Reads."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from contracts.enums import ContainerSource, ReturnVerdict, Right
from contracts.models import Authorisation, CountedSignature, Finding, Package
from registry import vocabulary, words
from registry.models import Check, Proof, Reading
from registry.rules import DatedRow, Person


@dataclass(frozen=True)
class Row:
    """A person on one card. `signed_at` where this person signed the documents."""

    person: Person
    only_here: bool
    signed_at: datetime | None


@dataclass(frozen=True)
class Side:
    """One check as it is shown: `line` to read out, the rows of its card, and what its verdict rests on."""

    title: str | Promise
    check: Check
    line: str
    rows: tuple[Row, ...]
    conditions: tuple[str, ...]

    @property
    def reading(self) -> Reading | None:
        return self.check.read_as

    @property
    def proof(self) -> Proof | None:
        return self.check.proof


@dataclass(frozen=True)
class Dated:
    """A row of the card with its days, from the register's history."""

    text: str
    start: date
    end: date | None
    person: bool


@dataclass(frozen=True)
class Signed:
    """A signature that counted, and what the two checks say of the right of who gave it."""

    name: str
    at: datetime
    right: Right

    @property
    def colour(self) -> str:
        return {Right.KEPT: "ok", Right.LOST: "bad"}.get(self.right, "warn")


@dataclass(frozen=True)
class Pair:
    """Both checks with what a person needs to decide; `dated` is None where the register gave no dates."""

    sides: tuple[Side, Side]
    differences: list[str]
    signed: tuple[Signed, ...]
    dated: tuple[Dated, ...] | None


def pair(
    before: Check,
    after: Check,
    signatures: Iterable[CountedSignature],
    titles: tuple[str | Promise, str | Promise],
) -> Pair:
    """`titles` name the two checks on the page."""
    given = list(signatures)
    at = {each.identity: each.signed_at for each in given}
    left, right = _keys(before), _keys(after)
    # As the register writes them: certificates have capitals only.
    names = {one.identity: one.name for check in (after, before) for one in _persons(check) if one.identity}
    return Pair(
        sides=(_side(titles[0], before, right, at), _side(titles[1], after, left, at)),
        differences=words.differences(before.answer, after.answer),
        signed=tuple(
            Signed(names.get(each.identity, each.name), each.signed_at, _right(each.identity, before, after))
            for each in given
        ),
        dated=_dated(after.dated_rows, before, after),
    )


def of_finding(finding: Finding, signatures: Iterable[CountedSignature]) -> Pair | None:
    """Both checks that a finding rests on; None while either is missing or not answered."""
    before, after = finding.check_at_sending, finding.check_at_acceptance
    if before is None or after is None or after.answered_at is None:
        return None
    return pair(before, after, signatures, (_("At sending"), _("At acceptance")))


def entitled(check: Check) -> frozenset[str]:
    """Who may take part in representing: of the sets of signers, or, where a text says who, of the card."""
    named = frozenset[str]().union(*check.judgement.groups)
    answer = check.answer
    if named or answer is None:
        return named
    return frozenset(person.identity for person in answer.persons if person.identity)


def lost(before: Check, after: Check, signers: Collection[str]) -> frozenset[str]:
    """Those of the signers who could represent by the first check and cannot by the second."""
    return (frozenset(signers) & entitled(before)) - entitled(after)


def _right(identity: str, before: Check, after: Check) -> Right:
    was, now = identity in entitled(before), identity in entitled(after)
    if was:
        return Right.KEPT if now else Right.LOST
    return Right.GAINED if now else Right.NONE


def numbers_of(documents: Iterable[Authorisation]) -> str:
    return ", ".join(each.number for each in documents)


def bases(packages: Collection[Package]) -> dict[int, Check]:
    """By package: the check on which it was accepted, or else the one on which it was sent."""
    found = {each.pk: each.check_at_sending for each in packages if each.check_at_sending}
    passed = Finding.objects.deciding().filter(
        verdict=ReturnVerdict.PASSED,
        check_at_acceptance__isnull=False,
        verification__container__package__in=[each.pk for each in packages],
    )
    rows = passed.select_related("verification__container", "check_at_acceptance").order_by("pk")
    for each in rows:
        assert each.check_at_acceptance is not None
        found[each.verification.container.package_id] = each.check_at_acceptance
    return found


def signatures_of(packages: Collection[int]) -> dict[int, list[CountedSignature]]:
    """By package: the client's signatures on which its documents were accepted."""
    passed = Finding.objects.deciding().filter(
        verdict=ReturnVerdict.PASSED, verification__container__package__in=packages
    )
    passed = passed.exclude(verification__container__source=ContainerSource.AGENCY)
    passed = passed.exclude(verification__container__by_hand__for_agency=True)
    # Where several containers made it enough together, the others' signatures count too, each person once.
    counted = Q(verification__in=passed.values("verification"))
    counted |= Q(verification__container__in=passed.exclude(together=None).values("together"))
    rows = CountedSignature.objects.filter(counted).order_by("signed_at", "pk")
    found: dict[int, dict[str, CountedSignature]] = {}
    for each in rows.select_related("verification__container"):
        found.setdefault(each.verification.container.package_id, {}).setdefault(each.identity, each)
    return {package: list(rows.values()) for package, rows in found.items()}


def _side(
    title: str | Promise, check: Check, others: Collection[tuple[str, str]], at: Mapping[str, datetime]
) -> Side:
    answer, judgement = check.answer, check.judgement
    rows = tuple(Row(each, _key(each) not in others, at.get(each.identity)) for each in _persons(check))
    conditions = answer.conditions if answer else judgement.conditions
    return Side(title, check, words.line(judgement), rows, conditions)


def _keys(check: Check) -> frozenset[tuple[str, str]]:
    return frozenset(map(_key, _persons(check)))


def _persons(check: Check) -> tuple[Person, ...]:
    """Of the card; where there is none, of the judgement: other proof names persons too."""
    answer = check.answer
    return answer.persons if answer else check.judgement.persons


def _key(person: Person) -> tuple[str, str]:
    return (person.code or person.name, person.role)


def _dated(rows: Iterable[DatedRow] | None, before: Check, after: Check) -> tuple[Dated, ...] | None:
    """Rows of people who stand on either card, and special conditions, the newest beginning first."""
    if rows is None:
        return None
    known: dict[tuple[str, str], Person] = {}
    for answer in (after.answer, before.answer):
        for each in answer.persons if answer else ():
            known.setdefault((each.identity, each.role), each)
    shown = []
    for row in rows:
        person = known.get((row.identity, row.role)) if row.identity else None
        text = f"{person.name} · {vocabulary.role(person)}" if person else row.condition
        if text:
            shown.append(Dated(text, row.start, row.end, person is not None))
    return tuple(sorted(shown, key=lambda each: each.start, reverse=True))
