"""Pages of clients: the list, one client, its forms, and the fragment that chooses one in a call."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy

from desk import workdays
from desk.clients import codes
from desk.clients.enums import ContactKind, Kind, Works
from desk.clients.forms import ContactForm, ReasonForm, SearchForm, countries
from desk.clients.models import Client, ClientRole, ContactPoint, Pair
from desk.clients.search import find_clients, find_persons
from desk.http import Request, reads, writes
from desk.people.permissions import at_the_desk
from desk.records import access, purpose
from desk.records.enums import Reason

PAGE = 25  # rows of a list
UNITS = 50  # units of an authority that its page names
# Each room draws its own part of the client's page; one without such a page yet is left out.
PANELS = (
    ("enquiries:client_panel", gettext_lazy("Enquiries")),
    ("contracts:client_panel", gettext_lazy("Documents")),
    ("registry:client_panel", gettext_lazy("Right of representation")),
    ("tickets:client_panel", gettext_lazy("Tickets")),
    ("counter:client_papers", gettext_lazy("Incoming mail")),
    ("calls:client_panel", gettext_lazy("Calls")),
    ("counter:client_panel", gettext_lazy("Visits")),
    ("orders:client_panel", gettext_lazy("Work orders")),
    ("orders:help_of_client", gettext_lazy("Help from colleagues")),
    ("records:client_timeline", gettext_lazy("Timeline")),
)


@reads(at_the_desk, methods=("GET", "HEAD", "POST"))
def index(request: Request) -> HttpResponse:
    """All clients in Estonian order, or those found; the search comes by POST, never in an address."""
    text = request.POST.get("text", "").strip()
    if text:
        rows, following = find_clients(text, PAGE), None
    else:
        rows, following = _page_after(request.GET.get("after", ""))
    for client in rows:
        access.shows(request, "client", client.pk, client_id=client.pk, purpose="search" if text else "list")
    context = {"rows": rows, "following": following, "text": text, "form": SearchForm({"text": text})}
    template = "clients/index.html#rows" if request.htmx else "clients/index.html"
    return render(request, template, context)


def _page_after(after: str) -> tuple[list[Client], int | None]:
    """The rows after that client and, when there are more, the id to go on from."""
    rows = Client.objects.distinct_ones().in_estonian_order()
    if after.isdecimal():
        rows = rows.after(int(after))
    page = list(rows[: PAGE + 1])
    return page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else None


@reads(at_the_desk, methods=("POST",))
def pick(request: Request) -> HttpResponse:
    """A fragment: buttons `client` (or `person` with what=persons) to choose from, inside the asking form."""
    text, persons = request.POST.get("text", "").strip(), request.POST.get("what") == "persons"
    found: list[Any] = list(find_persons(text, 8)) if persons else list(find_clients(text, 8))
    for row in found:
        access.shows(request, "person" if persons else "client", row.pk, purpose="search")
    return render(request, "clients/pick.html", {"found": found, "persons": persons, "text": text})


@reads(at_the_desk)
def page(request: Request, pk: int) -> HttpResponse:
    """The client: facts, contacts, people, and the other rooms' panels."""
    alike = Exists(Pair.objects.undecided().with_client(OuterRef("pk")))
    client = get_object_or_404(Client.objects.select_related("parent").annotate(alike=alike), pk=pk)
    if client.merged_into_id is not None:
        return redirect("clients:page", client.merged_into_id)
    why = purpose.of_client(request, pk)
    if not why:
        return ask_reason(request, "client", pk)
    context = client_context(request, client, why)
    context |= {
        "warnings": warnings_of(client),
        "country": abroad(client.country),
        "units": units_of(client),
        "merges": list(client.kept_in.standing().select_related("lost_client", "by")),
    }
    return render(request, "clients/page.html", context)


def client_context(request: Request, client: Client, why: str = "") -> dict[str, Any]:
    """What the client's page shows of contacts and people; names everyone it shows to the access log."""
    why = why or purpose.of_client(request, client.pk)
    access.shows(request, "client", client.pk, client_id=client.pk, purpose=why)
    standing = client.roles.filter(ended_at=None).order_by("person__sort_name", "role")
    roles = list(standing.select_related("person").prefetch_related("person__contacts"))
    for role in roles:
        access.shows(request, "person", role.person_id, client_id=client.pk, purpose=why)
    contacts = contacts_of(client.contacts)
    return {
        "client": client,
        "contacts": contacts,
        "numbers": list(ContactPoint.objects.of_client(client.pk).vouching()),
        "roles": roles,
        "dead_emails": dead_emails(contacts, roles),
        "contact_form": ContactForm(),
        "panels": [
            {"url": url, "title": title} for name, title in PANELS if (url := _address(name, client.pk))
        ],
    }


def dead_emails(contacts: Sequence[ContactPoint], roles: Sequence[ClientRole]) -> list[ContactPoint]:
    """Addresses from which letters come back, of the client and of the people who act for it."""
    every = {contact.pk: contact for contact in contacts}
    every |= {contact.pk: contact for role in roles for contact in role.person.contacts.all()}
    dead = [one for one in every.values() if one.kind == ContactKind.EMAIL and one.works == Works.NO]
    return sorted(dead, key=lambda one: one.pk)[:3]


def units_of(client: Client) -> list[Client]:
    """The units of an authority."""
    if client.kind != Kind.AGENCY:
        return []
    return list(client.units.distinct_ones().in_estonian_order()[:UNITS])


def abroad(country: str) -> str:
    """The name of another country than ours."""
    return "" if country == codes.HOME else dict(countries()).get(country, country)


def warnings_of(client: Client) -> list[str]:
    """What looks odd about its codes."""
    return codes.warnings(
        kind=client.kind,
        registry_code=client.registry_code,
        personal_code=client.personal_code,
        country=client.country,
        unit=client.parent_id is not None,
        today=workdays.today(),
    )


def contacts_of(contacts: Any) -> list[ContactPoint]:
    """Phones first, each with who confirmed it."""
    return list(contacts.select_related("verified_by").order_by("-kind", "pk"))


def _address(name: str, pk: int) -> str:
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""


@writes(at_the_desk)
def reason(request: Request, kind: str, pk: int) -> HttpResponse:
    """Keep the reason that was asked, then show the page it was asked for."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return ask_reason(request, kind, pk, form)
    purpose.remember(request, kind, pk, Reason(form.cleaned_data["reason"]))
    return redirect("clients:page" if kind == "client" else "clients:person", pk)


def ask_reason(request: Request, kind: str, pk: int, form: ReasonForm | None = None) -> HttpResponse:
    """The small form instead of the page, a link to it instead of a panel: nothing of the client is shown."""
    if request.htmx and request.method == "GET":
        return render(request, "clients/reason_panel.html", {"kind": kind, "pk": pk})
    return render(request, "clients/reason.html", {"form": form or ReasonForm(), "kind": kind, "pk": pk})
