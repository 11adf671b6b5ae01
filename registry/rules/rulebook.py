"""Which roles represent, in which status and legal form: one whole set of rules, and its fingerprint."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from registry import roles
from registry.roles import RoleRule
from registry.rules.values import RULE_VERSION


@dataclass(frozen=True)
class Rulebook:
    """Rules that answers are judged by. What is not in it gives nobody a right: an empty one gives none.

    `others`: roles known never to represent. `statuses`: those that are known; `deleted`: of these, the ones
    in which the organisation is no more.
    """

    roles: tuple[RoleRule, ...] = ()
    others: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    deleted: frozenset[str] = frozenset()

    @cached_property
    def by_code(self) -> dict[str, RoleRule]:
        return {rule.code: rule for rule in self.roles}

    @cached_property
    def procurators(self) -> frozenset[str]:
        return frozenset(rule.code for rule in self.roles if rule.procurator)

    @cached_property
    def own(self) -> frozenset[str]:
        return frozenset(rule.code for rule in self.roles if rule.own)

    @cached_property
    def version(self) -> str:
        """The version of the code and what these rules hash to: `2026-11-22+1a2b3c4d`."""
        said = json.dumps(_plain(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return f"{RULE_VERSION}+{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def _plain(book: Rulebook) -> dict[str, Any]:
    """What the rules say, without names and in one order."""
    rows = [
        {name: _sorted(value) for name, value in asdict(rule).items() if name != "name"}
        for rule in sorted(book.roles, key=lambda rule: rule.code)
    ]
    return {
        "roles": rows,
        "others": sorted(book.others),
        "statuses": sorted(book.statuses),
        "deleted": sorted(book.deleted),
    }


def _sorted(value: object) -> object:
    return sorted(value) if isinstance(value, Iterable) and not isinstance(value, str) else value


# As the project is delivered; the administrator's rows start from it (registry/reference.py).
SHIPPED = Rulebook(
    roles=tuple(roles.ROLES.values()),
    others=frozenset(roles.OTHER_ROLES),
    statuses=frozenset(roles.STATUSES),
    deleted=roles.DELETED_STATUSES,
)
