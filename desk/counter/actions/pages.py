"""Pages of a paper turned, put in another order, left out; the files themselves stay as they came."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from desk import live, outbox
from desk.counter.actions import papers
from desk.counter.actions.scanning import TASK, ask_for_pages, hold_changeable
from desk.counter.actions.shedding import shed
from desk.counter.enums import MailState
from desk.counter.making import NO_PICTURE, Made
from desk.counter.models import IncomingMail, MailPage, MailText, PageWork
from desk.counter.routing import CHANGEABLE
from desk.http import Refused
from desk.outbox import JobState
from desk.people.models import User
from desk.records import blobs

# Seconds that the worker waits for the next click before it binds all pages anew.
SETTLES = 2


@transaction.atomic
def turn(*, page: MailPage, degrees: int, by: User) -> None:
    """Turn a page clockwise by 90, 180 or 270 degrees."""
    mail, pages = _held(page.file.mail)
    row = _one(pages, page.pk)
    row.turned = (row.turned + degrees) % 360
    row.save(update_fields=["turned"])
    _changed(mail)


@transaction.atomic
def move(*, page: MailPage, steps: int, by: User) -> None:
    """Put a page so many places later (earlier when negative), as far as the pages go."""
    mail, pages = _held(page.file.mail)
    at = pages.index(_one(pages, page.pk))
    row = pages.pop(at)
    pages.insert(max(0, min(len(pages), at + steps)), row)
    _place(pages)
    _changed(mail)


@transaction.atomic
def arrange(*, mail: IncomingMail, order: Sequence[int], by: User) -> None:
    """Put the pages in this order; Refused when others came or went meanwhile."""
    mail, pages = _held(mail)
    if sorted(order) != sorted(page.pk for page in pages):
        raise Refused(_("The pages changed meanwhile. Look at them and put them in order again."))
    places = {pk: position for position, pk in enumerate(order)}
    _place(sorted(pages, key=lambda page: places[page.pk]))
    _changed(mail)


@transaction.atomic
def leave_out(*, page: MailPage, out: bool, by: User) -> None:
    """The page does not belong into the document (a blank side), or it does after all."""
    mail, pages = _held(page.file.mail)
    row = _one(pages, page.pk)
    row.left_out = out
    if mail.state != MailState.SCANNING and all(each.left_out for each in pages):
        raise Refused(_("At least one page must stay."))
    row.save(update_fields=["left_out"])
    _changed(mail)


@transaction.atomic
def make_again(*, mail: IncomingMail, by: User) -> None:
    """Another try after the pages could not be put together."""
    hold_changeable(mail)
    ask_for_pages(mail)
    live.announce(papers.EVENT)


@transaction.atomic
def keep_pictures(*, pages: Sequence[MailPage], made: Sequence[bytes], by: None = None) -> None:
    """By rule: the worker drew these pages; those that are gone meanwhile, or have a picture, get none."""
    for page, data in zip(pages, made, strict=True):
        kind = "image/jpeg" if data else "image/png"
        blob = blobs.store(data or NO_PICTURE, kind, "page_picture")
        if not MailPage.objects.filter(pk=page.pk, preview=None).update(preview=blob):
            shed([blob.pk])
    live.announce(papers.EVENT)


def made(work: PageWork, made: Made) -> None:
    """By rule: the pages are one document (in the transaction that settles the work).

    Nothing is written when the pages changed while it was made; then it is made once more.
    """
    now = PageWork.jobs.select_for_update().get(pk=work.pk)
    mail = now.mail
    papers.hold(mail)
    if now.asked != work.asked:
        PageWork.jobs.filter(pk=work.pk).update(state=JobState.PENDING, next_at=None, claimed_at=None)
        outbox.wake(TASK, work.pk)
        return
    if mail.state not in CHANGEABLE:
        return
    before = mail.document_id
    mail.document = blobs.store(made.document, "application/pdf", "paper") if made.document else None
    mail.document_sha256, mail.pages_count = made.sha256, made.pages
    mail.save(update_fields=["document", "document_sha256", "pages_count"])
    if before != mail.document_id:
        MailText.objects.filter(mail=mail).delete()
        shed([before])
    mail.work = now
    papers.receive(mail=mail, by=mail.received_by)
    live.announce(papers.EVENT)
    if mail.document is not None:
        outbox.wake("counter.recognise", mail.pk)


def not_made(work: PageWork) -> None:
    """By rule: the pages could not be put together; the page of the paper says why."""
    live.announce(papers.EVENT)


@transaction.atomic
def keep_text(*, mail: IncomingMail, sha256: str, text: str, by: None = None) -> None:
    """By rule: the words on the pages, unless the pages are others by now, or gone."""
    papers.hold(mail)
    if mail.document_sha256 != sha256 or mail.document_id is None:
        return
    MailText.objects.update_or_create(mail=mail, defaults={"text": text})
    live.announce(papers.EVENT)


def _held(mail: IncomingMail) -> tuple[IncomingMail, list[MailPage]]:
    hold_changeable(mail)
    return mail, list(MailPage.objects.filter(file__mail=mail))


def _one(pages: list[MailPage], pk: int) -> MailPage:
    for page in pages:
        if page.pk == pk:
            return page
    raise Refused(_("The page has been removed meanwhile."))


def _place(pages: list[MailPage]) -> None:
    for position, page in enumerate(pages):
        page.position = position
    MailPage.objects.bulk_update(pages, ["position"])


def _changed(mail: IncomingMail) -> None:
    ask_for_pages(mail, SETTLES)
    live.announce(papers.EVENT)
