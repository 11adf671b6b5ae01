"""After acceptance: adding to a portal by hand, and what a portal would not take."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from contracts import actions
from contracts.actions import adding
from contracts.enums import REASONS, AuthorisationState, TakenBack
from contracts.models import PortalListing, Publication
from contracts.permissions import drafts, sees_evidence
from contracts.portal import place
from contracts.portal.forms import AddedForm, TakeBackForm
from desk.http import Refused, Request, reads, writes
from desk.outbox import JobState
from desk.records import access, blobs, filecheck

MOST = 200  # rows of what could not be sent


def _publication(request: Request, pk: int) -> Publication:
    publications = Publication.jobs.select_related(
        "authorisation__portal", "authorisation__kind", "authorisation__package__client", "added_by"
    )
    publication: Publication = get_object_or_404(publications, pk=pk)
    package = publication.authorisation.package
    access.shows(
        request, "client", package.client_id, client_id=package.client_id, purpose=f"package:{package.pk}"
    )
    return publication


@writes(drafts, form=True)
def added(request: Request, pk: int) -> HttpResponse:
    """The checklist for adding a document by hand, confirmed with the portal's reference."""
    publication = _publication(request, pk)
    document = publication.authorisation
    form = AddedForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            actions.confirm_added(
                publication=publication, reference=form.cleaned_data["reference"], by=request.user,
                picture=form.cleaned_data["screenshot"],
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The document is in the portal."))
            return redirect("contracts:page", document.package_id)
    context: dict[str, Any] = {
        "publication": publication,
        "document": document,
        "address": place.address(document.portal, document.package.client),
        "steps": place.steps(publication),
        "facts": [fact for fact in place.facts(document) if fact.value],
        "reason": REASONS.get(publication.reason, publication.reason),
        "gave_up": publication.state in {JobState.FAILED, JobState.UNKNOWN},
        "being_sent": publication.state == JobState.SENDING,
        "over": document.state == AuthorisationState.ENDED,
        "form": form,
        "back": _take_back_form(publication),
    }
    return render(request, "contracts/added.html", context)


def _take_back_form(publication: Publication) -> TakeBackForm | None:
    refusal = adding.not_taken_back(publication, publication.authorisation.package)
    return None if refusal else TakeBackForm()


@writes(drafts)
def steps(request: Request, pk: int) -> HttpResponse:
    """Keep which steps of the checklist are ticked."""
    publication = get_object_or_404(Publication.jobs, pk=pk)
    adding.tick(publication=publication, ticked=request.POST.getlist("step"), by=request.user)
    return HttpResponse(status=204) if request.htmx else redirect("contracts:added", pk)


@writes(drafts)
def take_back(request: Request, pk: int) -> HttpResponse:
    """The document had not been added after all."""
    publication = get_object_or_404(Publication.jobs.select_related("authorisation"), pk=pk)
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what went wrong."))
        return redirect("contracts:added", pk)
    try:
        adding.take_back(publication=publication, why=TakenBack(form.cleaned_data["why"]), by=request.user)
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
    else:
        messages.success(request, _("It waits to be added again; the client has not been told."))
    return redirect("contracts:added", pk)


@reads(sees_evidence)
def screenshot(request: Request, pk: int) -> HttpResponse:
    """The picture of the portal that was kept when the document was added by hand."""
    publication = _publication(request, pk)
    if publication.screenshot is None:
        raise Http404
    content_type, inline = filecheck.served_as(publication.screenshot.content_type)
    name = f"{publication.authorisation.number}_portaal.{content_type.rpartition('/')[2]}"
    response = HttpResponse(blobs.read(publication.screenshot), content_type=content_type)
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    return response


@writes(drafts)
def try_again(request: Request, pk: int) -> HttpResponse:
    """Try the portal again after it could not be reached."""
    publication = get_object_or_404(Publication.jobs.select_related("authorisation"), pk=pk)
    if actions.try_again(publication=publication, by=request.user):
        messages.success(request, _("The portal is tried again."))
    return redirect("contracts:page", publication.authorisation.package_id)


@reads(drafts)
def unsent(request: Request) -> HttpResponse:
    """Documents that a portal would not take: why, and what can be done."""
    stuck = Publication.jobs.stuck().filter(added_at=None).order_by("pk")
    rows = list(stuck.select_related("authorisation__portal", "authorisation__package__client")[:MOST])
    for row in rows:
        client_id = row.authorisation.package.client_id
        access.shows(request, "client", client_id, client_id=client_id, purpose="list")
    listings = PortalListing.jobs.stuck().select_related("portal").order_by("pk")[:MOST]
    context = {"rows": _with_reasons(rows), "listings": _with_reasons(listings)}
    return render(request, "contracts/unsent.html", context)


def _with_reasons(rows: Iterable[Publication | PortalListing]) -> list[dict[str, Any]]:
    return [{"row": row, "why": REASONS.get(row.reason, row.reason)} for row in rows]
