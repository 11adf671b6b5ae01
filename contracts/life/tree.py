"""Who may act for a client in each portal, and by whose word. Pure: values in, the tree of a day out.

A document that names nobody is the agreement with the client. Below it stand those whose kind may authorise
others (main users), each with what was given under it, and beside them what the representatives gave
themselves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from contracts.enums import AuthorisationState
from contracts.life.standing import Facts, Shown, Span, colour, shown


@dataclass(frozen=True)
class Named:
    """A person whom a document names, with the end of this one's own power where one was computed."""

    pk: int
    name: str
    code: str
    last_day: date | None = None
    end_reason: str = ""
    end_basis: str = ""


@dataclass(frozen=True)
class Holding:
    """A signed document that opens a portal, as far as the tree and what follows from an end ask for it.

    `signers`: who gave it, by name. `may`: what its holders may do, in words. `delegates`: its kind may
    authorise others. `with_grantor`: it ends with the power under which it was given. `flagged`: who gave it
    represents no more. `ended_by`: the number of the notice.
    """

    pk: int
    number: str
    kind: str
    portal: int
    portal_name: str
    known: Facts
    persons: tuple[Named, ...] = ()
    signers: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    end_basis: str = ""
    ended_by: str = ""
    contract_number: str = ""
    granted_under: int | None = None
    delegates: bool = False
    with_grantor: bool = False
    taken_over: bool = False
    flagged: bool = False
    package: int = 0
    position: int = 0

    @property
    def is_agreement(self) -> bool:
        return not self.persons

    @property
    def span(self) -> Span:
        return self.known.span

    def span_of(self, person: Named | None) -> Span:
        return self.span if person is None else self.span.for_person(person.last_day)

    def stands(self, day: date, person: Named | None = None) -> bool:
        """Whether it, or one person's part of it, stands on the day."""
        return self.span_of(person).stands(day)

    def lasts_after(self, day: date, person: Named | None = None) -> bool:
        """Whether it works on some day after this one, as far as is known."""
        span = self.span_of(person)
        return span.first is not None and (span.last is None or span.last > day)


@dataclass(frozen=True)
class Line:
    """A person of a document, as the person's power stands on the day; `last`: the last day, where known."""

    person: Named
    shown: Shown
    last: date | None

    @property
    def badge(self) -> str:
        return colour(self.shown)


@dataclass(frozen=True)
class Node:
    """A document of the tree, with those whom it names and what was given under it."""

    holding: Holding
    shown: Shown
    stands: bool
    lines: tuple[Line, ...]
    under: tuple["Node", ...] = ()

    @property
    def badge(self) -> str:
        return colour(self.shown)

    @property
    def differ(self) -> bool:
        """Whether its persons do not all stand as the document does."""
        return any(line.shown != self.shown for line in self.lines)


@dataclass(frozen=True)
class Branch:
    """One portal: agreements, main users with their users, and users whom the representatives named."""

    portal: int
    name: str
    agreements: tuple[Node, ...]
    main: tuple[Node, ...]
    beside: tuple[Node, ...]

    @property
    def more(self) -> bool:
        """Whether a brief list of it leaves something out."""
        return len(self.main) > 6 or len(self.beside) > 6 or any(len(node.under) > 4 for node in self.main)

    @property
    def opens(self) -> bool:
        """Whether anybody may act in the portal on the day."""
        return any(node.stands for node in (*self.main, *self.beside))


def on_day(known: Facts, day: date, today: date) -> Shown:
    """The word for it on the day; of a day that is gone, as it stood then, whatever became of it since."""
    worked = {AuthorisationState.ACCEPTED, AuthorisationState.IN_FORCE, AuthorisationState.ENDED}
    if known.state in worked and (day < today or (day > today and known.state == AuthorisationState.ENDED)):
        known = replace(known, state=AuthorisationState.IN_FORCE)
    return shown(known, day)


def grow(holdings: Iterable[Holding], day: date, today: date, *, past: bool = False) -> list[Branch]:
    """The tree as it stands on the day, a branch each portal; with `past` also what was over by then.

    What was accepted after the day is not in it: nobody knew of it then.
    """
    seen = [each for each in holdings if each.span.accepted_on and each.span.accepted_on <= day]
    wanted = [each for each in seen if past or not each.span.over(day)]
    kept = {each.pk for each in wanted}
    below: dict[int, list[Holding]] = {}
    for each in wanted:
        if each.granted_under is not None and each.granted_under in kept:
            below.setdefault(each.granted_under, []).append(each)
    tops = [each for each in wanted if each.granted_under not in kept]
    grower = _Grower(below, day, today, past)
    return [
        grower.branch(pk, name, [each for each in tops if each.portal == pk])
        for name, pk in sorted({(each.portal_name, each.portal) for each in tops})
    ]


@dataclass(frozen=True)
class _Grower:
    below: Mapping[int, Sequence[Holding]]
    day: date
    today: date
    past: bool

    def branch(self, portal: int, name: str, tops: Sequence[Holding]) -> Branch:
        nodes = [self.node(each) for each in _ordered(tops)]
        powers = [node for node in nodes if not node.holding.is_agreement]
        return Branch(
            portal,
            name,
            agreements=tuple(node for node in nodes if node.holding.is_agreement),
            main=tuple(node for node in powers if node.holding.delegates),
            beside=tuple(node for node in powers if not node.holding.delegates),
        )

    def node(self, holding: Holding) -> Node:
        lines = [self.line(holding, each) for each in holding.persons]
        lines = [each for each in lines if self.past or not holding.span_of(each.person).over(self.day)]
        under = tuple(self.node(each) for each in _ordered(self.below.get(holding.pk, ())))
        word = on_day(holding.known, self.day, self.today)
        return Node(holding, word, holding.stands(self.day), tuple(lines), under)

    def line(self, holding: Holding, person: Named) -> Line:
        span = holding.span_of(person)
        known = replace(holding.known, span=span, end_reason=person.end_reason or holding.known.end_reason)
        return Line(person, on_day(known, self.day, self.today), span.last)


def _ordered(holdings: Iterable[Holding]) -> list[Holding]:
    """By kind as the administrator ordered them, the oldest first."""
    return sorted(holdings, key=lambda each: (each.position, each.span.accepted_on or date.max, each.pk))
