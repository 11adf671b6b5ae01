"""The same documents for several clients of one caller."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from contracts.actions.drafting import Wanted, draft
from contracts.drafting import filling
from contracts.life import ending
from contracts.models import Kind, Package, Portal
from desk.clients.models import Client
from desk.http import Refused
from desk.people.models import User


def draft_for_many(
    *,
    clients: Sequence[Client],
    kinds: Sequence[tuple[Kind, dict[str, Any]]],
    portal: Portal,
    by: User,
    persons: Mapping[int, Sequence[Mapping[str, str]]] | None = None,
    why_by_hand: str = "",
    why_text: str = "",
) -> tuple[list[Package], list[tuple[Client, Sequence[str]]]]:
    """Draft these documents for each client: the packages made, and who was refused with the reasons.

    Each client stands in a transaction of its own, so that one without a registry code keeps back no other.
    What differs between them (language, who signs, which document ends) fills itself; what could not be found
    stays named on that client's package. `persons`: the second and further persons, by the place of the kind.
    """
    made: list[Package] = []
    refused: list[tuple[Client, Sequence[str]]] = []
    further = persons or {}
    for client in clients:
        try:
            with transaction.atomic():
                documents = [
                    Wanted(kind, portal, values | _ends(client, kind, portal, values), further.get(place, ()))
                    for place, (kind, values) in enumerate(kinds)
                ]
                made.append(
                    draft(
                        client=client, documents=documents, language=client.language, by=by,
                        why_by_hand=why_by_hand, why_text=why_text,
                    )
                )  # fmt: skip
        except Refused as refusal:
            refused.append((client, refusal.texts))
    return made, refused


def _ends(client: Client, kind: Kind, portal: Portal, values: Mapping[str, Any]) -> dict[str, str | date]:
    """Number and day of the client's own document that such a notice ends, when it is the only one."""
    if not filling.ENDS & set(kind.asks):
        return {}
    found = ending.may_end(client, kind, portal, str(values.get("person_code", "")))
    if len(found) != 1:
        return {}
    return {"ended_number": found[0].document.number, "ended_on": found[0].made_on}
