"""Requests about own data: that one was made and how it ended stays; its words and files go."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from desk.clients.models import Correction, DataRequest, DataRequestFile, RecipientTold
from desk.people.models import User
from desk.records import actions as records
from desk.records import retention
from desk.records.histories import forget_history
from desk.records.holdings import Erasure, Held, Outcome, Subject, Thing, let_go
from desk.records.models import Blob, RetentionRule

STORE = "data_requests"
DAYS = 1095
BASIS = "Kinnitada arhivaaril: isikuandmete taotlus 3 aastat lahendamisest"


def _of(subject: Subject) -> QuerySet[DataRequest]:
    return DataRequest.objects.filter(Q(client__in=subject.client_ids) | Q(person__in=subject.person_ids))


def tell(subject: Subject) -> Iterator[Held]:
    """Each request, what was decided, and what was corrected."""
    rule = retention.rule_of(STORE)
    for request in _of(subject).prefetch_related("corrections", "recipients").order_by("pk"):
        lines = [request.wish] if request.wish else []
        if request.decision:
            said = f"{request.get_decision_display()}. {request.reason}".strip()
            lines.append(gettext("Decision: %(decision)s") % {"decision": said})
        for each in request.corrections.all():
            lines.append(f"{each.field}: {each.before} → {each.after or each.reason}")
        lines += [
            gettext("Told of it: %(recipient)s") % {"recipient": each.recipient}
            for each in request.recipients.all()
        ]
        title = f"{request.number}: {request.get_kind_display()}"
        until = retention.last_day(rule, request.closed_at) if request.closed_at else None
        yield Held("data_request", request.pk, request.received_at, title, tuple(lines), until=until)


def erase(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """The request by which the person is erased goes with the rest: what stays of it names nobody."""
    things = [
        Thing(request.pk, request.closed_at or request.received_at) for request in _of(subject).order_by("pk")
    ]
    return let_go(things, erasure, kind="data_request", store=STORE, destroy=destroy)


def due(before: datetime) -> QuerySet[DataRequest]:
    """Answered before then, and still with words or files."""
    own = {"request": OuterRef("pk")}
    files, corrected = DataRequestFile.objects.filter(**own), Correction.objects.filter(**own)
    full = ~Q(wish="") | ~Q(reason="") | Exists(files) | Exists(corrected)
    return DataRequest.objects.filter(full, closed_at__lt=before)


@transaction.atomic
def destroy(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """What was asked, corrected and handed over."""
    request = DataRequest.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if request is None:
        return False
    files = DataRequestFile.objects.filter(request=pk)

    def empty() -> None:
        files.delete()
        Correction.objects.filter(request=pk).delete()
        RecipientTold.objects.filter(request=pk).delete()
        DataRequest.objects.filter(pk=pk).update(wish="", reason="", extension_reason="", extended_at=None)
        forget_history(DataRequest, [pk])

    records.destroy(
        rule=rule, subject=("data_request", pk), client_id=request.client_id, by=by, let_go=empty,
        kept=list(Blob.objects.filter(pk__in=files.values("blob"))),
    )  # fmt: skip
    return True
