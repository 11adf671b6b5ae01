"""Which documents go together in one package, sent and signed as one container. Pure; says no in words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from contracts.agency import signing_order
from contracts.enums import Effect, SignedBy
from contracts.life.ending import Draftable


def refusals(wanted: Sequence[Draftable]) -> list[str]:
    """Why these documents of one client and portal cannot be one package; empty when they can."""
    found = [*_twice(wanted)]
    ending = [each for each in wanted if each.kind.effect == Effect.CLOSES and not each.kind.needs_person]
    opening = [each for each in wanted if each.kind.effect == Effect.OPENS]
    if ending and opening:
        words = {"ends": ending[0].kind, "opens": opening[0].kind}
        found.append(
            _(
                "“%(ends)s” ends the access that “%(opens)s” opens: send the notice first, "
                "and draft the new document once it has taken effect."
            )
            % words
        )
    alone = [each for each in wanted if each.kind.signed_by == SignedBy.AGENCY]
    if alone and len(alone) < len(wanted):
        found.append(
            _("“%(kind)s” is signed by the agency alone: draft it by itself.") % {"kind": alone[0].kind}
        )
    if why := signing_order.both_ends(each.kind for each in wanted):
        found.append(why)
    return found


def _twice(wanted: Sequence[Draftable]) -> list[str]:
    """The same document twice: of one kind, for nobody or for the same person, about the same document."""
    seen: set[tuple[object, str, str]] = set()
    found = []
    for each in wanted:
        keys = {(each.kind.pk, code, each.ends) for code in each.codes or {""}}
        # A power of attorney whose person has not been written yet is not the same as another such.
        if keys & seen and (each.codes or not each.kind.needs_person):
            found.append(_("“%(kind)s” stands twice for the same person.") % {"kind": each.kind}
                         if each.codes
                         else _("“%(kind)s” stands twice in the package.") % {"kind": each.kind})  # fmt: skip
        seen |= keys
    return list(dict.fromkeys(found))
