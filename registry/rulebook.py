"""The administrator's rules as the rules' own values."""

from registry import roles
from registry.models import RoleRule, StatusRule
from registry.rules import Rulebook


def current() -> Rulebook:
    """The rules of now. A row that cannot be relied on gives nothing: no source, no code, nobody who may hold
    it, a status that is not known. Empty tables give an empty book, by which nobody has a right.
    """
    known = {row.code: row.deleted for row in StatusRule.objects.all() if _sound(row)}
    rows = [row for row in RoleRule.objects.all() if _sound(row)]
    living = frozenset(code for code, deleted in known.items() if not deleted)
    return Rulebook(
        roles=tuple(_rule(row, living) for row in rows if row.represents),
        others=frozenset(row.code for row in rows if not row.represents),
        statuses=frozenset(known),
        deleted=frozenset(known) - living,
    )


def _sound(row: RoleRule | StatusRule) -> bool:
    return bool(row.code and row.code == row.code.strip() and row.source.strip())


def _rule(row: RoleRule, living: frozenset[str]) -> roles.RoleRule:
    return roles.RoleRule(
        code=row.code,
        name=row.name,
        forms=frozenset(row.forms) or None,
        natural=row.natural,
        legal=row.legal,
        statuses=frozenset(row.statuses) & living,
        procurator=row.procurator,
        own=row.own,
    )
