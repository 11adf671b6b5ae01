"""Letting go of what was asked of other systems, once it is old: many rows at once, one proof."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from desk.operations.models import OutgoingRequest
from desk.people.models import User
from desk.records import actions as records
from desk.records.models import RetentionRule
from desk.records.retention import Store

SUBJECT = "outgoing_requests"
DAYS = 30


def newest_old(before: datetime) -> QuerySet[OutgoingRequest]:
    """The newest row of before then, which stands for all up to it: a night's rows go together."""
    old = OutgoingRequest.objects.before(before).order_by("-at", "-pk").values("pk")[:1]
    return OutgoingRequest.objects.filter(pk__in=old)


@transaction.atomic
def destroy_up_to(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """Every row up to this one; whether there was any."""
    rows = OutgoingRequest.objects.filter(pk__lte=pk)
    if not rows.exists():
        return False
    records.destroy(
        rule=rule, subject=(SUBJECT, pk), client_id=None, kept=(), by=by,
        let_go=lambda: rows._raw_delete(rows.db),  # nothing points at them
    )  # fmt: skip
    return True


STORE = Store(
    "outgoing_requests", _("Requests to other systems (all that are old, at once)"), DAYS,
    "Kinnitada arhivaaril: tehniline logi ilma sisu ja isikuteta",
    newest_old, destroy_up_to,
)  # fmt: skip
