"""A contact as it stood at a moment, whole, so that it can be compared and put back exactly."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from desk.clients.models import ContactPoint

Picture = dict[str, Any]

COLUMNS = (
    "id", "client_id", "person_id", "kind", "value", "preferred", "language", "source", "vouched_at",
    "vouched_over_id", "works", "verified_at", "verified_by_id", "created_at",
)  # fmt: skip


def of_contact(pk: int) -> Picture | None:
    """The contact as the database has it now, in values that JSON keeps; None when there is none."""
    return of_contacts([pk]).get(pk)


def of_contacts(ids: Iterable[int]) -> dict[int, Picture]:
    """The same for many, by id."""
    rows = ContactPoint.objects.filter(pk__in=list(ids)).values(*COLUMNS)
    return {row["id"]: {column: _plain(value) for column, value in row.items()} for row in rows}


def columns(picture: Picture) -> dict[str, Any]:
    """The values as the model has them, without the id."""
    named = {column: column.removesuffix("_id") for column in COLUMNS[1:]}
    fields: dict[str, Any] = {column: ContactPoint._meta.get_field(name) for column, name in named.items()}
    return {
        column: picture[column] if column.endswith("_id") else field.to_python(picture[column])
        for column, field in fields.items()
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
