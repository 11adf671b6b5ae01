"""What may be told to a caller, from least to most: general advice, his own data, the client's data.

Pure: no database. The rooms give the grounds (slot DISCLOSURE_GROUNDS), this table judges them. A specialist
reads the result before anything is told, so that every answer has its reason in words.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk.calls.enums import Disclosure
from desk.slots import Ground, Weight

# identified? -> the strongest ground for the client -> what may be told.
# A right of somebody who is not identified is nobody's right; what a caller says of himself opens nothing.
TABLE: dict[bool, dict[Weight, Disclosure]] = {
    False: {
        Weight.NONE: Disclosure.GENERAL,
        Weight.SAID: Disclosure.GENERAL,
        Weight.RIGHT: Disclosure.GENERAL,
    },
    True: {
        Weight.NONE: Disclosure.OWN,
        Weight.SAID: Disclosure.OWN,
        Weight.RIGHT: Disclosure.CLIENT,
    },
}

# Each ground that a room may give, as the specialist reads it.
WORDS: dict[str, Promise] = {
    "clients.self": _("The caller is the client."),
    "clients.role": _("By the caller's own word: %(role)s. Nobody has checked it."),
    "clients.none": _("The caller has named no role at this client."),
    "register.alone": _("The Business Register (%(date)s): %(role)s, represents alone."),
    "register.together": _("The Business Register (%(date)s): %(role)s, represents together with others."),
    "register.by_name": _(
        "The Business Register (%(date)s) has somebody of this name, but we do not know the caller's "
        "personal code."
    ),
    "register.proof": _("Standing proof (%(basis)s, from %(date)s) names the caller."),
    "register.stale": _("The Business Register named the caller on %(date)s, too long ago: ask anew."),
    "register.not_named": _("The Business Register (%(date)s) does not name the caller."),
    "register.waits": _("The Business Register has been asked; the answer is on its way."),
    "register.not_asked": _("The Business Register has not been asked who represents the client."),
    "contracts.in_force": _("%(number)s in force: %(document)s."),
    "contracts.by_name": _(
        "%(number)s in force names somebody of this name, but we do not know the caller's personal code."
    ),
    "contracts.none": _("No power of attorney in force names the caller."),
}
NOT_IDENTIFIED = _("The caller is not identified.")
NOBODY_CHOSEN = _("Nobody has said yet who calls.")


@dataclass(frozen=True)
class Decision:
    """What may be told, and everything that speaks for it, the strongest first."""

    level: Disclosure
    grounds: tuple[Ground, ...]

    @property
    def stored(self) -> list[dict[str, str]]:
        """The grounds as codes, with the numbers of our own documents."""
        kept = {"number", "date"}
        return [
            {"kind": ground.kind, **{k: v for k, v in ground.params.items() if k in kept}}
            for ground in self.grounds
        ]


NOTHING = Decision(Disclosure.GENERAL, ())


def decide(*, identified: bool, for_client: bool, grounds: Iterable[Ground]) -> Decision:
    """The level for these grounds; without a client there is nothing but the caller's own data to tell."""
    ordered = tuple(sorted(grounds, key=lambda ground: -ground.weight)) if for_client else ()
    strongest = max((ground.weight for ground in ordered), default=Weight.NONE)
    return Decision(TABLE[identified][strongest], ordered)


def said(ground: Ground) -> str:
    """The ground as a sentence in the language of the page."""
    return str(WORDS[ground.kind]) % ground.params
