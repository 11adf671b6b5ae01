"""What is in force for a client: the tree of a day, one document's life, and what would end with it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from contracts.actions import in_force
from contracts.agency.mandate_forms import DayForm
from contracts.enums import Effect, PackageState
from contracts.life import ends, holdings, standing, story, telling, tree
from contracts.models import Authorisation, AuthorisedPerson, Kind, Package, RepresentationChange
from contracts.permissions import drafts, reads_documents, sees_life
from contracts.takeover import badges
from desk import workdays
from desk.clients.models import Client, ContactPoint
from desk.http import Refused, Request, reads, writes
from desk.records import access


def day_of(given: str) -> tuple[DayForm, date]:
    """The day that an address asks for; today where it names none."""
    today = workdays.today()
    form = DayForm({"day": given or today.strftime("%d.%m.%Y")})
    return form, form.cleaned_data["day"] if form.is_valid() else today


@reads(sees_life)
def tree_page(request: Request, client: int) -> HttpResponse:
    """Who may act for the client, portal by portal; `?day=` another day, `?past=1` what is over too."""
    whom = get_object_or_404(Client, pk=client)
    access.shows(request, "client", client, client_id=client, purpose="tree")
    form, day = day_of(request.GET.get("day", ""))
    past = request.GET.get("past") == "1"
    held = holdings.of_client(client)
    may_draft = drafts(request.user) is None
    context = {
        "client": whom,
        "form": form,
        "day": day,
        "today": workdays.today(),
        "past": past,
        "branches": tree.grow(held, day, workdays.today(), past=past),
        "flagged": any(each.flagged for each in held),
        "may_draft": may_draft,
        "addresses": in_force.addresses(whom) if may_draft and held else [],
    }
    return render(request, "contracts/tree.html", context)


@reads(sees_life)
def document(request: Request, pk: int) -> HttpResponse:
    """One document's whole life, what it gives, and what leads to its end or its renewal."""
    found = get_object_or_404(story.whole(), pk=pk)
    client_id = found.package.client_id
    purpose = f"package:{found.package_id}"
    access.shows(request, "client", client_id, client_id=client_id, purpose=purpose)
    today = workdays.today()
    shown = standing.shown(standing.facts(found), today)
    containers = list(story.containers(found))
    context = {
        "document": found,
        "package": found.package,
        "client": found.package.client,
        "shown": shown,
        "badge": standing.colour(shown),
        "span": standing.span(found),
        "opens": found.kind.effect == Effect.OPENS,
        "end_sentence": ends.sentence(found),
        "may": holdings.may(found),
        "people": _people(found, today),
        "story": story.of(found, today),
        "containers": containers,
        "unverified": badges.unverified(containers),
        "granted": found.granted.select_related("kind").prefetch_related("persons"),
        "change": RepresentationChange.objects.open().filter(documents=found).first(),
        "ends": _ways(found, today) if drafts(request.user) is None else [],
        "may_draft": drafts(request.user) is None,
        "may_read": reads_documents(request.user) is None,
    }
    return render(request, "contracts/document.html", context)


def _people(document: Authorisation, today: date) -> list[dict[str, Any]]:
    rows = []
    for one in document.persons.all():
        shown = standing.shown(standing.facts(document, one), today)
        rows.append({"person": one, "shown": shown, "badge": standing.colour(shown)})
    return rows


def _ways(document: Authorisation, today: date) -> list[dict[str, Any]]:
    """Each part of the document that may still be ended, with the kinds of notice that end it."""
    if document.accepted_at is None or standing.span(document).first is None:
        return []
    closing = list(Kind.objects.offered().filter(effect=Effect.CLOSES))
    named = list(document.persons.all())
    rows = []
    parts: list[AuthorisedPerson | None] = [*named] or [None]
    for one in parts:
        if standing.span(document, one).over(today):
            continue
        kinds = [kind for kind in closing if kind.needs_person == (one is not None)]
        rows.append({"person": one, "key": f"{document.pk}-{one.pk if one else 0}", "kinds": kinds})
    return rows


@reads(drafts)
def consequences(request: Request, pk: int) -> HttpResponse:
    """What will stop working when the notices of this package are accepted, before it is sent."""
    package = get_object_or_404(Package.objects.select_related("client"), pk=pk)
    client_id = package.client_id
    access.shows(request, "client", client_id, client_id=client_id, purpose=f"package:{pk}")
    context = {
        "package": package,
        "client": package.client,
        "found": telling.of_package(package, request.user),
        "before": package.state not in {PackageState.TOLD, PackageState.RECALLED},
    }
    name = "contracts/consequences_panel.html" if request.htmx else "contracts/consequences_page.html"
    return render(request, name, context)


@reads(drafts)
def what_ends(request: Request, pk: int) -> HttpResponse:
    """The same for a notice that is being drafted about this document: `?person=&kind=&rule=&day=`."""
    rows = Authorisation.objects.relied_on().select_related("package__client").prefetch_related("persons")
    chosen = get_object_or_404(rows, pk=pk)
    client = chosen.package.client
    access.shows(request, "client", client.pk, client_id=client.pk, purpose="drafting")
    persons = {one.pk: one for one in chosen.persons.all()}
    person = persons.get(_number(request.GET.get("person", "")))
    closing = [
        each for each in Kind.objects.filter(effect=Effect.CLOSES) if each.needs_person == bool(persons)
    ]
    wanted = _number(request.GET.get("kind", ""))
    kind = next((each for each in closing if each.pk == wanted), None) or next(iter(closing), None)
    wishes = []
    if kind is not None:
        code, rule, day = (
            person.code if person else "",
            request.GET.get("rule", ""),
            request.GET.get("day", ""),
        )
        wishes = [telling.Wish("", kind, chosen.pk, code, rule, day)]
    found = telling.of_wishes(client.pk, wishes, request.user)
    context = {"client": client, "found": found, "document": chosen}
    name = "contracts/what_ends_panel.html" if request.htmx else "contracts/what_ends.html"
    return render(request, name, context)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0


@writes(drafts)
def send_in_force(request: Request, client: int) -> HttpResponse:
    """Send the client a link to the page of what is in force."""
    whom = get_object_or_404(Client, pk=client)
    chosen = request.POST.get("to", "")
    to = get_object_or_404(ContactPoint, pk=int(chosen) if chosen.isdecimal() else 0)
    try:
        in_force.send(client=whom, to=to, by=request.user)
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
    else:
        messages.success(request, _("The letter with the link is on its way."))
    return redirect("contracts:tree", client)
