"""Files of a ticket: they stay with the desk, and the second level sees them on our page, never in JIRA."""

from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from desk.http import Refused
from desk.mail.enums import FileVerdict
from desk.mail.models import Attachment
from desk.people.enums import Role
from desk.people.models import User, UserRole
from desk.people.permissions import DESK
from desk.records import blobs, filecheck
from desk.records.models import AccessLogEntry, Blob
from tickets.actions.escalating import lock, record
from tickets.enums import State
from tickets.models import Escalation, TicketFile

MOST = 20  # files of one ticket
ALL_BYTES = 100 * 1024 * 1024  # of them together; the file check holds each to MAILBOX_MAX_BYTES
LOOKED_AT = "ticket_file"  # what a file is called in the access log
_UNSENT = (State.DRAFT, State.QUEUED)


def letter_files(escalation: Escalation) -> QuerySet[Attachment]:
    """What came with the letters of its enquiry and passed the file check, the newest letter first."""
    letters = Attachment.objects.filter(incoming__in_enquiry__enquiry=escalation.enquiry_id)
    taken = letters.filter(verdict=FileVerdict.TAKEN, blob__isnull=False)
    return taken.select_related("blob", "incoming").order_by("-incoming__received_at", "incoming", "position")


@transaction.atomic
def add_files(
    *, escalation: Escalation, uploads: "Sequence[UploadedFile[Any]]", by: User
) -> list[TicketFile]:
    """Put these files with the ticket. Refused, a text for each file, when one of them cannot be taken."""
    lock(escalation)
    return put(escalation, uploads, by)


@transaction.atomic
def hand_over(*, escalation: Escalation, attachments: Collection[int], by: User) -> list[TicketFile]:
    """Put chosen attachments of the enquiry's own letters with the ticket."""
    lock(escalation)
    chosen = list(letter_files(escalation).filter(pk__in=attachments))
    _held(escalation, [each.size for each in chosen])
    return _noted(escalation, [_add(escalation, each.blob, each.name, by) for each in chosen], by)


@transaction.atomic
def take_away(*, file: TicketFile, by: User) -> None:
    """The file does not go with the ticket: before it was sent, or while no expert has opened it."""
    escalation = file.escalation
    lock(escalation)
    _held(escalation, [])
    if from_experts([file]):
        raise Refused(_("This file came from the second level, so it stays."))
    if escalation.state not in _UNSENT and _opened(file):
        raise Refused(_("The second level has opened this file already, so it stays."))
    file.delete()
    record(escalation, "file_away", by)


def put(escalation: Escalation, uploads: "Sequence[UploadedFile[Any]]", by: User) -> list[TicketFile]:
    """`add_files` within an action that holds the ticket."""
    most = settings.MAILBOX_MAX_BYTES + 1
    read = [(upload.read(most), str(upload.name or "")) for upload in uploads]
    judged = [filecheck.check(data, name) for data, name in read]
    wrong = [one for one in judged if one.outcome is not filecheck.Outcome.TAKEN]
    if wrong:
        raise Refused(*[f"{one.name}: {one.words}" for one in wrong])
    _held(escalation, [len(data) for data, _name in read])
    added = [
        _add(escalation, blobs.store(data, one.content_type, "ticket"), one.name, by)
        for (data, _name), one in zip(read, judged, strict=True)
    ]
    return _noted(escalation, added, by)


def share(files: Sequence[TicketFile], escalation: Escalation, by: User) -> None:
    """The same files with another ticket of the issue, within an action that holds it."""
    _held(escalation, [file.size for file in files])
    _noted(escalation, [_add(escalation, file.blob, file.name, by) for file in files], by)


def from_experts(files: Collection[TicketFile]) -> set[int]:
    """The ids of those that the second level gave; what one gave who left the desk since is the desk's."""
    rows = UserRole.objects.filter(user__in={file.by_id for file in files}, role__in=DESK)
    desk = set(rows.values_list("user_id", flat=True))
    return {file.pk for file in files if file.by_id not in desk}


def _opened(file: TicketFile) -> bool:
    looked = AccessLogEntry.objects.about(LOOKED_AT, file.pk).values_list("user_id", flat=True)
    return User.objects.filter(pk__in=list(looked), roles__role=Role.LEVEL2).exists()


def _held(escalation: Escalation, sizes: Sequence[int]) -> None:
    """Refused when the ticket takes no files now, or not so many, or not so big."""
    if escalation.state == State.CLOSED:
        raise Refused(_("The ticket is closed: its files stay as they are."))
    held = list(escalation.files.values_list("size", flat=True))
    if sizes and len(held) + len(sizes) > MOST:
        raise Refused(_("A ticket takes %(most)s files at most.") % {"most": MOST})
    if sum(held) + sum(sizes) > ALL_BYTES:
        raise Refused(_("The files of a ticket may be 100 MB at most together."))


def _add(escalation: Escalation, blob: Blob | None, name: str, by: User) -> tuple[TicketFile, bool]:
    """The file's row, and whether it is new: the same file under the same name is there once."""
    assert blob is not None  # only what passed the file check has a blob
    given = {"content_type": blob.content_type, "size": blob.size, "by": by}
    return TicketFile.objects.get_or_create(escalation=escalation, blob=blob, name=name, defaults=given)


def _noted(escalation: Escalation, added: Sequence[tuple[TicketFile, bool]], by: User) -> list[TicketFile]:
    if fresh := sum(new for _file, new in added):
        record(escalation, "files_added", by, count=str(fresh))
    return [file for file, _new in added]
