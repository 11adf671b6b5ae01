"""After acceptance: adding to a portal by hand."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from contracts import actions
from contracts.enums import REASONS
from contracts.forms import ReferenceForm
from contracts.models import Publication
from contracts.permissions import drafts
from desk.http import Refused, writes
from desk.people.models import User
from desk.records import access


@writes(drafts, form=True)
def added(request: HttpRequest, pk: int) -> HttpResponse:
    """The checklist for adding a document by hand, confirmed with the portal's reference."""
    publications = Publication.jobs.select_related(
        "authorisation__portal", "authorisation__kind", "authorisation__package__client"
    )
    publication = get_object_or_404(publications, pk=pk)
    document = publication.authorisation
    client_id = document.package.client_id
    access.shows(request, "client", client_id, client_id=client_id, purpose=f"package:{document.package_id}")
    form = ReferenceForm(request.POST or None)
    if form.is_valid():
        reference = form.cleaned_data["reference"]
        try:
            actions.confirm_added(publication=publication, reference=reference, by=cast(User, request.user))
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The document is in the portal."))
            return redirect("contracts:page", document.package_id)
    context = {
        "publication": publication,
        "document": document,
        "steps": document.portal.place.splitlines(),
        "reason": REASONS.get(publication.reason, publication.reason),
        "form": form,
    }
    return render(request, "contracts/added.html", context)


@writes(drafts)
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the portal again after it could not be reached."""
    publication = get_object_or_404(Publication.jobs.select_related("authorisation"), pk=pk)
    if actions.try_again(publication=publication, by=cast(User, request.user)):
        messages.success(request, _("The portal is tried again."))
    return redirect("contracts:page", publication.authorisation.package_id)
