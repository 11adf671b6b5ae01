"""Whether two rows can be one: what speaks against it, as texts for the person who would merge them."""

from django.utils.translation import gettext as _

from desk.clients.codes import same
from desk.clients.enums import Kind
from desk.clients.models import Client, Person

_HUMAN = {Kind.PERSON, Kind.SOLE_TRADER}


def of_clients(lost: Client, kept: Client) -> list[str]:
    """Why `lost` cannot be merged into `kept`; empty when nothing speaks against it."""
    found = _standing(lost, kept)
    if lost.registry_code and kept.registry_code and _differ(lost, kept, "registry_code"):
        found.append(_("They have two different registry codes, so they are two organisations."))
    if _two_people(lost, kept):
        found.append(_("They have two different personal codes, so they are two people."))
    if (lost.kind in _HUMAN) != (kept.kind in _HUMAN):
        found.append(_("One is a person and the other is not."))
    elif kept.kind == Kind.PERSON and lost.kind == Kind.SOLE_TRADER:
        found.append(_("Keep the sole trader: a natural person cannot have its registry code."))
    if _belongs(kept, lost) or _belongs(lost, kept):
        found.append(_("One is a unit of the other."))
    return found


def of_persons(lost: Person, kept: Person) -> list[str]:
    """Why `lost` cannot be merged into `kept`; empty when nothing speaks against it."""
    found = _standing(lost, kept)
    if _two_people(lost, kept):
        found.append(_("They have two different personal codes, so they are two people."))
    return found


def _standing(lost: Client | Person, kept: Client | Person) -> list[str]:
    if lost.pk == kept.pk:
        return [_("This is one and the same row.")]
    if lost.merged_into_id or kept.merged_into_id:
        return [_("One of them has already been merged into another.")]
    return [_("One of them is for practice.")] if lost.practice != kept.practice else []


def _two_people(lost: Client | Person, kept: Client | Person) -> bool:
    """Two codes of one country; codes of two countries may be one person's."""
    both = bool(lost.personal_code and kept.personal_code) and lost.country == kept.country
    return both and _differ(lost, kept, "personal_code")


def _differ(lost: Client | Person, kept: Client | Person, field: str) -> bool:
    return same(getattr(lost, field), lost.country) != same(getattr(kept, field), kept.country)


def _belongs(unit: Client, authority: Client) -> bool:
    above = unit.parent
    while above is not None:
        if above.pk == authority.pk:
            return True
        above = above.parent
    return False
