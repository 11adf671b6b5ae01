"""What points at a client or a person, in every room above, without knowing one of them by name."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import Count, OuterRef, Subquery
from simple_history.models import HistoricalChanges

from desk.clients.models import Client, Merge, Pair, Person
from desk.mail.models import Message

# What says itself which two were meant is never moved.
_NOT_MOVED = (Merge, Pair)
# Kept without a key, because the room that keeps it stands below this one.
_LOOSE: dict[type[models.Model], list[tuple[type[models.Model], str]]] = {
    Client: [(Message, "client_id")],
    Person: [],
}


@dataclass(frozen=True)
class Reference:
    """A column that holds the id of a client or a person."""

    model: Any  # a model with any fields
    name: str
    column: str  # the attribute that holds the id

    @property
    def label(self) -> str:
        """As a merge writes it down."""
        return str(self.model._meta.label)

    def to(self, pk: int) -> Any:
        """The rows that point at row `pk`."""
        return self.model._base_manager.filter(**{self.column: pk})


@cache
def references(of: type[Client] | type[Person]) -> tuple[Reference, ...]:
    """Every column in which a row of `of` may stand, histories and merges themselves left out."""
    found = [
        Reference(relation.related_model, relation.field.name, relation.field.attname)
        for relation in of._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and _may_move(relation.related_model)
    ]
    return (*found, *(Reference(model, name, name) for model, name in _LOOSE[of]))


def movable(of: type[Client] | type[Person]) -> list[Reference]:
    """Those in tables that may change at all; what is append-only stays where it was written."""
    fixed = append_only()
    return [each for each in references(of) if each.model._meta.db_table not in fixed]


@cache
def append_only() -> frozenset[str]:
    """Tables whose rows PostgreSQL refuses to change (desk.records.append_only)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE %s",
            [r"%\_append\_only"],
        )
        return frozenset(name.strip('"') for (name,) in cursor.fetchall())


def counted(of: type[Client] | type[Person], *ids: int) -> dict[int, list[tuple[str, int]]]:
    """How much other rooms have of each, for a person who chooses which to keep; nothing that is none."""
    above = [each for each in movable(of) if each.model._meta.app_label != of._meta.app_label]
    numbers = [_number_of(each) for each in above]
    found: dict[int, list[tuple[str, int]]] = {}
    for pk, *counts in of._default_manager.filter(pk__in=ids).values_list("pk", *numbers):
        told = zip((str(each.model._meta.verbose_name_plural) for each in above), counts, strict=True)
        found[pk] = [(what, number) for what, number in told if number]
    return found


def _number_of(each: Reference) -> Any:
    to_it = each.model._base_manager.filter(**{each.column: OuterRef("pk")}).order_by()
    return Subquery(to_it.values(each.column).annotate(number=Count("pk")).values("number"))


def merged_into(client_id: int) -> set[int]:
    """Clients that turned out to be the same as this one (slot SAME_CLIENT)."""
    return set(Client.objects.filter(merged_into=client_id).values_list("pk", flat=True))


def _may_move(model: Any) -> bool:
    return not issubclass(model, (HistoricalChanges, *_NOT_MOVED))
