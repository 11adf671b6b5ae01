"""What the worker makes of papers, and what is looked at again."""

import time

from celery import shared_task

from desk import clock, outbox
from desk.counter import making, recognition
from desk.counter.actions import accepting, pages, quarantining, reminding
from desk.counter.models import IncomingMail, PageWork

PICTURES = 20  # seconds a task gives to pictures of pages; what is left then is another task's


@shared_task(name="counter.pages")
def make(pk: int) -> None:
    outbox.drain(PageWork, pk, ask=_make, record=pages.made, failed=pages.not_made)
    if PageWork.jobs.due().filter(pk=pk).exists():
        outbox.wake("counter.pages", pk)


@shared_task(name="counter.recognise")
def recognise(pk: int) -> None:
    mail = IncomingMail.objects.without_text().filter(pk=pk).first()
    if mail is not None and recognition.is_here():
        pages.keep_text(mail=mail, sha256=mail.document_sha256, text=recognition.text_of(mail))


@shared_task(name="counter.sweep")
def sweep() -> None:
    """Every minute: pages that nobody was woken for, words not yet read, and files the scanner missed."""
    outbox.wake_due(PageWork, "counter.pages")
    if recognition.is_here():
        for pk in IncomingMail.objects.without_text().values_list("pk", flat=True)[:20]:
            outbox.wake("counter.recognise", pk)
    quarantining.look_again()


@shared_task(name="counter.remind")
def remind() -> None:
    """Every minute: reminders of bookings that come near, and the end of those to which nobody came."""
    reminding.sweep()


@shared_task(name="counter.papers")
def papers() -> None:
    """Papers that nobody accepted in time are told to the head, each once."""
    accepting.tell_late()


def _make(work: PageWork) -> making.Made:
    end = time.monotonic() + PICTURES
    while missing := making.without_picture(work.mail):
        if time.monotonic() > end:
            raise outbox.PassingError("more_pages", until=clock.now())
        pages.keep_pictures(pages=missing, made=making.pictures(missing))
    return making.document(work.mail)
