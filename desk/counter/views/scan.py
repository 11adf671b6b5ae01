"""The scanning page of a paper: its files as they come in, its pages as they lie in the document."""

from dataclasses import dataclass
from threading import BoundedSemaphore

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from desk.counter import intake, making, recognition, routing
from desk.counter.actions import pages as actions
from desk.counter.actions import scanning
from desk.counter.enums import FileSource
from desk.counter.intake import Judgement, Outcome
from desk.counter.models import IncomingMail, MailFile, MailPage, MailText
from desk.counter.routing import sees_papers, takes_papers_in
from desk.counter.views.papers import readable
from desk.http import Refused, Request, reads, writes
from desk.mail.views import as_download
from desk.outbox import JobState

# Files that one process holds in memory at a time: encrypting one takes eight times its size for a moment.
_AT_ONCE = BoundedSemaphore(2)
# What a button of a page does.
TURNS = {"left": 270, "right": 90, "over": 180}
STEPS = {"earlier": -1, "later": 1, "first": -10_000, "last": 10_000}
ACCEPT = ".pdf,.tif,.tiff,.jpg,.jpeg,.png,.docx,.xlsx,.odt,.txt,.asice,.sce,.bdoc"


@dataclass(frozen=True)
class Told:
    """What became of a file that was just sent, in words for the person."""

    name: str
    outcome: str
    words: str


@reads(sees_papers)
def page(request: Request, pk: int) -> HttpResponse:
    """Files and pages of a paper, with everything that can be done with them."""
    return render(request, "counter/scan.html", context(readable(request, pk)))


@reads(sees_papers)
def region(request: Request, pk: int) -> HttpResponse:
    """Files and pages alone, for a page that is open; nothing when it shows all there is (`?seen=`)."""
    mail = readable(request, pk)
    if not request.htmx:
        return redirect("counter:scan", pk)
    shown = context(mail)
    if shown["mark"] == request.GET.get("seen"):
        return HttpResponse(status=204)
    return render(request, "counter/_pages.html", shown)


@reads(sees_papers)
def picture(request: Request, pk: int, page: int) -> HttpResponseBase:
    """The small picture of a page, which the worker drew."""
    mail = readable(request, pk)
    rows = MailPage.objects.filter(file__mail=mail, preview__isnull=False).select_related("preview")
    row = get_object_or_404(rows, pk=page)
    assert row.preview is not None  # filtered
    return as_download(f"{mail.number}-{row.pk}.jpg", row.preview)


@writes(takes_papers_in)
def add(request: Request, pk: int) -> HttpResponse:
    """Files chosen, dropped or photographed: each is judged by itself, and says what became of it."""
    mail = readable(request, pk)
    sent = [(file, FileSource.SCAN) for file in request.FILES.getlist("file")]
    sent += [(file, FileSource.PHOTO) for file in request.FILES.getlist("photo")]
    told: list[Told] = []
    try:
        for file, source in sent:
            name = str(file.name or "")
            judgement = intake.of_size(file.size or 0, name)
            if judgement is None:
                with _AT_ONCE:
                    taken = scanning.add_file(
                        mail=mail, name=name, data=file.read(), source=source, by=request.user
                    )
                judgement = taken.judgement
            told.append(_told(judgement))
    except Refused as refused:
        return _answer(request, mail, told, list(refused.texts))
    return _answer(request, mail, told, [] if sent else [_("Choose a file.")])


@writes(takes_papers_in)
def change(request: Request, pk: int, page: int) -> HttpResponse:
    """A button of a page: turned, moved, left out or put back."""
    mail = readable(request, pk)
    rows = MailPage.objects.filter(file__mail=mail).select_related("file")
    row = get_object_or_404(rows, pk=page)
    row.file.mail = mail
    do = request.POST.get("do", "")
    try:
        if do in TURNS:
            actions.turn(page=row, degrees=TURNS[do], by=request.user)
        elif do in STEPS:
            actions.move(page=row, steps=STEPS[do], by=request.user)
        elif do in {"out", "in"}:
            actions.leave_out(page=row, out=do == "out", by=request.user)
        else:
            raise Http404
    except Refused as refused:
        return _answer(request, mail, [], list(refused.texts))
    return _answer(request, mail, [], [], f"#page-{row.pk}")


