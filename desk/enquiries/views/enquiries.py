"""Pages of enquiries: the list, one enquiry, its forms, and the panel on the client's page."""

from datetime import date, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock, workdays
from desk.clients.models import Client, Person
from desk.clients.search import find_clients
from desk.enquiries import actions, closing, competence, kinds, permissions, topics, workflow
from desk.enquiries.enums import Kind, State
from desk.enquiries.forms import (
    CloseForm,
    DeadlineForm,
    EnquiryForm,
    FilterForm,
    NewEnquiryForm,
    PauseForm,
    ProlongForm,
    PromiseForm,
)
from desk.enquiries.models import Enquiry, EnquiryQuerySet, Topic
from desk.enquiries.timing import timing
from desk.http import Refused, Request, reads, writes
from desk.people.deputies import stands_in_for, works_for
from desk.people.models import User
from desk.people.permissions import at_the_desk, leads
from desk.records import access, purpose

PAGE = 25  # rows of a list
# Each room draws its own part of the enquiry's page; one without such a page yet is left out.
PANELS = (
    ("enquiries:letters", gettext_lazy("Letters")),
    ("enquiries:enquiry_fault", gettext_lazy("Known fault")),
    ("calls:enquiry_callbacks", gettext_lazy("Callbacks")),
    ("counter:enquiry_papers", gettext_lazy("Incoming mail")),
    ("enquiries:guides", gettext_lazy("Guides")),
    ("tickets:enquiry_panel", gettext_lazy("Ticket to the second level")),
    ("orders:help_of_enquiry", gettext_lazy("Help from colleagues")),
    ("records:enquiry_timeline", gettext_lazy("Timeline")),
)


def names_shown(request: Request, enquiry: Enquiry, why: str) -> None:
    """Tell the access log whom a row or page of this enquiry shows."""
    if enquiry.client_id:
        access.shows(request, "client", enquiry.client_id, client_id=enquiry.client_id, purpose=why)
    if enquiry.person_id:
        access.shows(request, "person", enquiry.person_id, client_id=enquiry.client_id, purpose=why)


def readable(request: Request, pk: int) -> Enquiry:
    """The enquiry with what its page shows; 404 for whom it is kept from, as if it were not there."""
    return get_object_or_404(Enquiry.objects.readable_by(request.user).shown(), pk=pk)


@reads(at_the_desk)
def index(request: Request) -> HttpResponse:
    """Open enquiries, the newest first, or those that the filter asks for."""
    form = FilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    mine = Enquiry.objects.counted().readable_by(request.user)
    rows = _chosen(mine.shown().newest_first(), chosen, request.user)
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.after(int(after))
    page = list(rows[: PAGE + 1])
    for enquiry in page[:PAGE]:
        names_shown(request, enquiry, "list")
    query = request.GET.copy()
    if len(page) > PAGE:
        query["after"] = str(page[PAGE - 1].pk)
    context = {
        "rows": page[:PAGE],
        "form": form,
        "following": query.urlencode() if len(page) > PAGE else "",
        "client_id": None,
        "standing_in": stands_in_for(request.user),
        "choose": any(row.is_open for row in page[:PAGE]),
        "close_form": CloseForm(),
        "leads": leads(request.user) is None,
    }
    template = "enquiries/index.html#rows" if request.htmx else "enquiries/index.html"
    return render(request, template, context)


def _chosen(rows: EnquiryQuerySet, chosen: dict[str, Any], user: User) -> EnquiryQuerySet:
    state, whose, topic = chosen.get("state", ""), chosen.get("whose", ""), chosen.get("topic", "")
    if not state:
        rows = rows.open()
    elif state != "all":
        rows = rows.filter(state=state)
    if whose == "mine":
        rows = rows.owned_by(*works_for(user))
    elif whose == "nobody":
        rows = rows.unowned()
    if kind := chosen.get("kind"):
        rows = rows.filter(kind=kind)
    if due := chosen.get("due"):
        tomorrow = workdays.at(workdays.today() + timedelta(days=1), time.min)
        rows = rows.due_before(clock.now() if due == "late" else tomorrow)
    return _marked(rows.filter(topic_id=topic) if topic else rows, chosen)


