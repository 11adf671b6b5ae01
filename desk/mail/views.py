"""Reading a letter, and the letters that could not be sent."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.http import Request, reads, writes
from desk.mail import actions
from desk.mail.models import Message
from desk.mail.permissions import reads_letters, sends_letters
from desk.records.access import shows


@reads(reads_letters)
def page(request: Request, pk: int) -> HttpResponse:
    """One letter: to whom, when, what it says and what became of it."""
    message = get_object_or_404(Message.objects.select_related("body", "by"), pk=pk)
    _shown(request, message)
    facts = {
        "message": message,
        "body": getattr(message, "body", None),  # its rule may have destroyed it
        "events": message.events.all(),
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


def _shown(request: Request, message: Message) -> None:
    purpose = f"{message.subject_kind}:{message.subject_id}"
    shows(request, "message", message.pk, client_id=message.client_id, purpose=purpose)
    if message.client_id:
        shows(request, "client", message.client_id, client_id=message.client_id, purpose=purpose)
