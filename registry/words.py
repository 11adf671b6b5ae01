"""What a judgement means, in sentences that a specialist can read out."""

from collections.abc import Iterable
from math import comb

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.enums import Verdict
from registry.rules import Answer, Judgement, Person

_MOST_WAYS = 10  # longer lists are no longer read out

_SAYINGS = {
    Verdict.JOINT_TEXT: gettext_lazy("A person must read the special conditions before anyone signs."),
    Verdict.INDETERMINATE: gettext_lazy("The register does not say who may sign; a person decides."),
    Verdict.NOT_REPRESENTATIVE: gettext_lazy("This person does not represent the organisation."),
    Verdict.ORG_NOT_FOUND: gettext_lazy("The Business Register knows no organisation of this code."),
    Verdict.ORG_DELETED: gettext_lazy("The organisation has been deleted from the register: nobody signs."),
    Verdict.UNAVAILABLE: gettext_lazy("The register could not be asked: this is neither a yes nor a no."),
    Verdict.STANDING_PROOF: gettext_lazy("The right of representation stands on other proof."),
}
# "Two of three board members ..."; other combinations are listed way by way.
_NUMBERS = {2: gettext_lazy("Two"), 3: gettext_lazy("Three"), 4: gettext_lazy("Four")}
_OF = {
    3: gettext_lazy("of three"),
    4: gettext_lazy("of four"),
    5: gettext_lazy("of five"),
    6: gettext_lazy("of six"),
}


def line(judgement: Judgement) -> str:
    """One line to read out: who may represent, alone or together with whom."""
    names = {person.identity: person.name for person in judgement.persons if person.identity}
    if judgement.verdict in {Verdict.SOLE, Verdict.SELF, Verdict.SOLE_PROCURATOR}:
        return _alone(judgement, names)
    if judgement.verdict == Verdict.JOINT:
        return _together(judgement, names)
    if judgement.verdict == Verdict.INDIRECT:
        return _indirect(judgement, names)
    return str(_SAYINGS[judgement.verdict])


def needed(judgement: Judgement) -> list[Person]:
    """Everyone who takes part in some sufficient set of signers, once each."""
    wanted = frozenset[str]().union(*judgement.groups)
    found: dict[str, Person] = {}
    for person in judgement.persons:
        if person.identity in wanted:
            found.setdefault(person.identity, person)
    return list(found.values())


def differences(before: Answer | None, after: Answer | None) -> list[str]:
    """What changed on the card between two answers, a sentence each."""
    if before is None or after is None:
        return [] if before is after else [_("The organisation appeared in or left the register.")]
    said: list[str] = []
    if before.status != after.status:
        said.append(_("The status changed: %(status)s.") % {"status": after.status_text or after.status})
    was, now = _rows(before), _rows(after)
    said += [_("%(name)s (%(role)s) is no longer on the card.") % _named(was[k]) for k in was if k not in now]
    said += [_("%(name)s (%(role)s) is new on the card.") % _named(now[k]) for k in now if k not in was]
    for key in was.keys() & now.keys():
        if was[key].sole != now[key].sole:
            said.append(_("The sole right of %(name)s (%(role)s) changed.") % _named(now[key]))
    if _groups(before) != _groups(after) or set(before.conditions) != set(after.conditions):
        said.append(_("The rule of joint representation changed."))
    return said


def _alone(judgement: Judgement, names: dict[str, str]) -> str:
    singles = sorted(
        names[one] for group in judgement.groups if len(group) == 1 for one in group if one in names
    )
    if len(singles) == 1:
        return _("%(name)s may represent alone.") % {"name": singles[0]}
    if singles:
        return _("Each of them may represent alone: %(names)s.") % {"names": ", ".join(singles)}
    if judgement.verdict == Verdict.SELF:
        return _("The client acts for themselves.")
    return _("Only a procurator could act alone, and that is not accepted.")


def _together(judgement: Judgement, names: dict[str, str]) -> str:
    everyone = frozenset[str]().union(*judgement.groups)
    sizes = {len(group) for group in judgement.groups}
    need, size = min(sizes), len(everyone)
    if sizes == {size}:
        return _("All of them sign together: %(names)s.") % {"names": _list(everyone, names)}
    if len(sizes) == 1 and len(judgement.groups) == comb(size, need) and size in _OF and need in _NUMBERS:
        values = {"need": _NUMBERS[need], "of": _OF[size], "names": _list(everyone, names)}
        if all(person.role == "JUHL" for person in needed(judgement)):
            return _("%(need)s %(of)s board members sign together: %(names)s.") % values
        return _("%(need)s %(of)s representatives sign together: %(names)s.") % values
    return _("Together sign: %(ways)s.") % {"ways": _ways(judgement, names)}


def _indirect(judgement: Judgement, names: dict[str, str]) -> str:
    said = {"organisations": ", ".join(sorted({person.name for person in judgement.persons if person.legal}))}
    if not judgement.groups:
        return _("%(organisations)s represents, and who acts for it is not clear.") % said
    said["ways"] = _ways(judgement, names)
    return _("%(organisations)s represents; for it sign: %(ways)s.") % said


def _ways(judgement: Judgement, names: dict[str, str]) -> str:
    ways = [_list(group, names) for group in judgement.groups[:_MOST_WAYS]]
    return _("; or ").join([*ways, "…"] if len(judgement.groups) > _MOST_WAYS else ways)


def _list(identities: Iterable[str], names: dict[str, str]) -> str:
    return ", ".join(sorted(names.get(identity, "?") for identity in identities))


def _rows(answer: Answer) -> dict[tuple[str, str], Person]:
    return {(person.code or person.name, person.role): person for person in answer.persons}


def _groups(answer: Answer) -> set[frozenset[str]]:
    return {frozenset(person.code for person in group.persons) for group in answer.groups}


def _named(person: Person) -> dict[str, str]:
    return {"name": person.name, "role": person.role_text or person.role}
