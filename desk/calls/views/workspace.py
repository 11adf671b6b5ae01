"""The call workspace: who calls, on whose behalf, about what, and how it ends."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.calls import actions, forms
from desk.calls.models import Call
from desk.calls.views.answers import call_of, done
from desk.calls.views.whole import context, mine_or
from desk.clients.models import Client, Person
from desk.clients.search import find_clients, find_persons
from desk.enquiries.actions import use_guide
from desk.enquiries.models import Enquiry
from desk.guides.models import GuideVersion
from desk.http import Request, reads, writes
from desk.people.permissions import at_the_desk
from desk.records.access import shows

SEARCHED = 10  # clients and persons in the list of a search


@reads(at_the_desk)
def workspace(request: Request, pk: int) -> HttpResponse:
    """Everything that is done while somebody is on the phone."""
    call, others = mine_or(request, pk)
    return render(request, "calls/workspace.html", context(request, call, hand=others))


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
        return render(request, "calls/_found.html", {"call": call, "found": found})
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
    """Save the notes as they stand; the page sends them while they are typed, when left, and on leaving.

    Notes that somebody else saved meanwhile are not overwritten: both texts are shown (409).
    """
    call = call_of(pk)
    form = forms.NotesForm(request.POST, auto_id="call_%s")
    if not form.is_valid():
        return _again(request, call, notes_form=form)
    text, was = form.cleaned_data["notes"], request.POST.get("mine") or request.POST.get("was")
    try:
        actions.write_notes(call=call, text=text, was=was, by=request.user)
    except actions.NotesChanged as changed:
        # Whatever saves itself goes on colliding, until the person has chosen.
        clash = {
            "theirs": changed.theirs,
            "both": f"{changed.theirs}\n\n{text.strip()}",
            "mark": actions.mark_of(changed.theirs),
        }
        shown = {"notes_form": form, "notes_mark": was, "clash": clash}
        if request.htmx:
            return render(request, "calls/_notes.html#saved", {"call": call, **shown})
        return render(request, "calls/workspace.html", context(request, call, **shown), status=409)
    if request.htmx:
        saved = {"call": call, "saved": True, "notes_mark": actions.mark_of(call.notes)}
        return render(request, "calls/_notes.html#saved", saved)
    messages.success(request, _("Notes saved."))
    return redirect(call)


@writes(at_the_desk)
def enquiry(request: Request, pk: int) -> HttpResponse:
    """Write down what the caller asks, or say which open enquiry the call is about."""
    call = call_of(pk)
    if request.POST.get("enquiry", "").isdigit():
        known = get_object_or_404(Enquiry.objects.readable_by(request.user), pk=request.POST["enquiry"])
        return done(request, call, lambda: actions.link_enquiry(call=call, enquiry=known, by=request.user))
    form = forms.EnquiryForm(request.POST, auto_id="enquiry_%s")
    if not form.is_valid():
        return _again(request, call, enquiry_form=form)
    asked, by = form.cleaned_data, request.user

    def take() -> None:
        taken = actions.take_enquiry(call=call, topic=asked["topic"], question=asked["question"], by=by)
        # The guide that was open beside the question goes on with it.
        if (guide := request.POST.get("guide", "")).isdigit():
            version = get_object_or_404(GuideVersion.objects.in_force(), pk=guide)
            use_guide(enquiry=taken, version=version, by=by)

    return done(request, call, take)


@writes(at_the_desk)
def correct(request: Request, pk: int) -> HttpResponse:
    """Put a mis-click right: another topic, or not about this enquiry at all."""
    call = call_of(pk)
    form = forms.CorrectForm(request.POST, call)
    topic = form.cleaned_data.get("topic") if form.is_valid() else None
    if not form.is_valid() or (topic is None and "unlink" not in request.POST):
        messages.error(request, _("Choose the enquiry and its right topic."))
        return redirect(call)
    known = form.cleaned_data["enquiry"]
    if topic is None or "unlink" in request.POST:
        return done(request, call, lambda: actions.unlink_enquiry(call=call, enquiry=known, by=request.user))
    return done(
        request,
        call,
        lambda: actions.correct_topic(call=call, enquiry=known, topic=topic, by=request.user),
        _("The topic is corrected."),
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
    form = forms.FinishForm(request.POST)
    if not form.is_valid():
        return _again(request, call, finish_form=form)
    outcome = form.cleaned_data["outcome"]
    return done(
        request,
        call,
        lambda: actions.close(call=call, outcome=outcome, by=request.user),
        _("The call is finished."),
    )


@writes(at_the_desk)
def reopen(request: Request, pk: int) -> HttpResponse:
    """Take back a finish that was a mis-click."""
    call = call_of(pk)
    return done(
        request, call, lambda: actions.reopen(call=call, by=request.user), _("The call is open again.")
    )


def _again(request: Request, call: Call, **form: Any) -> HttpResponse:
    return render(request, "calls/workspace.html", context(request, call, **form), status=422)
