"""A table given in the browser: the worker looks at it, a person says yes, the worker takes it over."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from contracts.actions import takeover
from contracts.actions.returns import CONTENT_TYPE
from contracts.models import Takeover, TakeoverFile, TakeoverUpload
from contracts.takeover import findings
from contracts.takeover.columns import NEEDED, WORDS
from contracts.takeover.enclosed import Kept
from contracts.takeover.survey import Survey, survey
from desk import clock, outbox
from desk.http import Refused
from desk.outbox import JobState, PassingError, PermanentError
from desk.people import actions as people
from desk.people.enums import ApprovalState
from desk.people.models import Approval, User
from desk.records import blobs
from desk.records.actions import note
from desk.records.models import Blob
from desk.tables.table import TableError, read_table

KIND = "contracts.takeover"  # of the second person's look (contracts.second)
SUBJECT = "takeover_upload"
TASK = "contracts.take_over"
PORTION = 40.0  # seconds after which a run pauses: a task may not be long
_SOON = timedelta(seconds=1)


@transaction.atomic
def give(*, name: str, data: bytes, containers: Mapping[str, bytes], by: User) -> TakeoverUpload:
    """Keep a table with its containers, and have it looked at. Raises Refused where it is no such table."""
    try:
        read_table(BytesIO(data), WORDS, needed=NEEDED)
    except TableError as trouble:
        raise Refused(trouble.text) from None
    upload = TakeoverUpload.jobs.create(
        file_name=name[:200], file=blobs.store(data, "application/octet-stream", takeover.BLOB_KIND), by=by,
        uploaded_at=clock.now(),
    )  # fmt: skip
    TakeoverFile.objects.bulk_create(
        TakeoverFile(upload=upload, name=each[:200], blob=blobs.store(content, CONTENT_TYPE, "container"))
        for each, content in containers.items()
    )
    note(kind="contracts.takeover_given", subject=(SUBJECT, upload.pk), client_id=None, by=by)
    outbox.wake(TASK, upload.pk)
    return upload


@transaction.atomic
def confirm(*, upload: TakeoverUpload, by: User) -> bool:
    """Take it over, having seen what was found; whether that begins now or a second person looks first."""
    upload = TakeoverUpload.jobs.select_for_update().get(pk=upload.pk)
    if upload.confirmed_at is not None:
        raise Refused(_("The table is being taken over already."))
    if upload.looked_at is None or not upload.found.get("taken"):
        raise Refused(_("There is nothing in the table that could be taken over."))
    count = int(upload.found["taken"])
    asked = people.ask_second(kind=KIND, subject=(SUBJECT, upload.pk), by=by, count=count)
    if asked is not None:
        return False
    _begin(upload, by)
    return True


@transaction.atomic
def discard(*, upload: TakeoverUpload, by: User) -> None:
    """Nobody wants it: a first try, or the wrong file. What was taken over already stays."""
    upload = TakeoverUpload.jobs.select_for_update().get(pk=upload.pk)
    if upload.confirmed_at is not None:
        raise Refused(_("The table is being taken over already."))
    people.withdraw_about(kind=KIND, subject=(SUBJECT, upload.pk), by=by)
    note(kind="contracts.takeover_discarded", subject=(SUBJECT, upload.pk), client_id=None, by=by)
    upload.containers.all().delete()
    upload.delete()


def hold(approval: Approval) -> None:
    """The table is locked before what is asked about it."""
    TakeoverUpload.jobs.select_for_update().filter(pk=approval.subject_id).first()


def second_said(approval: Approval) -> None:
    """The second person's word (in the decision's transaction)."""
    upload = TakeoverUpload.jobs.filter(pk=approval.subject_id, confirmed_at=None).first()
    if upload is None or approval.decided_by is None:
        return
    if approval.state == ApprovalState.APPROVED:
        _begin(upload, approval.asked_by)


def _begin(upload: TakeoverUpload, by: User) -> None:
    upload.confirmed_at, upload.confirmed_by = clock.now(), by
    upload.state, upload.attempts, upload.next_at = JobState.PENDING, 0, None
    upload.save(update_fields=["confirmed_at", "confirmed_by", "state", "attempts", "next_at"])
    note(kind="contracts.takeover_confirmed", subject=(SUBJECT, upload.pk), client_id=None, by=by)
    outbox.wake(TASK, upload.pk)


@dataclass(frozen=True)
class Worked:
    """What one portion of work came to, ready to be written down."""

    found: dict[str, Any]
    errors: bytes | None
    takeover: Takeover | None


def work(upload: TakeoverUpload) -> Worked:
    """Look at the table, or take over as much of it as fits; PassingError with more to do."""
    data = _read(upload.file)
    source = Kept((each.name, each.blob) for each in upload.containers.select_related("blob"))
    try:
        if upload.confirmed_by is None:
            return _worked(upload, survey(BytesIO(data), source), None)
        return _taken(upload, data, source, upload.confirmed_by)
    except TableError as trouble:
        raise PermanentError("table") from trouble
    except Refused:
        # Another run, or no trusted list for now.
        raise PassingError("busy", until=clock.now() + timedelta(seconds=30)) from None
    except blobs.Damaged:
        raise PermanentError("blob_damaged") from None


def _taken(upload: TakeoverUpload, data: bytes, source: Kept, by: User) -> Worked:
    if upload.takeover is None:
        upload.takeover = takeover.begin(
            data=data, file_name=upload.file_name, by=by, rows=upload.found.get("rows", 0)
        )
        upload.save(update_fields=["takeover"])
    end = time.monotonic() + PORTION
    outcome = takeover.take_over(
        data=data, file_name=upload.file_name, source=source, by=by, takeover=upload.takeover,
        pause=lambda: time.monotonic() > end,
    )  # fmt: skip
    if outcome.left:
        outbox.wake(TASK, upload.pk, seconds=2)
        raise PassingError("portion", until=clock.now() + _SOON)
    return _worked(upload, outcome.survey, outcome.takeover)


def _read(blob: Blob) -> bytes:
    try:
        return blobs.read(blob)
    except blobs.Damaged:
        raise PermanentError("blob_damaged") from None


def _worked(upload: TakeoverUpload, found: Survey, run: Takeover | None) -> Worked:
    told = findings.kept(found)
    if run is not None:
        told |= {"taken": run.taken, "known": run.known}
    errors = BytesIO()
    with override("en" if _is_english(found) else "et"):
        findings.write_errors(found, errors, form=form_of(upload))
    return Worked(told, errors.getvalue() if found.wrong else None, run)


def _is_english(found: Survey) -> bool:
    """The file that people mend is in the language of its headings."""
    return any(each.strip().casefold() in {"client code", "document number"} for each in found.headings)


def form_of(upload: TakeoverUpload) -> str:
    """The file of errors is of the kind that was given."""
    return "xlsx" if upload.file_name.lower().endswith(".xlsx") else "csv"


def recorded(upload: TakeoverUpload, worked: Worked) -> None:
    """What was found, or what was taken (inside the outbox's transaction)."""
    upload.found, upload.takeover = worked.found, worked.takeover or upload.takeover
    upload.errors = None
    if worked.errors is not None:
        upload.errors = blobs.store(worked.errors, "application/octet-stream", takeover.BLOB_KIND)
    if upload.looked_at is None:
        upload.looked_at = clock.now()
    upload.save(update_fields=["found", "takeover", "errors", "looked_at"])
