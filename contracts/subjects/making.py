"""The worker's part: the report of one request, made and kept beside it."""

from contracts.subjects import packing
from desk import clock
from desk.clients.enums import RequestState
from desk.clients.models import DataRequest, DataRequestFile, ReportWork
from desk.clients.subjects import of_row, report
from desk.outbox import PermanentError
from desk.people.actions.notices import tell
from desk.records import blobs

TASK = "contracts.data_report"
FILE = f"{packing.NAME}.zip"


def make(work: ReportWork) -> bytes:
    """The archive. Reads only."""
    request = DataRequest.objects.select_related("client", "person").get(pk=work.request_id)
    row = request.client or request.person
    if row is None or request.state == RequestState.WITHDRAWN:
        raise PermanentError("withdrawn")
    return packing.archive(report(of_row(row)))


def record(work: ReportWork, data: bytes) -> None:
    """Keep it beside the request, in place of an older one; whoever asked is told."""
    blob = blobs.store(data, "application/zip", "data_report")
    DataRequestFile.objects.update_or_create(
        request_id=work.request_id, name=FILE, defaults={"blob": blob, "made_at": clock.now()}
    )
    request = work.request
    tell(
        users=[work.asked_by], kind="clients.data_made", subject=("data_request", request.pk),
        client_id=request.client_id, number=request.number,
    )  # fmt: skip
