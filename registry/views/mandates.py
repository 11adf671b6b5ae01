"""What the state's system of mandates says of a client's contact persons."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from desk.clients.models import Client, Person
from desk.http import Refused, Request, reads, writes
from desk.records import purpose
from desk.records.access import shows
from registry import actions, mandated
from registry.permissions import asks, sees_checks


@reads(sees_checks)
def panel(request: Request, client: int) -> HttpResponse:
    """Each contact person with the newest answer; asks again by itself while one is to come."""
    return _panel(request, get_object_or_404(Client, pk=client))


@writes(asks)
def ask(request: Request, client: int, person: int) -> HttpResponse:
    """Ask about one contact person, who acts for the client today."""
    row = get_object_or_404(Client, pk=client)
    about = get_object_or_404(
        Person.objects.filter(roles__client=row, roles__ended_at=None).distinct(), pk=person
    )
    refused = ""
    try:
        actions.ask_mandates(client=row, person=about, by=request.user)
    except Refused as refusal:
        refused = " ".join(refusal.texts)
    if request.htmx:
        return _panel(request, row, refused)
    if refused:
        messages.error(request, refused)
    return redirect("registry:mandates", row.pk)


def _panel(request: Request, client: Client, refused: str = "") -> HttpResponse:
    if not settings.PAASUKE_URL:
        raise Http404
    why = purpose.of_client(request, client.pk)
    shows(request, "client", client.pk, client_id=client.pk, purpose=why)
    lines = mandated.of_client(client)
    for line in lines:
        shows(request, "person", line.person.pk, client_id=client.pk, purpose=why)
    facts = {
        "client": client,
        "lines": lines,
        "waits": any(line.question and line.question.waits for line in lines),
        "refused": refused,
        "sample": settings.REGISTRY_SAMPLE,
        "may_ask": asks(request.user) is None,
    }
    return render(request, "registry/mandates.html", facts)
