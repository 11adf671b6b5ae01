"""Reading a letter, out or in, its files as downloads, and the letters that could not be sent."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from desk.http import Request, reads, writes
from desk.mail import actions
from desk.mail.enums import FileVerdict
from desk.mail.models import Attachment, Enclosure, Incoming, Message
from desk.mail.permissions import reads_letters, sends_letters
from desk.people.concerned import is_kept
from desk.records import blobs, filecheck
from desk.records.access import shows
from desk.records.models import Blob


@reads(reads_letters)
def page(request: Request, pk: int) -> HttpResponse:
    """One letter: to whom, when, what it says and what became of it."""
    message = _ours(request, pk)
    facts = {
        "message": message,
        "body": getattr(message, "body", None),  # its rule may have destroyed it
        "events": message.events.all(),
        "files": message.enclosures.select_related("blob"),
    }
    return render(request, "mail/page.html", facts)


@reads(sends_letters)
def unsent(request: Request) -> HttpResponse:
    """Letters that need a person: why, and a button."""
    unsent_letters = list(Message.objects.unsent().select_related("body")[:200])
    for message in unsent_letters:
        _shown(request, message)
    return render(request, "mail/unsent.html", {"letters": unsent_letters})


@writes(sends_letters)
def again(request: Request, pk: int) -> HttpResponse:
    """Try a letter again."""
    message = get_object_or_404(Message, pk=pk)
    if actions.try_again(message=message, by=request.user):
        messages.success(request, _("The letter is in the mail again."))
    else:
        messages.info(request, _("The letter has been dealt with meanwhile."))
    return redirect("mail:unsent")


@reads(reads_letters)
def letter(request: Request, pk: int) -> HttpResponse:
    """A letter that came in, as plain text: nothing of it is drawn, run or fetched."""
    incoming = _came(request, pk)
    facts = {
        "letter": incoming,
        "body": getattr(incoming, "body", None),  # its rule may have destroyed it
        "files": list(incoming.attachments.all()),
    }
    return render(request, "mail/incoming.html", facts)


@reads(reads_letters)
def attachment(request: Request, pk: int, file: int) -> HttpResponse:
    """A file that came with a letter and was taken, as a download."""
    incoming = _came(request, pk)
    rows = Attachment.objects.filter(incoming=incoming, verdict=FileVerdict.TAKEN, blob__isnull=False)
    row = get_object_or_404(rows.select_related("blob"), pk=file)
    assert row.blob is not None  # filtered
    return as_download(row.name, row.blob)


@reads(reads_letters)
def enclosure(request: Request, pk: int, file: int) -> HttpResponse:
    """A file that went with a letter of ours, as a download."""
    message = _ours(request, pk)
    row = get_object_or_404(Enclosure.objects.select_related("blob"), pk=file, message=message)
    return as_download(row.name, row.blob)


def as_download(name: str, blob: Blob) -> HttpResponse:
    """Saved, never shown: a browser neither guesses what it is nor runs it in the desk's name."""
    try:
        data = blobs.read(blob)
    except blobs.Damaged:
        raise Http404 from None
    content_type, _inline = filecheck.served_as(blob.content_type)
    response = HttpResponse(data, content_type=content_type)
    disposition = content_disposition_header(True, filecheck.safe_name(name))
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store, private"
    return response


def _came(request: Request, pk: int) -> Incoming:
    rows = Incoming.objects.select_related("body", "answers__body", "set_aside_by")
    incoming = get_object_or_404(rows, pk=pk)
    subject = (incoming.subject_kind, incoming.subject_id or 0)
    if is_kept(subject, request.user.pk):
        raise Http404
    purpose = f"{subject[0]}:{subject[1]}" if incoming.subject_kind else "list"
    shows(request, "incoming", incoming.pk, client_id=incoming.client_id, purpose=purpose)
    if incoming.client_id:
        shows(request, "client", incoming.client_id, client_id=incoming.client_id, purpose=purpose)
    return incoming


def _ours(request: Request, pk: int) -> Message:
    message = get_object_or_404(Message.objects.select_related("body", "by"), pk=pk)
    if is_kept((message.subject_kind, message.subject_id), request.user.pk):
        raise Http404
    _shown(request, message)
    return message


def _shown(request: Request, message: Message) -> None:
    purpose = f"{message.subject_kind}:{message.subject_id}"
    shows(request, "message", message.pk, client_id=message.client_id, purpose=purpose)
    if message.client_id:
        shows(request, "client", message.client_id, client_id=message.client_id, purpose=purpose)
