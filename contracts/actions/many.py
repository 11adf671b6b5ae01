"""The same documents for several clients of one caller."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contracts import filling
from contracts.actions.drafting import Wanted, draft
from contracts.models import Kind, Package, Portal
from desk import workdays
from desk.clients.models import Client
from desk.http import Refused
from desk.people.models import User


@transaction.atomic
def draft_for_many(
    *,
    clients: Sequence[Client],
    kinds: Sequence[tuple[Kind, Mapping[str, Any]]],
    portal: Portal,
    by: User,
) -> list[Package]:
    """Draft these documents for each client, all or none; letters go in each client's own language.

    What differs between them (who signs, which document ends) fills itself for each; what could not be
    found stays named on that client's package. Refused without clients, or as `draft` refuses.
    """
    if not clients:
        raise Refused(_("Choose at least one client."))
    made = []
    for client in clients:
        documents = [
            Wanted(kind, portal, {**values, **_ends(client, kind, portal, values)}) for kind, values in kinds
        ]
        made.append(draft(client=client, documents=documents, language=client.language, by=by))
    return made


def _ends(client: Client, kind: Kind, portal: Portal, values: Mapping[str, Any]) -> dict[str, str | date]:
    """Number and day of the client's own document that such a notice ends, when it is the only one."""
    if not filling.ENDS & set(kind.asks):
        return {}
    found = filling.may_end(client, kind, portal, str(values.get("person_code", "")))
    if len(found) != 1:
        return {}
    drafted = found[0].accepted_at or found[0].package.drafted_at
    return {"ended_number": found[0].number, "ended_on": workdays.day_of(drafted)}
