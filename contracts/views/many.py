"""Drafting the same documents for several clients of one caller, and what each of them still lacks."""

from typing import cast

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext

from contracts import actions, filling, workflow
from contracts.forms import ManyChoiceForm, PortalForm, SharedDocumentForm
from contracts.models import Authorisation, Package
from contracts.permissions import drafts
from contracts.views.drafting import initial_values
from desk.clients.models import Client
from desk.http import reads, writes
from desk.people.models import User
from desk.records import access

MOST = 60  # clients; a bookkeeper with forty companies still fits


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [int(value) for value in request.GET.getlist(name) if value.isdecimal()][:MOST]


@writes(drafts, form=True)
def draft_many(request: HttpRequest) -> HttpResponse:
    """`?client=` names the clients, `?kinds=` and `?person=` choose; each client gets its own package."""
    clients = list(Client.objects.filter(pk__in=_numbers(request, "client")).order_by("sort_name"))
    for client in clients:
        access.shows(request, "client", client.pk, client_id=client.pk, purpose="drafting")
    choice = ManyChoiceForm(request.GET if "kinds" in request.GET else None, clients)
    chosen = choice.cleaned_data if choice.is_bound and choice.is_valid() else {}
    person, kinds = chosen.get("person"), list(chosen.get("kinds", []))
    if person is not None:
        access.shows(request, "person", person.pk, purpose="drafting")
    data = request.POST if request.method == "POST" else None
    shared = PortalForm(data)
    documents = [SharedDocumentForm(data, kind, initial_values(kind, person)) for kind in kinds]
    if data is not None and kinds and all([shared.is_valid(), *(each.is_valid() for each in documents)]):
        answer = _draft(request, clients, shared, documents)
        if answer is not None:
            return answer
    context = {"clients": clients, "choice": choice, "shared": shared, "documents": documents}
    return render(request, "contracts/draft_many.html", context)


def _draft(
    request: HttpRequest, clients: list[Client], shared: PortalForm, documents: list[SharedDocumentForm]
) -> HttpResponse | None:
    made, refused = actions.draft_for_many(
        clients=clients,
        kinds=[(each.kind, each.cleaned_data) for each in documents],
        portal=shared.cleaned_data["portal"],
        by=cast(User, request.user),
    )
    lines = [f"{client}: {' '.join(texts)}" for client, texts in refused]
    if not made:
        shared.add_error(None, lines)
        return None
    for line in lines:
        messages.warning(request, line)
    count = len(made)
    said = ngettext(
        "Documents were drafted for %(n)s client.", "Documents were drafted for %(n)s clients.", count
    )
    messages.success(request, said % {"n": count})
    query = urlencode({"package": [each.pk for each in made]}, doseq=True)
    return redirect(f"{reverse('contracts:drafted')}?{query}")


@reads(drafts)
def drafted(request: HttpRequest) -> HttpResponse:
    """The packages that were drafted together, with what each still lacks."""
    documents = Authorisation.objects.select_related("kind", "portal", "template_version")
    packages = (
        Package.objects.filter(pk__in=_numbers(request, "package"))
        .select_related("client")
        .prefetch_related(Prefetch("authorisations", documents))
        .order_by("client__sort_name")
    )
    rows = []
    for package in packages:
        access.shows(request, "client", package.client_id, client_id=package.client_id, purpose="drafting")
        lacking = [text for each in package.authorisations.all() for text in filling.missing_in(each)]
        rows.append(
            {
                "package": package,
                "badge": workflow.badge(package.state),
                "missing": list(dict.fromkeys(lacking)),
            }
        )
    return render(request, "contracts/drafted.html", {"rows": rows})
