"""The rules that every new desk starts with."""

from registry.models import RoleRule, StatusRule
from registry.roles import OTHER_ROLES, PROCURATOR_ROLES, ROLES, ROLES_BY_STATUS, SELF_ROLES

_SOURCE = "Pääsuke, list of representing roles, August 2024; detailandmed_v3, statuses"
_STATUSES = {"R": "Registrisse kantud", "L": "Likvideerimisel", "N": "Pankrotis", "K": "Kustutatud"}


def seed_reference() -> None:
    """Add the statuses and roles that are missing; what the administrator changed stays."""
    for code, name in _STATUSES.items():
        StatusRule.objects.get_or_create(
            code=code, defaults={"name": name, "deleted": code == "K", "source": _SOURCE}
        )
    for code, rule in ROLES.items():
        RoleRule.objects.get_or_create(
            code=code,
            defaults={
                "name": rule.name,
                "represents": True,
                "forms": sorted(rule.forms or ()),
                "statuses": [status for status, roles in ROLES_BY_STATUS.items() if code in roles],
                "natural": rule.natural,
                "legal": rule.legal,
                "procurator": code in PROCURATOR_ROLES,
                "own": code in SELF_ROLES,
                "source": _SOURCE,
            },
        )
    for code in sorted(OTHER_ROLES):
        RoleRule.objects.get_or_create(code=code, defaults={"name": code, "source": _SOURCE})
