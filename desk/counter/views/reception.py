"""What a person at the counter works in all day: who waits, who serves whom where, who comes next."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.counter import forms, specialists
from desk.counter.actions import serving, visits
from desk.counter.enums import VisitState
from desk.counter.models import Desk, Office, Period, Visit, VisitQuerySet
from desk.counter.views.answers import DESK, attempt, my_desk, office_of, shows_visit
from desk.enquiries import favourites
from desk.http import Refused, Request, reads, writes
from desk.people.deputies import works_for
from desk.people.permissions import at_the_desk
from desk.people.spans import clock_text

LONG = timedelta(minutes=15)  # who waits longer stands out
SOON = timedelta(hours=2)  # booked ones that are shown
LAST = 8  # visits that are over
OUTCOME_KEYS = "vbjk"


@reads(at_the_desk)
def index(request: Request) -> HttpResponse:
    """The reception of the office where this person sits, else of the first one."""
    desk = Desk.objects.filter(pk=request.session.get(DESK, 0)).select_related("office").first()
    office = desk.office if desk is not None and desk.office.active else Office.objects.open().first()
    if office is None:
        return render(request, "counter/no_office.html")
    return redirect("counter:reception", office.code)


@reads(at_the_desk)
def reception(request: Request, code: str) -> HttpResponse:
    """The whole reception; a page that is open asks for what moves alone."""
    office = office_of(code)
    if request.htmx:
        return render(request, "counter/reception.html#live", {"office": office, **_room(request, office)})
    return render(request, "counter/reception.html", _context(request, office))


def _context(request: Request, office: Office, **more: Any) -> dict[str, Any]:
    topics, mine = favourites.with_all(request.user)
    desks = list(Desk.objects.filter(active=True).select_related("office").order_by("office", "number"))
    here = [desk for desk in desks if desk.office_id == office.pk]
    offices = {desk.office_id: desk.office for desk in desks} | {office.pk or 0: office}
    sits = next((desk for desk in here if desk.pk == request.session.get(DESK)), None)
    people = specialists.everyone(request.user)
    outcomes = list(forms.at_the_door()[: len(OUTCOME_KEYS)])
    return {
        "office": office,
        "offices": sorted(offices.values(), key=lambda one: (one.position, one.code)),
        "desk": sits,
        "desk_form": forms.DeskForm(None, here, sits.pk if sits else None),
        "arrival_form": forms.ArrivalForm(topics=topics, people=people.values()),
        "favourites": mine or topics[: favourites.KEYS],
        "outcomes": list(zip(outcomes, OUTCOME_KEYS, strict=False)),
        **_room(request, office, people),
        **more,
    }


def _room(
    request: Request, office: Office, people: dict[int, specialists.Whereabouts] | None = None
) -> dict[str, Any]:
    """What moves: who waits, is served, is expected, was here."""
    now = clock.now()
    people = specialists.everyone(request.user) if people is None else people
    visits_here = list(
        Visit.objects.of_office(office.pk or 0).in_the_room().shown().order_by("queued_at", "pk")
    )
    waiting = [_row(visit, now, people) for visit in visits_here if visit.waits]
    served = [visit for visit in visits_here if visit.in_hand]
    since = dict(Period.objects.filter(visit__in=served, ended_at=None).values_list("visit", "started_at"))
    midnight = workdays.at(workdays.day_of(now), time.min)
    mine = works_for(request.user)
    expected = list(Visit.objects.of_office(office.pk or 0).expected(midnight, now + SOON).shown())
    over = list(_over(office, midnight))
    for visit in [*visits_here, *expected, *over]:
        shows_visit(request, visit)
    return {
        "waiting": waiting,
        "for_me": [
            row for row in waiting if row["visit"].state == "waiting" or row["visit"].specialist_id in mine
        ],
        "mine": mine,
        "served": [{"visit": visit, **_spent(since.get(visit.pk, now), now)} for visit in served],
        "in_hand": next((visit for visit in served if visit.user_id == request.user.pk), None),
        "expected": [
            {"visit": visit, "late": visit.booked_for < now} for visit in expected if visit.booked_for
        ],
        "over": over,
    }


def _over(office: Office, since: datetime) -> VisitQuerySet:
    """The last ones of today, so that a slip is taken back from here."""
    today = Visit.objects.of_office(office.pk or 0).filter(over_at__gte=since, arrived_at__gte=since)
    return today.over().shown().order_by("-over_at", "-pk")[:LAST]


def _row(visit: Visit, now: datetime, people: dict[int, specialists.Whereabouts]) -> dict[str, Any]:
    assert visit.queued_at is not None  # whoever waits has come
    waited = now - visit.queued_at
    return {
        "visit": visit,
        "long": waited > LONG,
        "early": waited < timedelta(),
        "where": people.get(visit.specialist_id or 0) if visit.state == VisitState.HANDED else None,
        **_spent(visit.queued_at, now),
    }


def _spent(since: datetime, now: datetime) -> dict[str, Any]:
    spent = max(timedelta(), now - since)
    return {"seconds": int(spent.total_seconds()), "spent": clock_text(spent)}


@writes(at_the_desk)
def sit(request: Request, code: str) -> HttpResponse:
    """Say at which desk I sit; kept until I log out."""
    office = office_of(code)
    desk = get_object_or_404(Desk, pk=request.POST.get("desk") or 0, office=office, active=True)
    request.session[DESK] = desk.pk
    return redirect("counter:reception", code)


@writes(at_the_desk)
def arrive(request: Request, code: str) -> HttpResponse:
    """Somebody came in: he gets a number."""
    office = office_of(code)
    form = forms.ArrivalForm(request.POST)
    if not form.is_valid():
        return _again(request, office, form)
    try:
        visit = visits.arrive(office=office, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, list(refused.texts))
        return _again(request, office, form)
    messages.success(request, format_html(_("The visitor's number is <strong>{}</strong>."), visit.number))
    return redirect("counter:reception", code)


def _again(request: Request, office: Office, form: forms.ArrivalForm) -> HttpResponse:
    context = _context(request, office)
    drawn = context["arrival_form"]
    # What was filled in, with the choices of the page.
    form.fields = drawn.fields
    return render(request, "counter/reception.html", {**context, "arrival_form": form}, status=422)


@writes(at_the_desk)
def quick(request: Request, code: str) -> HttpResponse:
    """A question at the door was answered: topic and outcome, one key each."""
    office = office_of(code)
    form = forms.QuickForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what it was about, then how it ended."))
        return redirect("counter:reception", code)
    asked = form.cleaned_data
    said = _("Written down: %(topic)s, %(outcome)s.") % {"topic": asked["topic"], "outcome": asked["outcome"]}
    attempt(request, lambda: visits.serve_quickly(office=office, by=request.user, **asked), said)
    return redirect("counter:reception", code)


@writes(at_the_desk)
def call_next(request: Request, code: str) -> HttpResponse:
    """Call whoever waits longest of those whom this person may call, and open the visit."""
    office = office_of(code)
    desk = my_desk(request, office.pk or 0)
    if desk is None:
        messages.error(request, _("Choose the desk where you sit."))
        return redirect("counter:reception", code)
    try:
        return redirect(serving.call_next(office=office, desk=desk, by=request.user))
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
        return redirect("counter:reception", code)


@writes(at_the_desk, form=True)
def note_later(request: Request, code: str) -> HttpResponse:
    """Visits that were written on paper while the desk was down, one after another."""
    office = office_of(code)
    topics, _mine = favourites.with_all(request.user)
    people = [one.person for one in specialists.everyone(request.user).values()]
    form = forms.PaperForm(request.POST or None, topics, people, request.user)
    if request.method == "POST" and form.is_valid():
        facts = {
            name: form.cleaned_data[name]
            for name in ("topic", "question", "outcome", "served_by", "language")
        }
        facts |= {"client": form.cleaned_data["code"], **form.moments()}
        try:
            visit = visits.note_later(office=office, by=request.user, **facts)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            url = visit.get_absolute_url()
            messages.success(
                request,
                format_html(_('Saved: <a href="{}">visit {}</a>. Write down the next one.'), url, visit),
            )
            return redirect("counter:note_later", code)
    status = 422 if form.errors else 200
    return render(request, "counter/note_later.html", {"office": office, "form": form}, status=status)


@reads(at_the_desk)
def home_panel(request: Request) -> HttpResponse:
    """My visitor, who waits for me by name, and how many wait in each office."""
    mine = works_for(request.user)
    waiting = list(Visit.objects.waiting().shown()[:100])
    in_hand = list(Visit.objects.in_hand(*mine).shown())
    named = [visit for visit in waiting if visit.specialist_id in mine and visit.state == VisitState.HANDED]
    for visit in [*in_hand, *named]:
        shows_visit(request, visit)
    offices: dict[int, dict[str, Any]] = {}
    for visit in waiting:
        row = offices.setdefault(visit.office_id, {"office": visit.office, "n": 0, "since": visit.queued_at})
        row["n"] += 1
    now = clock.now()
    for row in offices.values():
        row |= _spent(row["since"], now)
    context = {"in_hand": in_hand, "named": named, "offices": list(offices.values()), "mine": request.user.pk}
    return render(request, "counter/home_panel.html", context)
