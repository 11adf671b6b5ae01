"""The rules that every new desk starts with."""

from simple_history.utils import bulk_create_with_history

from registry.models import RoleRule, StatusRule
from registry.roles import DELETED_STATUSES, OTHER_ROLES, ROLES, STATUSES

_ROLES_SOURCE = "Pääsuke, esindusõigust andvate rollide loend, august 2024"
_OTHERS_SOURCE = "Äriregistri klassifikaator ISIKROLLID; esindusõigust ei anna"
_STATUSES_SOURCE = "Äriregister, detailandmed_v3, staatused"


def seed_reference() -> None:
    """Add the statuses and roles that are missing; what the administrator changed stays."""
    known = set(StatusRule.objects.values_list("code", flat=True))
    statuses = [
        StatusRule(code=code, name=name, deleted=code in DELETED_STATUSES, source=_STATUSES_SOURCE)
        for code, name in STATUSES.items()
        if code not in known
    ]
    bulk_create_with_history(statuses, StatusRule)
    known = set(RoleRule.objects.values_list("code", flat=True))
    rules = [*_representing(), *_others()]
    bulk_create_with_history([rule for rule in rules if rule.code not in known], RoleRule)


def _representing() -> list[RoleRule]:
    return [
        RoleRule(
            code=code,
            name=rule.name,
            represents=True,
            forms=sorted(rule.forms or ()),
            statuses=sorted(rule.statuses),
            natural=rule.natural,
            legal=rule.legal,
            procurator=rule.procurator,
            own=rule.own,
            source=_ROLES_SOURCE,
        )
        for code, rule in ROLES.items()
    ]


def _others() -> list[RoleRule]:
    return [RoleRule(code=code, name=name, source=_OTHERS_SOURCE) for code, name in OTHER_ROLES.items()]