@writes(takes_papers_in)
def arrange(request: Request, pk: int) -> HttpResponse:
    """All pages in the order in which they were put with the mouse."""
    mail = readable(request, pk)
    order = [int(each) for each in request.POST.getlist("page") if each.isdecimal()]
    return _done(request, mail, lambda: actions.arrange(mail=mail, order=order, by=request.user))


@writes(takes_papers_in)
def remove(request: Request, pk: int, file: int) -> HttpResponse:
    """A file that does not belong to the paper goes for good."""
    mail = readable(request, pk)
    row = get_object_or_404(MailFile, mail=mail, pk=file)
    row.mail = mail
    return _done(request, mail, lambda: scanning.remove_file(file=row, by=request.user))


@writes(takes_papers_in)
def again(request: Request, pk: int) -> HttpResponse:
    """Another try to put the pages together."""
    mail = readable(request, pk)
    return _done(request, mail, lambda: actions.make_again(mail=mail, by=request.user))


def context(mail: IncomingMail) -> dict[str, object]:
    """What the page and its region show; `mark` says which of it a page has."""
    files = list(mail.files.select_related("added_by"))
    pages = list(MailPage.objects.filter(file__mail=mail).select_related("file", "preview"))
    waiting = list(mail.quarantined.waiting())
    work = getattr(mail, "work", None)
    text = MailText.objects.filter(mail=mail).values_list("text", flat=True).first()
    numbers = {file.pk: number for number, file in enumerate(files, 1)}
    for each in pages:
        each.file_number = numbers[each.file_id]  # type: ignore[attr-defined]
        each.is_drawn = each.preview is None or each.preview.content_type == "image/jpeg"  # type: ignore[attr-defined]
    state = f"{work.asked}.{work.state}" if work else ""
    drawn = sum(each.preview_id is not None for each in pages)
    return {
        "mail": mail, "files": files, "pages": pages, "waiting": waiting, "work": work,
        "being_made": work is not None and work.state in {JobState.PENDING, JobState.SENDING},
        "trouble": intake.words(work.reason) if work and work.state == JobState.FAILED else "",
        "changeable": mail.state in routing.CHANGEABLE,
        "mark": f"{state}.{drawn}.{len(pages)}.{len(files)}.{len(waiting)}.{text is not None}.{mail.state}",
        "words": len(text.split()) if text else 0, "was_read": text is not None,
        "reads_text": recognition.is_here(),
        "accept": ACCEPT, "most": settings.PAPER_FILE_MAX_BYTES, "most_together": settings.PAPER_MAX_BYTES,
        "most_pages": settings.PAPER_MAX_PAGES, "side": making.SIDE, "told": [], "texts": [],
    }  # fmt: skip


def _told(judgement: Judgement) -> Told:
    if judgement.outcome == Outcome.KEPT:
        words = judgement.words or _("kept")
    elif judgement.outcome == Outcome.QUARANTINED:
        words = _("%(words)s It was put aside for the administrator.") % {"words": judgement.words}
    else:
        words = _("%(words)s It was not stored.") % {"words": judgement.words}
    return Told(judgement.name, judgement.outcome.value, words)


def _done(request: Request, mail: IncomingMail, act: object) -> HttpResponse:
    assert callable(act)
    try:
        act()
    except Refused as refused:
        return _answer(request, mail, [], list(refused.texts))
    return _answer(request, mail, [], [])


def _answer(
    request: Request, mail: IncomingMail, told: list[Told], texts: list[str], where: str = ""
) -> HttpResponse:
    """The region anew; without JavaScript back to the page, with the same words as messages."""
    if request.htmx:
        # Read again: what was done has changed it.
        shown = context(IncomingMail.objects.shown().select_related("work").get(pk=mail.pk))
        return render(request, "counter/_pages.html", {**shown, "told": told, "texts": texts})
    for each in told:
        level = messages.SUCCESS if each.outcome == Outcome.KEPT else messages.ERROR
        messages.add_message(request, level, f"{each.name}: {each.words}")
    for text in texts:
        messages.error(request, text)
    return redirect(f"{reverse('counter:scan', args=[mail.pk])}{where}")
