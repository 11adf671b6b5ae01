"""Letting go of rows to which nothing points, with their files and their history."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from desk import clock
from desk.people.models import User
from desk.records import actions as records
from desk.records.histories import delete
from desk.records.models import Blob, RetentionRule

FIVE_YEARS = "Kinnitada arhivaaril: nagu pöördumine, 5 aastat"
A_YEAR = "Kinnitada arhivaaril: töökoopia, 1 aasta; alus on dokumendis või portaalis endas"

Destroy = Callable[[RetentionRule, int, User | None], bool]


def deleting(kind: str, due: Callable[[datetime], QuerySet[Any]], *columns: str, client: str = "") -> Destroy:
    """Lets go of one due row with its history and with the files in these columns."""

    @transaction.atomic
    def destroy(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
        row = due(clock.now()).select_for_update(of=("self",)).filter(pk=pk).first()
        if row is None:
            return False
        files = {getattr(row, f"{column}_id") for column in columns} - {None}
        records.destroy(
            rule=rule, subject=(kind, pk), client_id=getattr(row, client) if client else None, by=by,
            kept=Blob.objects.filter(pk__in=files),
            let_go=lambda: delete(type(row)._base_manager.filter(pk=pk)),
        )  # fmt: skip
        return True

    return destroy
