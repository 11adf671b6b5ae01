"""The call workspace: who calls, on whose behalf, about what, and what is still missing."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.calls import actions, closing, forms, matching
from desk.calls.enums import State
from desk.calls.models import Call
from desk.calls.views.answers import call_of, done, shows_call
from desk.clients.models import Client, ContactPoint, Person
from desk.clients.search import find_clients, find_persons
from desk.enquiries.models import Enquiry
from desk.http import Request, reads, writes
from desk.people.permissions import at_the_desk
from desk.records.access import shows

# Each room draws its own; one that has no such panel is left out.
PANELS = (
    ("registry:client_panel", gettext_lazy("Right of representation")),
    ("contracts:client_panel", gettext_lazy("Documents")),
    ("tickets:client_panel", gettext_lazy("Tickets")),
    ("enquiries:client_panel", gettext_lazy("Enquiries")),
)
SEARCHED = 10  # clients and persons in the list of a search


def _panels(client_id: int | None) -> list[dict[str, Any]]:
    found = []
    for name, title in PANELS if client_id else ():
        try:
            found.append({"url": reverse(name, args=[client_id]), "title": title})
        except NoReverseMatch:
            continue
    return found


def _emails(call: Call) -> list[ContactPoint]:
    emails = ContactPoint.objects.emails().usable().select_related("person", "client")
    theirs = Q(pk__in=[])
    if call.client is not None:
        theirs |= Q(client=call.client)
    if call.person is not None:
        theirs |= Q(person=call.person)
    return list(emails.filter(theirs))


def _step(call: Call, has_enquiry: bool, emails: list[ContactPoint]) -> str:
    """The one thing to do now; its button is the primary one of the page."""
    if call.state == State.WRAP_UP and has_enquiry:
        return "finish"
    if call.client_id is None and not has_enquiry:
        return "caller"
    if not has_enquiry:
        return "enquiry"
    if call.client_id and not any(email.works == "yes" for email in emails):
        return "contact"
    return "talk"


def context(request: Request, call: Call, **more: Any) -> dict[str, Any]:
    emails = _emails(call)
    links = list(call.links.select_related("enquiry__topic__parent", "enquiry__outcome").order_by("pk"))
    matches = []
    if call.client_id is None or call.person_id is None:
        matches = matching.of_person(call.person) if call.person else matching.of_number(call.number)
    others = Enquiry.objects.none()
    if call.client_id:
        here = [link.enquiry_id for link in links]
        others = Enquiry.objects.open().for_client(call.client_id).exclude(pk__in=here).shown()
    shows_call(request, call)
    for match in matches:
        if match.person:
            shows(request, "person", match.person.pk, purpose=f"call:{call.pk}")
        if match.client:
            shows(request, "client", match.client.pk, client_id=match.client.pk, purpose=f"call:{call.pk}")
    language = call.language or "et"
    return {
        "call": call,
        "links": links,
        "emails": emails,
        "matches": matches,
        "others": list(others.newest_first()[:5]),
        "panels": _panels(call.client_id),
        "step": _step(call, bool(links), emails),
        "missing": closing.missing(call)[:-1] if call.state != State.CLOSED else [],
        "enquiry_form": forms.EnquiryForm(auto_id="enquiry_%s"),
        "notes_form": forms.NotesForm({"notes": call.notes}, auto_id="call_%s"),
        "finish_form": forms.FinishForm(auto_id="finish_%s"),
        "person_form": forms.PersonForm(auto_id="person_%s", initial={"language": language}),
        "client_form": forms.ClientForm(auto_id="client_%s", initial={"language": language}),
        "email_form": forms.EmailForm(auto_id="email_%s"),
        "found": {"text": "", "clients": [], "persons": []},
        **more,
    }


@reads(at_the_desk)
def workspace(request: Request, pk: int) -> HttpResponse:
    """Everything that is done while somebody is on the phone."""
    return render(request, "calls/workspace.html", context(request, call_of(pk)))


@reads(at_the_desk)
def state(request: Request, pk: int) -> HttpResponse:
    """What the telephone changes on the page, drawn anew; what is being typed stays untouched."""
    return render(request, "calls/_state_now.html", context(request, call_of(pk)))


@reads(at_the_desk, methods=("POST",))
def search(request: Request, pk: int) -> HttpResponse:
    """Find the caller or the client; by POST, since what is looked for is personal data."""
    call = call_of(pk)
    text = request.POST.get("text", "").strip()[:100]
    found: dict[str, Any] = {"text": text, "clients": [], "persons": []}
    if len(text) > 1:
        found["clients"] = find_clients(text, SEARCHED)
        found["persons"] = find_persons(text, SEARCHED)
    for client in found["clients"]:
        shows(request, "client", client.pk, client_id=client.pk, purpose=f"call:{call.pk}")
    for person in found["persons"]:
        shows(request, "person", person.pk, purpose=f"call:{call.pk}")
    if request.htmx:
        return render(request, "calls/_caller.html#found", {"call": call, "found": found})
    return render(request, "calls/workspace.html", context(request, call, found=found))


@writes(at_the_desk)
def choose(request: Request, pk: int) -> HttpResponse:
    """Say who calls and on whose behalf; what is not named stays, unless all is taken back."""
    call = call_of(pk)
    person, client = call.person, call.client
    if "nobody" in request.POST:
        person, client = None, None
    if request.POST.get("person", "").isdigit():
        person = get_object_or_404(Person, pk=request.POST["person"])
    if request.POST.get("client", "").isdigit():
        client = get_object_or_404(Client, pk=request.POST["client"])
    return done(
        request, call, lambda: actions.choose(call=call, person=person, client=client, by=request.user)
    )


@writes(at_the_desk)
def notes(request: Request, pk: int) -> HttpResponse:
    """Save the notes as they stand; htmx sends them whenever the field is left."""
    call = call_of(pk)
    form = forms.NotesForm(request.POST)
    if not form.is_valid():
        return _again(request, call, notes_form=form)
    actions.write_notes(call=call, text=form.cleaned_data["notes"], by=request.user)
    if request.htmx:
        return render(request, "calls/_notes.html#saved", {"saved": True})
    messages.success(request, _("Notes saved."))
    return redirect(call)


@writes(at_the_desk)
def enquiry(request: Request, pk: int) -> HttpResponse:
    """Write down what the caller asks, or say which open enquiry the call is about."""
    call = call_of(pk)
    if request.POST.get("enquiry", "").isdigit():
        known = get_object_or_404(Enquiry, pk=request.POST["enquiry"])
        return done(request, call, lambda: actions.link_enquiry(call=call, enquiry=known, by=request.user))
    form = forms.EnquiryForm(request.POST, auto_id="enquiry_%s")
    if not form.is_valid():
        return _again(request, call, enquiry_form=form)
    asked = form.cleaned_data
    return done(
        request,
        call,
        lambda: actions.take_enquiry(
            call=call, topic=asked["topic"], question=asked["question"], by=request.user
        ),
    )


@writes(at_the_desk)
def hang_up(request: Request, pk: int) -> HttpResponse:
    """The conversation is over; needed only where no exchange tells."""
    call = call_of(pk)
    return done(request, call, lambda: actions.hang_up(call=call, by=request.user))


@writes(at_the_desk)
def finish(request: Request, pk: int) -> HttpResponse:
    """Finish the call with an outcome; what is missing is named."""
    call = call_of(pk)
    form = forms.FinishForm(request.POST, auto_id="finish_%s")
    if not form.is_valid():
        return _again(request, call, finish_form=form)
    outcome = form.cleaned_data["outcome"]
    return done(
        request,
        call,
        lambda: actions.close(call=call, outcome=outcome, by=request.user),
        _("The call is finished."),
    )


def _again(request: Request, call: Call, **form: Any) -> HttpResponse:
    return render(request, "calls/workspace.html", context(request, call, **form), status=422)
