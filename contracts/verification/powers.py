"""A power of attorney that was accepted here may stand in for the representatives' signatures.

Whoever holds one that is in force at the trusted time, with the right to authorise others, may sign the
kinds that name its kind (`Kind.also_by`), for the same client and portal, without the register being asked.
One power must cover everything in the package that representatives sign: the finding names it as its proof.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import prefetch_related_objects

from contracts.enums import AuthorisationState, Effect, SignedBy
from contracts.life import ending
from contracts.models import Authorisation, AuthorisedPerson, Package
from desk import workdays


@dataclass(frozen=True)
class Power:
    """A document held here that may authorise its holders to sign. `since`: when it was accepted here;
    `until`: the moment from which it holds no more; `gone`: the same of single holders, by identity."""

    pk: int
    kind: int
    portal: int
    holders: frozenset[str]
    may_delegate: bool
    since: datetime | None
    first_day: date | None = None
    last_day: date | None = None
    until: datetime | None = None
    gone: Mapping[str, datetime] = field(default_factory=dict)
    being_withdrawn: bool = False

    def in_force_at(self, at: datetime, who: str = "") -> bool:
        """Whether it held at that moment, for this holder; one of which a withdrawal is under way is for
        people to judge."""
        day = workdays.day_of(at)
        return (
            self.since is not None
            and self.since <= at
            and (self.first_day is None or self.first_day <= day)
            and (self.last_day is None or day <= self.last_day)
            and all(end is None or at < end for end in (self.until, self.gone.get(who)))
            and not self.being_withdrawn
        )


@dataclass(frozen=True)
class Asked:
    """A document that representatives sign, and kinds of powers whose holders may sign it too."""

    portal: int
    also_by: frozenset[int]


def standing_in(
    documents: Sequence[Asked], powers: Iterable[Power], signed: Mapping[str, datetime]
) -> Power | None:
    """The power by whose holder's signature every one of the documents is signed; the oldest of several."""
    if not documents:
        return None
    for power in sorted(powers, key=lambda each: each.pk):
        held = (power.in_force_at(signed[who], who) for who in power.holders if who in signed)
        if not power.may_delegate or not any(held):
            continue
        if all(power.portal == each.portal and power.kind in each.also_by for each in documents):
            return power
    return None


def held_for(
    package: Package, signed: Mapping[str, datetime], documents: Sequence[Authorisation] | None = None
) -> Authorisation | None:
    """The power of attorney held here that stands in for the representatives of this package.

    `documents`: those kept, with their kind, where they are loaded already.
    """
    if documents is None:
        documents = list(package.authorisations.kept().select_related("kind"))
    theirs = [each for each in documents if each.kind.signed_by == SignedBy.REPRESENTATIVES]
    prefetch_related_objects(theirs, "kind__also_by")
    asked = [_asked(each) for each in theirs]
    kinds = {kind for each in asked for kind in each.also_by}
    if not kinds or not signed:
        return None
    rows = Authorisation.objects.held(package.client_id, kinds).prefetch_related("persons")
    held = {row.pk: row for row in rows}
    found = standing_in(asked, [_power(row) for row in held.values()], signed)
    return held[found.pk] if found else None


def _asked(document: Authorisation) -> Asked:
    """Who may give may take away: a notice that ends a document is signed by those who could grant it."""
    also_by = frozenset(kind.pk for kind in document.kind.also_by.all())
    if document.kind.effect == Effect.CLOSES:
        ended = ending.ended_by(document)
        granted_by = {kind.pk for kind in ended.kind.also_by.all()} if ended else set()
        also_by &= granted_by
    return Asked(document.portal_id, also_by)


def _power(row: Authorisation) -> Power:
    return Power(
        pk=row.pk,
        kind=row.kind_id,
        portal=row.portal_id,
        holders=frozenset(f"EE{person.code}" for person in row.persons.all()),
        may_delegate=row.values.get("may_delegate") is True,
        since=row.accepted_at,
        first_day=row.valid_from,
        last_day=row.valid_until,
        until=_until(row),
        gone={f"EE{one.code}": end for one in row.persons.all() if (end := _until(one)) is not None},
        being_withdrawn=_being_withdrawn(row),
    )


def _until(row: Authorisation | AuthorisedPerson) -> datetime | None:
    """From when on it holds no more: at once, from the notice on; else its last day is whole."""
    if row.last_day is None:
        return None
    if row.notice_at is not None and row.last_day < workdays.day_of(row.notice_at):
        return row.notice_at
    return workdays.at(row.last_day + timedelta(days=1), time.min)


def _being_withdrawn(row: Authorisation) -> bool:
    """A notice that ends it was sent or signed and is not accepted yet; the end itself stands in the row."""
    if row.last_day is not None:
        return False
    notices = Authorisation.objects.filter(
        package__client=row.package.client_id, kind__effect=Effect.CLOSES, values__ended_number=row.number
    )
    # An accepted one has had its effect, be it about another of its persons.
    return notices.filter(state=AuthorisationState.SENT).exists()
