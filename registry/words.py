"""What a judgement means, in sentences that a specialist can read out."""

from collections.abc import Callable, Collection, Iterable
from math import comb

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registry import vocabulary
from registry.enums import Reason, Verdict
from registry.rules import Answer, Judgement, Person

_MOST_WAYS = 6  # longer lists are no longer read out
_MOST_NAMES = 8

_SAYINGS = {
    Verdict.JOINT_TEXT: gettext_lazy("A person must read the special conditions before anyone signs."),
    Verdict.INDETERMINATE: gettext_lazy("The register does not say who may sign; a person decides."),
    Verdict.NOT_REPRESENTATIVE: gettext_lazy("This person does not represent the organisation."),
    Verdict.ORG_NOT_FOUND: gettext_lazy("The Business Register knows no organisation of this code."),
    Verdict.ORG_DELETED: gettext_lazy("The organisation has been deleted from the register: nobody signs."),
    Verdict.UNAVAILABLE: gettext_lazy("The register could not be asked: this is neither a yes nor a no."),
    Verdict.STANDING_PROOF: gettext_lazy("The right of representation stands on other proof."),
}


class _Said:
    """One judgement with the names of those whom it holds."""

    def __init__(self, judgement: Judgement) -> None:
        self.judgement = judgement
        self.groups = judgement.groups
        self.names = {person.identity: person.name for person in judgement.persons if person.identity}
        self.everyone = frozenset[str]().union(*judgement.groups)

    def listed(self, identities: Iterable[str]) -> str:
        """Names one after the other: "A, B, C"; a long list ends with how many more."""
        names = sorted(self.names.get(identity, "?") for identity in identities)
        if len(names) <= _MOST_NAMES:
            return ", ".join(names)
        more = len(names) - _MOST_NAMES
        rest = ngettext("and %(more)s more", "and %(more)s more", more) % {"more": more}
        return f"{', '.join(names[:_MOST_NAMES])} {rest}"

    def joined(self, identities: Iterable[str]) -> str:
        """All of them: "A, B and C"."""
        return joined(sorted(self.names.get(identity, "?") for identity in identities))

    def ways(self) -> str:
        """Each sufficient set of signers: "A alone; or B and C together"."""
        said = [self._way(group) for group in self.groups[:_MOST_WAYS]]
        return _("; or ").join([*said, "…"] if len(self.groups) > _MOST_WAYS else said)

    def _way(self, group: Collection[str]) -> str:
        if len(group) == 1:
            return _("%(name)s alone") % {"name": self.joined(group)}
        return _("%(names)s together") % {"names": self.joined(group)}

    def is_whole(self, roles: Collection[str] | None = None) -> bool:
        """Whether all holders of these roles (None: of any) take part in some way of signing."""
        rows = [row for row in self.judgement.persons if roles is None or row.role in roles]
        return {row.identity or row.name for row in rows} == self.everyone


def line(judgement: Judgement) -> str:
    """One line to read out: who may represent, alone or together with whom."""
    said = _Said(judgement)
    if Reason.READ_BY_PERSON in judgement.reasons:
        return _read(said)
    how = _LINES.get(judgement.verdict)
    return (how(said) if how else "") or str(_SAYINGS[judgement.verdict])


def needed(judgement: Judgement) -> list[Person]:
    """Everyone who takes part in some sufficient set of signers, once each."""
    wanted = frozenset[str]().union(*judgement.groups)
    found: dict[str, Person] = {}
    for person in judgement.persons:
        if person.identity in wanted:
            found.setdefault(person.identity, person)
    return list(found.values())


