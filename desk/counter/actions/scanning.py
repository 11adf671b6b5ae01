"""Files of a paper as they come in: judged, kept with their pages, or put before the administrator."""

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from desk import clock, outbox, workdays
from desk.counter import intake, routing
from desk.counter.actions import papers
from desk.counter.actions.shedding import shed
from desk.counter.enums import FileSource, MailState
from desk.counter.intake import Judgement, Outcome
from desk.counter.models import IncomingMail, MailFile, MailPage, Office, PageWork, Quarantined
from desk.counter.papers import SUBJECT
from desk.http import Refused
from desk.people.actions import tell as tell_people
from desk.people.enums import Role
from desk.people.models import User, UserRole
from desk.records import actions as records
from desk.records import blobs
from desk.records.models import RetentionRule

FILES = 100  # of one paper
FILE_KIND, QUARANTINE_KIND = "paper_file", "quarantine"
TASK = "counter.pages"
# Data of the desk, so in Estonian: why a removed file is gone.
_REMOVED = "Ekslikult lisatud fail, eemaldatud enne üleandmist"


@dataclass(frozen=True)
class Taken:
    """What became of one file, with the row it has now."""

    judgement: Judgement
    file: MailFile | None = None
    quarantined: Quarantined | None = None


def add_file(*, mail: IncomingMail, name: str, data: bytes, source: FileSource, by: User) -> Taken:
    """Judge a file and keep it with the paper; Refused when the paper's pages do not change any more.

    It is judged outside the transaction: another process opens it, and the scanner is asked.
    """
    return keep(mail=mail, data=data, judgement=intake.judge(data, name), source=source, by=by)


@transaction.atomic
def keep(*, mail: IncomingMail, data: bytes, judgement: Judgement, source: FileSource, by: User) -> Taken:
    """Store a judged file: with the paper's pages, or for the administrator alone; a refused one is not."""
    if judgement.outcome == Outcome.REFUSED:
        return Taken(judgement)
    hold_changeable(mail)
    sha256 = hashlib.sha256(data).hexdigest()
    if judgement.outcome == Outcome.QUARANTINED:
        kept = set_aside(data=data, judgement=judgement, source=source, by=by, office=mail.office, mail=mail)
        return Taken(judgement, quarantined=kept)
    if there := mail.files.filter(sha256=sha256).first():
        return Taken(replace(judgement, reason="known"), there)
    if reason := _too_much(mail, len(data), judgement.pages):
        return Taken(replace(judgement, outcome=Outcome.REFUSED, reason=reason))
    last = mail.files.aggregate(last=Max("position"))["last"]
    file = MailFile.objects.create(
        mail=mail, position=0 if last is None else last + 1, source=source, name=judgement.name,
        size=len(data), content_type=judgement.content_type, sha256=sha256, pages_count=judgement.pages,
        added_by=by,
        blob=blobs.store(data, judgement.content_type, FILE_KIND),
    )  # fmt: skip
    _add_pages(mail, file)
    ask_for_pages(mail)
    papers.tell("file_added", mail, by, pages=judgement.pages)
    return Taken(judgement, file)


def _too_much(mail: IncomingMail, size: int, pages: int) -> str:
    held = mail.files.aggregate(size=Sum("size", default=0), pages=Sum("pages_count", default=0))
    if held["size"] + size > settings.PAPER_MAX_BYTES or mail.files.count() >= FILES:
        return "paper_too_big"
    return "paper_too_long" if held["pages"] + pages > settings.PAPER_MAX_PAGES else ""


def _add_pages(mail: IncomingMail, file: MailFile) -> None:
    last = MailPage.objects.filter(file__mail=mail).aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    MailPage.objects.bulk_create(
        MailPage(file=file, number=number, position=first + number) for number in range(file.pages_count)
    )


@transaction.atomic
def remove_file(*, file: MailFile, by: User) -> None:
    """A file that does not belong here goes for good, with its pages; what is left is proof that it went."""
    mail = file.mail
    hold_changeable(mail)
    found = mail.files.filter(pk=file.pk).select_related("blob").first()
    if found is None:
        raise Refused(_("The file has been removed already."))
    if mail.state != MailState.SCANNING and mail.files.count() == 1:
        raise Refused(_("At least one file must stay: add the right one first."))
    previews = list(found.pages.exclude(preview=None).values_list("preview", flat=True))
    records.destroy(
        rule=RetentionRule(store="removed_file", days=0, basis=_REMOVED), subject=(SUBJECT, mail.pk),
        client_id=mail.client_id, by=by, kept=[found.blob] if found.blob else [], let_go=found.delete,
    )  # fmt: skip
    shed(previews)
    close_ranks(mail)
    ask_for_pages(mail)
    papers.tell("file_removed", mail, by)


def close_ranks(mail: IncomingMail) -> None:
    """Pages stand at 0, 1, 2 … again, in the order they had."""
    pages = list(MailPage.objects.filter(file__mail=mail))
    for position, page in enumerate(pages):
        page.position = position
    MailPage.objects.bulk_update(pages, ["position"])


@transaction.atomic
def set_aside(
    *,
    data: bytes,
    judgement: Judgement,
    source: FileSource,
    by: User,
    office: Office,
    mail: IncomingMail | None = None,
) -> Quarantined:
    """Store a file for the administrator alone, and tell them; the same file waits once."""
    sha256 = hashlib.sha256(data).hexdigest()
    blob = blobs.store(data, judgement.content_type, QUARANTINE_KIND)
    waiting = Quarantined.objects.waiting().filter(sha256=sha256, mail=mail).first()
    if waiting is not None:
        return waiting
    row = Quarantined.objects.create(
        blob=blob, mail=mail, office=office, name=judgement.name, content_type=judgement.content_type,
        size=len(data), sha256=sha256, reason=judgement.reason, source=source, by=by,
    )  # fmt: skip
    if mail is not None:
        papers.tell("quarantined", mail, by)
    held = UserRole.objects.in_force(workdays.today()).filter(role=Role.ADMINISTRATOR)
    keepers = User.objects.filter(is_active=True, pk__in=held.values("user"))
    tell_people(
        users=keepers, kind="counter.quarantined", subject=("quarantined", row.pk), office=str(office)
    )
    return row


def hold_changeable(mail: IncomingMail) -> None:
    """Hold the paper's row; Refused when its pages do not change any more.

    The row of the work is held first, since the worker holds them in that order when it is done.
    """
    PageWork.jobs.get_or_create(mail=mail, defaults={"asked": 0, "state": outbox.JobState.SENT})
    mail.work = PageWork.jobs.select_for_update().get(mail=mail)
    papers.hold(mail)
    if mail.state not in routing.CHANGEABLE:
        raise Refused(_("The paper has gone on: its pages do not change any more."))


def ask_for_pages(mail: IncomingMail, seconds: int = 0) -> None:
    """The worker makes pictures and the one document anew (inside an action that holds the paper); in
    `seconds`, when more of the same is likely to follow. What it makes of the pages as they were is thrown
    away."""
    work, at = PageWork.jobs.get(mail=mail), clock.now()
    work.asked += 1
    work.asked_at = at
    work.state, work.attempts, work.reason, work.claimed_at = outbox.JobState.PENDING, 0, "", None
    work.next_at = at + timedelta(seconds=seconds) if seconds else None
    work.save()
    mail.work = work
    outbox.wake(TASK, work.pk, seconds)
