"""Drafting: which documents, then their fields, on one page."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from contracts import actions, filling
from contracts.forms import ChoiceForm, DocumentForm, PackageForm, first_values
from contracts.models import Kind
from contracts.permissions import drafts
from desk.clients import protection
from desk.clients.enums import ContactKind
from desk.clients.models import Client, Person
from desk.enquiries.models import Enquiry
from desk.http import Refused, writes
from desk.people.models import User
from desk.records import access


@writes(drafts, form=True)
def draft(request: HttpRequest, client: int) -> HttpResponse:
    """The drafting page of a client; `?enquiry=` ties the documents to an enquiry, `?kinds=` chooses."""
    whom = get_object_or_404(Client, pk=client)
    enquiry = _enquiry(request, whom)
    choice = ChoiceForm(request.GET if "kinds" in request.GET else None, whom)
    chosen = choice.cleaned_data if choice.is_bound and choice.is_valid() else {}
    person, kinds = chosen.get("person"), list(chosen.get("kinds", []))
    _name(request, whom, person, f"enquiry:{enquiry.pk}" if enquiry else "drafting")
    check = filling.last_check(whom)
    signers = filling.signer_sets(check.judgement) if check else []
    data = request.POST if request.method == "POST" else None
    shared = PackageForm(data, signers, {"language": enquiry.language if enquiry else whom.language})
    documents = [DocumentForm(data, kind, initial_values(kind, person)) for kind in kinds]
    if data is not None and kinds and all([shared.is_valid(), *(each.is_valid() for each in documents)]):
        answer = _draft(request, whom, enquiry, shared, documents)
        if answer is not None:
            return answer
    context = {
        "client": whom,
        "person": person,
        "enquiry": enquiry,
        "choice": choice,
        "shared": shared,
        "documents": documents,
        "check": check,
        "emails": filling.working_emails(whom),
        "twins": [],
    }
    return render(request, "contracts/draft.html", context)


def _draft(
    request: HttpRequest,
    client: Client,
    enquiry: Enquiry | None,
    shared: PackageForm,
    documents: list[DocumentForm],
) -> HttpResponse | None:
    portal = shared.cleaned_data["portal"]
    try:
        package = actions.draft(
            client=client,
            enquiry=enquiry,
            language=shared.cleaned_data["language"],
            signers=shared.cleaned_data.get("signers", ""),
            documents=[actions.Wanted(each.kind, portal, each.cleaned_data) for each in documents],
            by=cast(User, request.user),
        )
    except Refused as refused:
        shared.add_error(None, list(refused.texts))
        return None
    messages.success(request, _("The documents were drafted."))
    return redirect("contracts:page", package.pk)


def _enquiry(request: HttpRequest, client: Client) -> Enquiry | None:
    wanted = request.GET.get("enquiry", "")
    if not wanted.isdecimal():
        return None
    mine = Enquiry.objects.readable_by(cast(User, request.user))
    return mine.filter(pk=int(wanted), client=client).first()


def _name(request: HttpRequest, client: Client, person: Person | None, purpose: str) -> None:
    """To the access log: whom the page shows."""
    access.shows(request, "client", client.pk, client_id=client.pk, purpose=purpose)
    if person is not None:
        access.shows(request, "person", person.pk, client_id=client.pk, purpose=purpose)


def initial_values(kind: Kind, person: Person | None) -> dict[str, Any]:
    """What a new document's fields start with: the chosen person, where the kind names one."""
    if person is None or not kind.needs_person:
        return first_values(None)
    shown: dict[str, str] = {}
    protected = protection.owners()
    for contact in person.contacts.usable():
        if not protection.is_protected(contact, protected):
            shown.setdefault(contact.kind, contact.shown)
    return first_values(person, shown.get(ContactKind.PHONE, ""), shown.get(ContactKind.EMAIL, ""))
