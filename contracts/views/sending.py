"""What a person does with a package: sends it, asks or fills anew, makes a document again, recalls it."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from contracts import actions
from contracts.actions import dispatch, recalling, sending
from contracts.drafting import filling
from contracts.drafting.sending_forms import AddressForm, RecallForm, SendForm
from contracts.models import Package
from contracts.permissions import drafts
from desk.clients.models import Client, ContactPoint
from desk.http import Refused, writes
from desk.people.models import User


def addresses(client: Client) -> tuple[list[ContactPoint], list[dict[str, Any]]]:
    """Confirmed addresses to which documents may go, and those too new, each with why and what to do."""
    trusted, held_back = [], []
    numbers = list(ContactPoint.objects.of_client(client.pk).vouching())
    for address in filling.working_emails(client):
        if not address.is_young:
            trusted.append(address)
            continue
        near = [each for each in numbers if each.is_near(address)]
        why = sending.untrusted(address, near)
        held_back.append({"address": address, "why": why, "numbers": near})
    return trusted, held_back


def _do(request: HttpRequest, pk: int, done: str, act: Callable[[Package, User], object]) -> HttpResponse:
    """Run an action on the package; say that it was done, or why it was not."""
    package = get_object_or_404(Package.objects.select_related("client"), pk=pk)
    try:
        act(package, cast(User, request.user))
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
    else:
        messages.success(request, done)
    return redirect("contracts:page", pk)


@writes(drafts)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the letter with the link."""
    package = get_object_or_404(Package.objects.select_related("client"), pk=pk)
    trusted, _held_back = addresses(package.client)
    form = SendForm(request.POST, trusted)
    if not form.is_valid():
        messages.error(request, _("Choose a confirmed e-mail address to which documents may go."))
        return redirect("contracts:page", pk)
    values = {"to": form.cleaned_data["to"], "factor": form.factor, "code_to": form.code_to}
    return _do(
        request, pk, _("The documents get their numbers and go out."),
        lambda package, by: actions.send(package=package, by=by, **values),
    )  # fmt: skip


@writes(drafts)
def render_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try once more the documents that could not be made."""
    return _do(
        request, pk, _("The documents are being made again."),
        lambda package, by: dispatch.render_again(package=package, by=by),
    )  # fmt: skip


@writes(drafts)
def tell_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the letter that came back to another address."""
    package = get_object_or_404(Package.objects.select_related("client"), pk=pk)
    form = AddressForm(request.POST, filling.working_emails(package.client))
    if not form.is_valid():
        messages.error(request, _("Choose a confirmed e-mail address of this client."))
        return redirect("contracts:page", pk)
    to = form.cleaned_data["to"]
    return _do(
        request, pk, _("The letter is on its way."),
        lambda package, by: actions.tell_again(package=package, to=to, by=by),
    )  # fmt: skip


@writes(drafts)
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the register anew."""
    return _do(
        request, pk, _("The Business Register is being asked."),
        lambda package, by: actions.ask_again(package=package, by=by),
    )  # fmt: skip


@writes(drafts)
def refill(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill the documents anew with what is known now, or for other signers."""
    signers = request.POST.get("signers", "")
    return _do(
        request, pk, _("The documents are being filled anew."),
        lambda package, by: actions.refill(package=package, signers=signers, by=by),
    )  # fmt: skip


@writes(drafts)
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the documents back, or one of them."""
    package = get_object_or_404(Package, pk=pk)
    documents = list(package.authorisations.select_related("kind"))
    form = RecallForm(request.POST, documents, known=recalling.known_to_client(package))
    if not form.is_valid():
        messages.error(request, _("Choose a document of this package."))
        return redirect("contracts:page", pk)
    one, tell = form.document, form.cleaned_data.get("tell", False)
    if one is None:
        return _do(
            request, pk, _("The documents were recalled."),
            lambda package, by: actions.recall(package=package, by=by, tell=tell),
        )  # fmt: skip
    return _do(
        request, pk, _("The document was recalled."),
        lambda _package, by: actions.recall_one(authorisation=one, by=by, tell=tell),
    )  # fmt: skip