def _marked(rows: EnquiryQuerySet, chosen: dict[str, Any]) -> EnquiryQuerySet:
    """What the figures count, down to the rows: of one mark, one matter, closed in one month."""
    mark, matter, month = chosen.get("mark"), chosen.get("matter"), chosen.get("month")
    if mark == "repeated":
        rows = rows.repeated()
    elif mark == "beyond":
        rows = rows.beyond_competence()
    elif mark == "overridden":
        rows = rows.overridden()
    if matter:
        topic = Topic.objects.filter(pk=matter).first()
        rows = rows.about(topics.lineage(topic)) if topic else rows.none()
    if month:
        first = date.fromisoformat(f"{month}-01")
        following = (first + timedelta(days=32)).replace(day=1)
        rows = rows.closed_between(workdays.at(first, time.min), workdays.at(following, time.min))
    return rows


@reads(at_the_desk)
def page(request: Request, pk: int) -> HttpResponse:
    """One enquiry with all that hangs on it."""
    enquiry = readable(request, pk)
    return render(request, "enquiries/page.html", enquiry_context(request, enquiry))


def enquiry_context(request: Request, enquiry: Enquiry, **forms: Any) -> dict[str, Any]:
    """What the enquiry's page shows; `forms` are those that came back with errors."""
    names_shown(request, enquiry, f"enquiry:{enquiry.pk}")
    missing = closing.missing(enquiry) if enquiry.is_open else []
    return {
        "enquiry": enquiry,
        "promises": list(enquiry.promises.order_by("due_at", "pk")),
        "moves": [(state.value, state.label) for state in workflow.BY_HAND.get(State(enquiry.state), ())],
        "missing": missing,
        "mine": enquiry.owner_id == request.user.pk,
        "standing_in": stands_in_for(request.user),
        "now": clock.now(),
        "panels": [
            {"url": url, "title": title} for name, title in PANELS if (url := address_of(name, enquiry.pk))
        ],
        "rule": kinds.RULES[Kind(enquiry.kind)],
        "hand_on": competence.hand_on(enquiry.topic),
        "must_hand_on": competence.must_hand_on(enquiry),
        "repeats": enquiry.repeats if _may_read(request, enquiry.repeats) else None,
        "overrides": [] if enquiry.is_open else list(enquiry.overrides.select_related("by").order_by("pk")),
        "close_form": CloseForm(overrides=bool(missing) and permissions.overrides(request.user) is None),
        "prolong_form": ProlongForm(),
        "timing": timing(enquiry, clock.now()),
        "pause_form": PauseForm(auto_id=PauseForm.IDS),
        "deadline_form": DeadlineForm(auto_id=DeadlineForm.IDS),
        "promise_form": PromiseForm(),
        **forms,
    }


def _may_read(request: Request, enquiry: Enquiry | None) -> bool:
    return enquiry is not None and permissions.handles(request.user, enquiry) is None


def address_of(name: str, pk: int) -> str:
    """Where another room draws its part; empty where that room is not there."""
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""


