"""The visitor's own page, and what is done with the visit as a whole."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from desk.clients.models import Client
from desk.counter import closing, forms, specialists, workflow
from desk.counter.actions import handing, serving, talking
from desk.counter.actions import visits as door
from desk.counter.enums import Identified, VisitState
from desk.counter.models import Visit, VisitEnquiry
from desk.counter.views.answers import attempt, done, my_desk, shows_visit, visit_of
from desk.enquiries import favourites
from desk.enquiries.models import Enquiry, OutcomeCode
from desk.http import Refused, Request, reads, writes
from desk.people.models import User
from desk.people.permissions import at_the_desk
from desk.people.spans import clock_text
from desk.records.access import shows
from desk.records.purpose import of_client

# Each room draws its own; one that has no such panel is left out.
PANELS = (
    ("registry:client_panel", gettext_lazy("Right of representation")),
    ("contracts:client_panel", gettext_lazy("Documents")),
    ("tickets:client_panel", gettext_lazy("Tickets")),
    ("enquiries:client_panel", gettext_lazy("Enquiries")),
)
OTHERS = 5  # open enquiries of the client that are offered as "about this"


def address(name: str, *parts: Any) -> str:
    """The page of another room, or one that is not there yet: then empty."""
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return ""


@reads(at_the_desk)
def page(request: Request, pk: int) -> HttpResponse:
    """Everything that is done while the visitor sits at the desk."""
    return render(request, "counter/visit.html", context(request, visit_of(pk)))


def context(request: Request, visit: Visit, **more: Any) -> dict[str, Any]:
    """Everything on the page; `more` are forms that came back with errors, and what a search found."""
    shows_visit(request, visit)
    links = [link for link in closing.about(visit) if link.enquiry.concerns_id != request.user.pk]
    values = {
        "visit": visit,
        "links": links,
        "found": {"text": "", "clients": [], "persons": []},
        "desk": my_desk(request, visit.office_id),
        "times": _times(visit),
        "missing": [] if visit.is_over or visit.waits else closing.missing(visit, links=links)[:-1],
        "may_reopen": not workflow.refuses_reopening(visit, request.user),
        "reopen_form": forms.ReopenForm(auto_id="reopen_%s"),
        "documents": Identified.choices,
        "papers": address("counter:visit_papers", visit.pk),
        **_about(request, visit, links),
        **_forms(request, visit, links),
        **more,
    }
    values["focus"] = _focus(values)
    return values


def _times(visit: Visit) -> list[dict[str, Any]]:
    """How long each state lasted, or lasts until now."""
    now = clock.now()

    def spent(start: datetime, end: datetime | None) -> str:
        return clock_text((end or now) - start)

    rows = visit.periods.select_related("user", "desk")
    return [{"span": row, "spent": spent(row.started_at, row.ended_at)} for row in rows]


def _about(request: Request, visit: Visit, links: list[VisitEnquiry]) -> dict[str, Any]:
    others: list[Enquiry] = []
    if visit.client_id and not visit.is_over:
        here = [link.enquiry_id for link in links]
        rows = Enquiry.objects.open().readable_by(request.user).for_client(visit.client_id)
        others = list(rows.exclude(pk__in=here).shown().newest_first()[:OTHERS])
    panels = [
        {"url": url, "title": title}
        for name, title in PANELS
        if visit.client_id and (url := address(name, visit.client_id))
    ]
    return {"others": others, "panels": panels, "draft": bool(address("contracts:draft", 1))}


def _forms(request: Request, visit: Visit, links: list[VisitEnquiry]) -> dict[str, Any]:
    kept = {
        "notes_form": forms.NotesForm({"notes": visit.notes}, auto_id="visit_%s"),
        "notes_mark": talking.mark_of(visit.notes),
    }
    if visit.is_over:
        return kept
    topics, mine = favourites.with_all(request.user)
    open_ones = [link.enquiry for link in links if link.enquiry.is_open]
    choices = [("", ""), *forms.grouped(topics)]
    codes = list(OutcomeCode.objects.selectable())
    likely = None if visit.client_id or visit.person_id else _plain(codes)
    said = {"language": visit.language}
    return {
        **kept,
        "person_form": forms.PersonForm(auto_id="person_%s", initial=said),
        "client_form": forms.ClientForm(auto_id="client_%s", initial=said),
        "enquiry_form": forms.EnquiryForm(None, topics, None if links else visit.topic_id),
        "favourites": mine,
        "correct_form": forms.CorrectForm(None, visit, open_ones, choices) if open_ones else None,
        "finish_form": forms.FinishForm(None, codes, likely),
        "likely": likely,
    }


def _plain(codes: list[OutcomeCode]) -> OutcomeCode | None:
    """A question of nobody in particular ends with advice."""
    return next((code for code in codes if code.no_client and code.solved), None)


def _focus(page: dict[str, Any]) -> str:
    """Id of the field or button that is needed next; empty when nothing is."""
    visit = page["visit"]
    if visit.is_over or visit.waits:
        return ""
    if visit.state == VisitState.CALLED:
        return "serve-button"
    if page["links"]:
        return "finish-button" if page["likely"] else "finish_outcome"
    return "enquiry_topic" if visit.client_id or visit.person_id else "visitor-text"


@reads(at_the_desk)
def client_panel(request: Request, client: int) -> HttpResponse:
    """The last visits on behalf of this client."""
    whose = get_object_or_404(Client, pk=client)
    shows(request, "client", client, client_id=client, purpose=of_client(request, client))
    rows = list(Visit.objects.for_client(client).shown().newest_first()[:10])
    for visit in rows:
        shows_visit(request, visit)
    return render(request, "counter/client_panel.html", {"client": whose, "visits": rows})


@writes(at_the_desk)
def call(request: Request, pk: int) -> HttpResponse:
    """Call this visitor out of turn, to the desk where I sit."""
    visit = visit_of(pk)
    desk = my_desk(request, visit.office_id)
    if desk is None:
        attempt(request, _no_desk)
        return redirect("counter:reception", visit.office.code)
    if attempt(request, lambda: serving.call(visit=visit, desk=desk, by=request.user)):
        return redirect(visit)
    return redirect("counter:reception", visit.office.code)


def _no_desk() -> None:
    raise Refused(_("Choose the desk where you sit."))


@writes(at_the_desk)
def serve(request: Request, pk: int) -> HttpResponse:
    """The visitor is at the desk."""
    visit = visit_of(pk)
    desk = my_desk(request, visit.office_id)
    return done(request, visit, lambda: serving.serve(visit=visit, desk=desk, by=request.user))


@writes(at_the_desk)
def take_back(request: Request, pk: int) -> HttpResponse:
    """The call was a slip."""
    visit = visit_of(pk)
    said = _("The visitor waits again, in the old place.")
    return done(request, visit, lambda: serving.take_back(visit=visit, by=request.user), said)


@writes(at_the_desk, form=True)
def hand(request: Request, pk: int) -> HttpResponse:
    """For whom the visitor shall wait: everybody with where they are and when they are free."""
    visit = visit_of(pk)
    if request.method == "POST":
        to = get_object_or_404(User, pk=request.POST.get("to") or 0, is_active=True)
        said = _("%(number)s waits for %(name)s.") % {"number": visit.number, "name": to}
        if attempt(request, lambda: handing.hand(visit=visit, to=to, by=request.user), said):
            return redirect("counter:reception", visit.office.code)
        return redirect("counter:hand", pk)
    shows_visit(request, visit)
    people = specialists.everyone(request.user)
    rows = sorted(people.values(), key=lambda one: (one.absent, not one.free))
    return render(request, "counter/hand.html", {"visit": visit, "rows": rows})


@writes(at_the_desk)
def release(request: Request, pk: int) -> HttpResponse:
    """Anyone may call the visitor."""
    visit = visit_of(pk)
    said = _("Anyone may call %(number)s now.") % {"number": visit.number}
    return done(request, visit, lambda: handing.release(visit=visit, by=request.user), said)


@writes(at_the_desk)
def leave(request: Request, pk: int) -> HttpResponse:
    """The visitor has left, or did not come to the desk."""
    visit = visit_of(pk)
    return done(
        request, visit, lambda: door.leave(visit=visit, by=request.user), _("Noted: the visitor left.")
    )


@writes(at_the_desk)
def come_back(request: Request, pk: int) -> HttpResponse:
    """The visitor is here after all."""
    visit = visit_of(pk)
    return done(request, visit, lambda: door.come_back(visit=visit, by=request.user))


@writes(at_the_desk)
def arrived(request: Request, pk: int) -> HttpResponse:
    """Who booked is here, and gets a number."""
    visit = visit_of(pk)
    if attempt(request, lambda: door.arrive_booked(visit=visit, by=request.user)):
        attempt(request, lambda: None, _("The visitor's number is %(number)s.") % {"number": visit.number})
    return done(request, visit, lambda: None)


@writes(at_the_desk)
def did_not_come(request: Request, pk: int) -> HttpResponse:
    """Who booked did not come."""
    visit = visit_of(pk)
    return done(request, visit, lambda: door.did_not_come(visit=visit, by=request.user))


@writes(at_the_desk)
def finish(request: Request, pk: int) -> HttpResponse:
    """End the visit with an outcome; what is missing is named. Then the next visitor."""
    visit = visit_of(pk)
    form = forms.FinishForm(request.POST)
    if not form.is_valid():
        return render(request, "counter/visit.html", context(request, visit, finish_form=form), status=422)
    outcome = form.cleaned_data["outcome"]
    said = _("Visit %(number)s is over. What the visitor said at the door is emptied.") % {
        "number": visit.number
    }
    if attempt(request, lambda: serving.finish(visit=visit, outcome=outcome, by=request.user), said):
        return redirect("counter:reception", visit.office.code)
    return redirect(visit)


@writes(at_the_desk)
def reopen(request: Request, pk: int) -> HttpResponse:
    """Take back an end that was a slip, with the reason."""
    visit = visit_of(pk)
    form = forms.ReopenForm(request.POST)
    if not form.is_valid():
        return render(request, "counter/visit.html", context(request, visit, reopen_form=form), status=422)
    why = form.cleaned_data["why"]
    return done(request, visit, lambda: serving.reopen(visit=visit, why=why, by=request.user))