def joined(names: list[str]) -> str:
    """Names as a sentence lists them: "A", "A and B", "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _alone(said: _Said) -> str:
    singles = sorted(one for group in said.groups if len(group) == 1 for one in group)
    if not singles:
        return ""
    first = _("%(name)s may represent alone.") % {"name": said.joined(singles)}
    if len(singles) > 1:
        first = _each_alone(said, singles)
    together = [group for group in said.groups if not group & set(singles)]
    if not together:
        return first
    others = _("; or ").join(said.joined(group) for group in together[:_MOST_WAYS])
    also = _("Together may also sign: %(ways)s.") % {"ways": others}
    return f"{first} {also}"


def _each_alone(said: _Said, singles: list[str]) -> str:
    names = said.listed(singles)
    board = {row.identity for row in said.judgement.persons if row.role in vocabulary.BOARD}
    if board != set(singles):
        return _("Each of them may represent alone: %(names)s.") % {"names": names}
    if len(singles) == 2:
        return _("Either of the two board members may represent alone: %(names)s.") % {"names": names}
    values = {"of": vocabulary.of(len(singles)), "names": names}
    return _("Each %(of)s board members may represent alone: %(names)s.") % values


def _itself(said: _Said) -> str:
    if not said.names:
        return _("The client acts for themselves.")
    return _("%(name)s is a sole trader and acts in person.") % {"name": said.listed(said.everyone)}


def _procurator(said: _Said) -> str:
    if not said.groups:
        names = said.listed(p.identity for p in said.judgement.persons if p.sole and p.identity)
        if not names:
            return _("Only a procurator could act alone, and that is not accepted.")
        return _("Only the procurator could act alone (%(names)s), and that is not accepted.") % {
            "names": names
        }
    singles = [one for group in said.groups if len(group) == 1 for one in group]
    if len(singles) == 1 == len(said.groups):
        return _("The procurator %(name)s may represent alone.") % {"name": said.joined(singles)}
    return _("It is signed in one of these ways: %(ways)s.") % {"ways": said.ways()}


def _together(said: _Said) -> str:
    sizes = {len(group) for group in said.groups}
    if not sizes:
        return ""
    need, size = min(sizes), len(said.everyone)
    if len(said.groups) == 1:
        return _all_together(said)
    if len(sizes) > 1 or len(said.groups) != comb(size, need):
        return _("It is signed in one of these ways: %(ways)s.") % {"ways": said.ways()}
    values = {
        "need": capfirst(vocabulary.many(need)),
        "of": vocabulary.of(size),
        "names": said.listed(said.everyone),
    }
    if said.is_whole(vocabulary.BOARD):
        return _("%(need)s %(of)s board members sign together: %(names)s.") % values
    if said.is_whole():
        return _("%(need)s %(of)s representatives sign together: %(names)s.") % values
    return _("Any %(need)s of these sign together: %(names)s.") % {**values, "need": vocabulary.many(need)}


def _all_together(said: _Said) -> str:
    names = said.joined(said.everyone)
    if len(said.everyone) == 1:
        return _("%(name)s may represent alone.") % {"name": names}
    if not said.is_whole(vocabulary.BOARD):
        return _("%(names)s sign together.") % {"names": names}
    if len(said.everyone) == 2:
        return _("Both board members sign together: %(names)s.") % {"names": names}
    values = {"number": vocabulary.many(len(said.everyone)), "names": names}
    return _("All %(number)s board members sign together: %(names)s.") % values


def _indirect(said: _Said) -> str:
    legal = sorted({person.name for person in said.judgement.persons if person.legal})
    values = {"organisations": joined(legal), "ways": said.ways(), "name": said.joined(said.everyone)}
    if not said.groups:
        return _("%(organisations)s represents, and who acts for it is not clear.") % values
    if len(said.everyone) == 1:
        return _("%(organisations)s represents; for it signs %(name)s.") % values
    return _("%(organisations)s represents; for it sign: %(ways)s.") % values


def _proven(said: _Said) -> str:
    if Reason.PROOF_ENDED in said.judgement.reasons:
        return _("The proof of the right of representation is no longer valid: a new one is needed.")
    return _by_paper(
        said,
        _("By the proof that we hold %(name)s may represent alone."),
        _("By the proof that we hold %(names)s sign together."),
        _("By the proof that we hold it is signed in one of these ways: %(ways)s."),
    )


def _read(said: _Said) -> str:
    if not said.groups:
        return _("By the text of the card nobody who stands on it may sign: other proof is needed.")
    return _by_paper(
        said,
        _("By the text of the card %(name)s may sign alone."),
        _("By the text of the card %(names)s sign together."),
        _("By the text of the card it is signed in one of these ways: %(ways)s."),
    )


def _by_paper(said: _Said, alone: str, together: str, ways: str) -> str:
    if not said.groups:
        return ""
    if len(said.groups) > 1:
        return ways % {"ways": said.ways()}
    names = said.joined(said.everyone)
    return alone % {"name": names} if len(said.everyone) == 1 else together % {"names": names}


def _text(said: _Said) -> str:
    if Reason.SOLE_WITH_CONDITIONS not in said.judgement.reasons:
        return _("Who signs together is written on the card only in words: they must be read first.")
    alone = {person.identity: person.name for person in said.judgement.persons if person.sole}
    names = sorted(alone.values())
    return ngettext(
        "%(names)s could represent alone, but special conditions stand beside: they must be read first.",
        "Each of them could represent alone (%(names)s), but special conditions stand beside: they must "
        "be read first.",
        len(names),
    ) % {"names": ", ".join(names)}


def _unclear(said: _Said) -> str:
    reasons = said.judgement.reasons
    if Reason.TOO_MANY_GROUPS in reasons:
        return _("There are too many ways to sign together; a person decides who signs.")
    if Reason.NO_RULE in reasons and said.names:
        names = said.joined(said.names)
        return _("On the card stand %(names)s, but not who signs together; a person decides.") % {
            "names": names
        }
    if Reason.NOBODY_ENTITLED in reasons and Reason.UNKNOWN_ROLE not in reasons:
        return _("Nobody on the card has a role that represents; a person decides.")
    return ""


_LINES: dict[str, Callable[[_Said], str]] = {
    Verdict.SOLE: _alone,
    Verdict.SELF: _itself,
    Verdict.SOLE_PROCURATOR: _procurator,
    Verdict.JOINT: _together,
    Verdict.INDIRECT: _indirect,
    Verdict.STANDING_PROOF: _proven,
    Verdict.JOINT_TEXT: _text,
    Verdict.INDETERMINATE: _unclear,
}


def differences(before: Answer | None, after: Answer | None) -> list[str]:
    """What changed on the card between two answers, a sentence each."""
    if before is None or after is None:
        if before is after:
            return []
        return [
            _("The organisation left the register.")
            if before
            else _("The organisation is new on the register.")
        ]
    said: list[str] = []
    if before.status != after.status:
        said.append(_("The status changed: %(status)s.") % {"status": vocabulary.status(after)})
    if before.form != after.form:
        said.append(_("The legal form changed: %(form)s.") % {"form": after.form_text or after.form})
    was, now = _rows(before), _rows(after)
    said += [_gone(was[key]) for key in was if key not in now]
    said += [_come(now[key]) for key in now if key not in was]
    said += [_alone_now(now[key]) for key in was if key in now and was[key].sole != now[key].sole]
    if set(before.conditions) != set(after.conditions):
        said.append(_("The text of the special conditions changed."))
    if _groups(before) != _groups(after):
        said.append(_("Who signs together with whom changed."))
    return said


def _gone(person: Person) -> str:
    if person.role in vocabulary.BOARD:
        return _("%(name)s is no longer on the board.") % _named(person)
    return _("%(name)s (%(role)s) is no longer on the card.") % _named(person)


def _come(person: Person) -> str:
    if person.role in vocabulary.BOARD:
        return _("%(name)s is new on the board.") % _named(person)
    return _("%(name)s (%(role)s) is new on the card.") % _named(person)


def _alone_now(person: Person) -> str:
    if person.sole:
        return _("%(name)s (%(role)s) may now represent alone.") % _named(person)
    return _("%(name)s (%(role)s) may no longer represent alone.") % _named(person)


def _rows(answer: Answer) -> dict[tuple[str, str], Person]:
    return {(person.code or person.name, person.role): person for person in answer.persons}


def _groups(answer: Answer) -> set[frozenset[str]]:
    return {frozenset(person.code for person in group.persons) for group in answer.groups}


def _named(person: Person) -> dict[str, str]:
    return {"name": person.name, "role": vocabulary.role(person)}
