"""Drafting the same documents for several clients of one caller, and what each of them still lacks."""

from typing import cast

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts import actions, workflow
from contracts.drafting import filling, known
from contracts.drafting.sheet import Ground, Sheet
from contracts.models import Authorisation, Package
from contracts.permissions import drafts
from contracts.views.drafting import pressed, typed
from desk.clients.models import Client, Person
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
    judge = request.method == "POST" and not pressed(request) and bool(clients)
    ground = _ground(request, clients)
    sheet = Sheet(typed(request), ground, judge=judge)
    if judge and sheet.must_arrange:
        sheet = Sheet(typed(request), ground, judge=False)
        messages.info(request, _("Look through what has filled itself, then draft."))
    elif judge:
        answer = _draft(request, clients, sheet)
        if answer is not None:
            return answer
    named = {row.one.key for document in sheet.documents for row in document.rows if row.one}
    for key in sorted(named):
        access.shows(request, "person", int(key[1:]), purpose="drafting")
    mine = Package.objects.owned_by(cast(User, request.user).pk).filter(client__in=clients)
    context = {
        "clients": clients,
        "sheet": sheet,
        "keeps": "many-" + "-".join(str(each.pk) for each in clients),
        "last_package": mine.values_list("pk", flat=True).first() or 0,
    }
    return render(request, "contracts/draft_many.html", context)


def _ground(request: HttpRequest, clients: list[Client]) -> Ground:
    """The caller is chosen where the address names one: her clients are those of the call."""
    asked_for = request.GET.get("person", "")
    first = (
        Person.objects.distinct_ones().filter(pk=int(asked_for)).first() if asked_for.isdecimal() else None
    )
    circle = known.circle(clients, first)
    key = known.key_of(first) if first else ""
    return Ground(clients=clients, circle=circle, first=circle.get(key))


def _draft(request: HttpRequest, clients: list[Client], sheet: Sheet) -> HttpResponse | None:
    if not sheet.documents:
        messages.error(request, _("Choose at least one document."))
        return None
    if not sheet.sound() or not sheet.on_purpose or sheet.portal is None:
        return None
    wanted = sheet.wanted()
    made, refused = actions.draft_for_many(
        clients=clients,
        kinds=[(each.kind, dict(each.values)) for each in wanted],
        persons={place: each.persons for place, each in enumerate(wanted)},
        portal=sheet.portal,
        **sheet.reason,
        by=cast(User, request.user),
    )
    lines = [f"{client}: {' '.join(texts)}" for client, texts in refused]
    if not made:
        sheet.place.add_error(None, lines)
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
