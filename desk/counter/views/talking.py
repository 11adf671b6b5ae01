"""What is said at the desk: who came, on whose behalf, about what."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.clients.duplicates import clients_like, persons_like
from desk.clients.enums import Kind
from desk.clients.models import Client, Person
from desk.clients.search import find_clients, find_persons
from desk.counter import forms
from desk.counter.actions import talking
from desk.counter.enums import Identified
from desk.counter.models import Visit
from desk.counter.views.answers import done, visit_of
from desk.counter.views.visits import context
from desk.enquiries.models import Enquiry
from desk.http import Request, reads, writes
from desk.people.permissions import at_the_desk
from desk.records.access import shows

SEARCHED = 10  # clients and persons in the list of a search


@reads(at_the_desk, methods=("POST",))
def search(request: Request, pk: int) -> HttpResponse:
    """Find the visitor or the client; by POST, since what is looked for is personal data."""
    visit = visit_of(pk)
    text = request.POST.get("text", "").strip()[:100]
    found: dict[str, Any] = {"text": text, "clients": [], "persons": []}
    if len(text) > 1:
        found["clients"] = find_clients(text, SEARCHED)
        found["persons"] = find_persons(text, SEARCHED)
    _show(request, visit, found)
    if request.htmx:
        return render(request, "counter/_visit_found.html", {"visit": visit, "found": found})
    return render(request, "counter/visit.html", context(request, visit, found=found))


def _show(request: Request, visit: Visit, found: dict[str, Any]) -> None:
    for client in found.get("clients", ()):
        shows(request, "client", client.pk, client_id=client.pk, purpose=f"visit:{visit.pk}")
    for person in found.get("persons", ()):
        shows(request, "person", person.pk, purpose=f"visit:{visit.pk}")


@writes(at_the_desk)
def choose(request: Request, pk: int) -> HttpResponse:
    """Say who came and on whose behalf; what is not named stays, unless all is taken back."""
    visit = visit_of(pk)
    person, client = visit.person, visit.client
    if "nobody" in request.POST:
        person, client = None, None
    if request.POST.get("person", "").isdigit():
        person = get_object_or_404(Person, pk=request.POST["person"])
    if request.POST.get("client", "").isdigit():
        client = get_object_or_404(Client, pk=request.POST["client"])
    by = request.user
    return done(request, visit, lambda: talking.choose(visit=visit, person=person, client=client, by=by))


@writes(at_the_desk)
def person(request: Request, pk: int) -> HttpResponse:
    """A visitor whom we do not know yet; who is alike is shown first."""
    visit = visit_of(pk)
    form = forms.PersonForm(request.POST, auto_id="person_%s")
    if not form.is_valid():
        return _again(request, visit, person_form=form)
    names = {part: form.cleaned_data[part] for part in ("first_name", "last_name")}
    alike = [] if "sure" in request.POST else persons_like(**names)
    if alike:
        found = {"text": " ".join(names.values()), "persons": [each.row for each in alike]}
        _show(request, visit, found)
        return _again(request, visit, found=found, person_form=form, person_alike=True)
    return done(
        request, visit, lambda: talking.new_visitor(visit=visit, by=request.user, **form.cleaned_data)
    )


@writes(at_the_desk)
def client(request: Request, pk: int) -> HttpResponse:
    """A client whom we do not serve yet; who is alike is shown first."""
    visit = visit_of(pk)
    form = forms.ClientForm(request.POST, auto_id="client_%s")
    if not form.is_valid():
        return _again(request, visit, client_form=form)
    own = form.cleaned_data["kind"] == Kind.PERSON
    code = {"personal_code" if own else "registry_code": form.cleaned_data["code"]}
    alike = [] if "sure" in request.POST else clients_like(name=form.cleaned_data["name"], **code)
    if alike:
        found = {"text": form.cleaned_data["name"], "clients": [each.row for each in alike]}
        _show(request, visit, found)
        return _again(request, visit, found=found, client_form=form, client_alike=True)
    return done(request, visit, lambda: talking.new_client(visit=visit, by=request.user, **form.cleaned_data))


@writes(at_the_desk)
def identify(request: Request, pk: int) -> HttpResponse:
    """Which document was seen."""
    visit = visit_of(pk)
    seen = request.POST.get("seen", "")
    if seen not in Identified.values:
        messages.error(request, _("Choose the document that you saw."))
        return redirect(visit)
    return done(request, visit, lambda: talking.identify(visit=visit, seen=seen, by=request.user))


@writes(at_the_desk)
def enquiry(request: Request, pk: int) -> HttpResponse:
    """Write down what the visitor asks, or say which open enquiry the visit is about."""
    visit, by = visit_of(pk), request.user
    if request.POST.get("enquiry", "").isdigit():
        known = get_object_or_404(Enquiry.objects.readable_by(by), pk=request.POST["enquiry"])
        return done(request, visit, lambda: talking.link_enquiry(visit=visit, enquiry=known, by=by))
    form = forms.EnquiryForm(request.POST)
    if not form.is_valid():
        drawn = context(request, visit)
        form.fields = drawn["enquiry_form"].fields if "enquiry_form" in drawn else form.fields
        return render(request, "counter/visit.html", {**drawn, "enquiry_form": form}, status=422)
    asked = form.cleaned_data
    return done(
        request,
        visit,
        lambda: talking.take_enquiry(visit=visit, topic=asked["topic"], question=asked["question"], by=by),
    )


@writes(at_the_desk)
def correct(request: Request, pk: int) -> HttpResponse:
    """Put a mis-click right: another topic, or not about this enquiry at all."""
    visit, by = visit_of(pk), request.user
    form = forms.CorrectForm(request.POST, visit)
    topic = form.cleaned_data.get("topic") if form.is_valid() else None
    if not form.is_valid() or (topic is None and "unlink" not in request.POST):
        messages.error(request, _("Choose the enquiry and its right topic."))
        return redirect(visit)
    known = form.cleaned_data["enquiry"]
    if topic is None or "unlink" in request.POST:
        return done(request, visit, lambda: talking.unlink_enquiry(visit=visit, enquiry=known, by=by))
    said = _("The topic is corrected.")
    return done(
        request, visit, lambda: talking.correct_topic(visit=visit, enquiry=known, topic=topic, by=by), said
    )


@writes(at_the_desk)
def notes(request: Request, pk: int) -> HttpResponse:
    """Save the notes as they stand; those that somebody else saved meanwhile are shown beside them (409)."""
    visit = visit_of(pk)
    form = forms.NotesForm(request.POST, auto_id="visit_%s")
    if not form.is_valid():
        return _again(request, visit, notes_form=form)
    text, was = form.cleaned_data["notes"], request.POST.get("mine") or request.POST.get("was")
    try:
        talking.write_notes(visit=visit, text=text, was=was, by=request.user)
    except talking.NotesChanged as changed:
        clash = {
            "theirs": changed.theirs,
            "both": f"{changed.theirs}\n\n{text.strip()}",
            "mark": talking.mark_of(changed.theirs),
        }
        shown = {"notes_form": form, "notes_mark": was, "clash": clash}
        if request.htmx:
            return render(request, "counter/_visit_notes.html#saved", {"visit": visit, **shown})
        return render(request, "counter/visit.html", context(request, visit, **shown), status=409)
    if request.htmx:
        saved = {"visit": visit, "saved": True, "notes_mark": talking.mark_of(visit.notes)}
        return render(request, "counter/_visit_notes.html#saved", saved)
    messages.success(request, _("Notes saved."))
    return redirect(visit)


def _again(request: Request, visit: Visit, **form: Any) -> HttpResponse:
    return render(request, "counter/visit.html", context(request, visit, **form), status=422)