@writes(at_the_desk, form=True)
def create(request: Request) -> HttpResponse:
    """A new enquiry, of the client in the address (`?client=7`) or of nobody in particular."""
    asked = request.GET.get("client", "")
    client = get_object_or_404(Client, pk=asked) if asked.isdecimal() else None
    persons: list[Person] = []
    if client is not None:
        why = purpose.of_client(request, client.pk)
        if not why:
            return redirect(client)  # which asks for the reason
        persons = list(Person.objects.of_client(client.pk).in_estonian_order())
        access.shows(request, "client", client.pk, client_id=client.pk, purpose=why)
        for person in persons:
            access.shows(request, "person", person.pk, client_id=client.pk, purpose=why)
    form = NewEnquiryForm(request.POST or None, client=client, persons=persons)
    if form.is_valid():
        try:
            enquiry = actions.open_enquiry(by=request.user, client=client, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            return _opened(request, enquiry)
    return render(request, "enquiries/create.html", {"form": form, "client": client})


def _opened(request: Request, enquiry: Enquiry) -> HttpResponse:
    """To its page; whoever it concerns has written it down, and sees it no more."""
    if _may_read(request, enquiry):
        return redirect(enquiry)
    messages.success(request, _("The complaint is written down; somebody else takes it up."))
    return redirect("enquiries:index")


@writes(at_the_desk, form=True)
def change(request: Request, pk: int) -> HttpResponse:
    """Correct topic and question."""
    enquiry = readable(request, pk)
    names_shown(request, enquiry, f"enquiry:{pk}")
    initial = {"topic": enquiry.topic_id, "question": enquiry.question}
    form = EnquiryForm(request.POST or None, initial=initial, keep=enquiry.topic)
    if form.is_valid():
        actions.describe(enquiry=enquiry, by=request.user, **form.cleaned_data)
        return redirect(enquiry)
    return render(request, "enquiries/change.html", {"form": form, "enquiry": enquiry})


@writes(at_the_desk, form=True)
def attach(request: Request, pk: int) -> HttpResponse:
    """Choose or correct on whose behalf the question was asked: button `client`, then who asked."""
    enquiry = readable(request, pk)
    names_shown(request, enquiry, f"enquiry:{pk}")
    chosen, text = request.POST.get("client", ""), request.POST.get("text", "").strip()
    if chosen.isdecimal():
        client = get_object_or_404(Client, pk=chosen)
        person = enquiry.person
        if person and not person.roles.filter(client=client, ended_at=None).exists():
            person = None
        actions.attach(enquiry=enquiry, by=request.user, client=client, person=person)
        return redirect(enquiry)
    found = find_clients(text, 8) if text else []
    for client in found:
        access.shows(request, "client", client.pk, client_id=client.pk, purpose=f"enquiry:{pk}")
    context = {"enquiry": enquiry, "found": found, "text": text, "persons": False}
    return render(request, "enquiries/attach.html", context)


@writes(at_the_desk)
def move(request: Request, pk: int) -> HttpResponse:
    """Take it (`take`), reopen it (`reopen`), or bring it into another state by hand (`to`)."""
    enquiry = readable(request, pk)
    user, to = request.user, request.POST.get("to", "")
    try:
        if "take" in request.POST:
            actions.assign(enquiry=enquiry, owner=user, by=user)
        elif "reopen" in request.POST:
            actions.reopen(enquiry=enquiry, by=user)
        elif to in workflow.BY_HAND.get(State(enquiry.state), ()):
            actions.move(enquiry=enquiry, to=to, by=user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return redirect(enquiry)


@writes(at_the_desk)
def close(request: Request, pk: int) -> HttpResponse:
    """Close with an outcome, or say everything that is still missing."""
    enquiry = readable(request, pk)
    form = CloseForm(request.POST, overrides=permissions.overrides(request.user) is None)
    if form.is_valid():
        try:
            actions.close(enquiry=enquiry, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The enquiry is closed."))
            return redirect(enquiry)
    return render(request, "enquiries/page.html", enquiry_context(request, enquiry, close_form=form))


@reads(at_the_desk)
def client_panel(request: Request, client: int) -> HttpResponse:
    """The client's enquiries, open ones first in sight, for the client's page."""
    why = purpose.of_client(request, client)
    if not why:
        return redirect("clients:page", client)  # which asks for the reason
    access.shows(request, "client", client, client_id=client, purpose=why)
    rows = list(Enquiry.objects.for_client(client).readable_by(request.user).shown().newest_first()[:10])
    for enquiry in rows:
        names_shown(request, enquiry, why)
    context = {"rows": rows, "client_id": client, "standing_in": stands_in_for(request.user)}
    return render(request, "enquiries/client_panel.html", context)
