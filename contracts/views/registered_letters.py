"""On the page of a letter, and of an enquiry: whether it goes to the document register."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from contracts.actions import registering_letters as actions
from contracts.models import Registration
from contracts.permissions import reads_documents, sees_evidence
from desk.http import Refused, Request, reads, writes
from desk.mail.models import Incoming, Message
from desk.people.concerned import is_kept
from desk.records.access import shows


@reads(sees_evidence)
def received_panel(request: Request, pk: int) -> HttpResponse:
    """Of a letter that came in."""
    return _panel(request, _received(request, pk))


@reads(sees_evidence)
def sent_panel(request: Request, pk: int) -> HttpResponse:
    """Of a letter of ours."""
    return _panel(request, _sent(request, pk))


@writes(reads_documents)
def put_received(request: Request, pk: int) -> HttpResponse:
    """A letter that came in goes to the register."""
    return _put(request, _received(request, pk))


@writes(reads_documents)
def put_sent(request: Request, pk: int) -> HttpResponse:
    """A letter of ours goes to the register."""
    return _put(request, _sent(request, pk))


def _put(request: Request, letter: Incoming | Message) -> HttpResponse:
    try:
        actions.put(letter=letter, by=request.user)
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
    else:
        messages.success(request, _("The letter is on the registrar's list."))
    return redirect(letter.get_absolute_url())


def _panel(request: Request, letter: Incoming | Message) -> HttpResponse:
    about = {"incoming": letter} if isinstance(letter, Incoming) else {"message": letter}
    context = {
        "letter": letter,
        "received": isinstance(letter, Incoming),
        "row": Registration.objects.filter(**about).select_related("registered_by", "dropped_by").first(),
        "may_put": reads_documents(request.user) is None,
    }
    return render(request, "contracts/letter_panel.html", context)


def _received(request: Request, pk: int) -> Incoming:
    letter = get_object_or_404(Incoming, pk=pk)
    _logged(request, "incoming", letter)
    tied = getattr(letter, "in_enquiry", None)
    if tied is not None and is_kept(("enquiry", tied.enquiry_id), request.user.pk or 0):
        raise Http404
    return letter


def _sent(request: Request, pk: int) -> Message:
    letter = get_object_or_404(Message, pk=pk)
    _logged(request, "message", letter)
    return letter


def _logged(request: Request, kind: str, letter: Incoming | Message) -> None:
    subject = (letter.subject_kind, letter.subject_id or 0)
    if is_kept(subject, request.user.pk or 0):
        raise Http404
    shows(request, kind, letter.pk, client_id=letter.client_id, purpose="registration")
