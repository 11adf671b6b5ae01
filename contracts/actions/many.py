"""The same documents for several clients of one caller."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from contracts import filling
from contracts.actions.drafting import Wanted, draft
from contracts.models import Kind, Package, Portal
from desk import workdays
from desk.clients.models import Client
from desk.http import Refused
from desk.people.models import User


def draft_for_many(
    *,
    clients: Sequence[Client],
    kinds: Sequence[tuple[Kind, Mapping[str, Any]]],
    portal: Portal,
    by: User,
) -> tuple[list[Package], list[tuple[Client, Sequence[str]]]]:
    """Draft these documents for each client: the packages made, and who was refused with the reasons.

    Each client stands in a transaction of its own, so that one without a registry code keeps back no other.
    What differs between them (language, who signs, which document ends) fills itself; what could not be found
    stays named on that client's package.
    """
    made: list[Package] = []
    refused: list[tuple[Client, Sequence[str]]] = []
    for client in clients:
        try:
            with transaction.atomic():
                documents = [
                    Wanted(kind, portal, {**values, **_ends(client, kind, portal, values)})
                    for kind, values in kinds
                ]
                made.append(draft(client=client, documents=documents, language=client.language, by=by))
        except Refused as refusal:
            refused.append((client, refusal.texts))
    return made, refused


def _ends(client: Client, kind: Kind, portal: Portal, values: Mapping[str, Any]) -> dict[str, str | date]:
    """Number and day of the client's own document that such a notice ends, when it is the only one."""
    if not filling.ENDS & set(kind.asks):
        return {}
    found = filling.may_end(client, kind, portal, str(values.get("person_code", "")))
    if len(found) != 1:
        return {}
    drafted = found[0].accepted_at or found[0].package.drafted_at
    return {"ended_number": found[0].number, "ended_on": workdays.day_of(drafted)}
