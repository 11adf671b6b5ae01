"""The register's own lists of codes, as it gives them this week, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desk.outbox import PermanentError
from registry import gateway
from registry.models.refresh import ROLES, STATUSES

LISTS = (ROLES, STATUSES, "OIGVORMID", "ESINDTYYBID")
_LONGEST = 40


@dataclass(frozen=True)
class Row:
    """One value of a list."""

    list_code: str
    code: str
    name_et: str
    name_en: str
    valid_from: date | None
    valid_until: date | None


def fetched(access: gateway.Access) -> tuple[Row, ...]:
    """All values of the lists that we look at; an answer without a role or a status is not believed.

    Two requests: all lists come at once, since a name that the register does not know is answered by nothing.
    """
    estonian = _values(access, english=False)
    english = _values(access, english=True)
    if {ROLES, STATUSES} - {name for name, _ in estonian} or any(
        len(code) > _LONGEST for _, code in estonian
    ):
        raise PermanentError("unexpected")
    return tuple(
        Row(
            name,
            code,
            value.name[:300],
            english[name, code].name[:300] if (name, code) in english else "",
            value.valid_from,
            value.valid_until,
        )
        for (name, code), value in estonian.items()
    )


def _values(access: gateway.Access, english: bool) -> Mapping[tuple[str, str], gateway.CodeValue]:
    lists = gateway.classifiers(access, "classifiers", english=english)
    return {(each.code, value.code): value for each in lists if each.code in LISTS for value in each.values}
