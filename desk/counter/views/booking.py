"""The calendar of bookings, booking a place, and moving or cancelling a booking."""

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from desk import workdays
from desk.clients.models import Client, ContactPoint, Person
from desk.counter import booking
from desk.counter.actions import booking as deeds
from desk.counter.booking_forms import BookForm
from desk.counter.enums import VisitState
from desk.counter.models import Office, Visit
from desk.counter.views.answers import DESK, attempt, office_of, shows_visit, visit_of
from desk.enquiries import favourites
from desk.enquiries.models import Enquiry
from desk.http import Refused, Request, reads, writes
from desk.people.permissions import at_the_desk
from desk.people.roster import desk_people
from desk.records.access import shows

WEEK = timedelta(days=7)


@reads(at_the_desk)
def calendar(request: Request) -> HttpResponse:
    """A week of an office: who is booked, and where places are left."""
    office = _office(request)
    if office is None:
        return render(request, "counter/no_office.html")
    about = _about(request)
    return render(request, "counter/calendar.html", {**about, **_week(request, office, about["asked"])})


@reads(at_the_desk)
def book_for_client(request: Request, client: int) -> HttpResponse:
    """The calendar, to book for this client."""
    served = get_object_or_404(Client, pk=client)
    return redirect(f"{_calendar()}?{urlencode({'client': served.pk})}")


@writes(at_the_desk, form=True)
def book(request: Request) -> HttpResponse:
    """The booking form of one place; the client or the enquiry it is for stands in the address."""
    if "at" not in request.GET:
        return redirect("counter:calendar")
    office, about = office_of(request.GET.get("office", "")), _about(request)
    at = _moment(request.GET["at"])
    client, enquiry = about["client"], about["enquiry"]
    topics, _mine = favourites.with_all(request.user)
    day = workdays.day_of(at)
    form = BookForm(request.POST or None, topics, desk_people(day, day), _likely(client, enquiry))
    if request.method == "POST" and form.is_valid():
        person = about["person"]
        try:
            visit = deeds.book(
                office=office, at=at, client=client, person=person, enquiry=enquiry, by=request.user,
                **form.cleaned_data,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            told = _("Booked. A confirmation goes by e-mail.") if visit.email else _("Booked.")
            messages.success(request, told)
            return redirect(visit)
    back = f"{_calendar()}?{urlencode({'office': office.code, 'week': str(day), **about['asked']})}"
    context = {**about, "office": office, "at": at, "form": form, "back": back}
    return render(request, "counter/book.html", context, status=422 if form.errors else 200)


@writes(at_the_desk, form=True)
def change_booking(request: Request, pk: int) -> HttpResponse:
    """Another time or office for a booking, or its end."""
    visit = visit_of(pk)
    if visit.state != VisitState.BOOKED:
        messages.error(request, _("Only a booking can be moved."))
        return redirect(visit)
    if request.method == "POST":
        office, at = office_of(request.POST.get("office", "")), _moment(request.POST.get("at", ""))
        said = _("The booking is moved.")
        attempt(request, lambda: deeds.change_time(visit=visit, office=office, at=at, by=request.user), said)
        return redirect(visit)
    shown = _office(request, visit.office) or visit.office
    shows_visit(request, visit)
    assert visit.booked_for is not None
    week = _week(request, shown, {}, workdays.day_of(visit.booked_for))
    return render(request, "counter/book_move.html", {**week, "visit": visit})


@writes(at_the_desk)
def cancel_booking(request: Request, pk: int) -> HttpResponse:
    """The booked visit will not take place."""
    visit = visit_of(pk)
    attempt(request, lambda: deeds.cancel(visit=visit, by=request.user), _("The booking is cancelled."))
    return redirect(visit)


def _calendar() -> str:
    return reverse("counter:calendar")


def _office(request: Request, usual: Office | None = None) -> Office | None:
    """The office asked for, else the usual one, else where this person sits."""
    if code := request.GET.get("office"):
        return office_of(code)
    if usual is not None:
        return usual
    offices = Office.objects.open()
    return offices.filter(desks=request.session.get(DESK, 0)).first() or offices.first()


def _moment(text: str) -> datetime:
    """A wall-clock moment of Tallinn as an address carries it, or 404."""
    try:
        at = datetime.fromisoformat(text[:16])
    except ValueError:
        raise Http404 from None
    return workdays.at(at.date(), at.time())


def _about(request: Request) -> dict[str, Any]:
    """For whom is booked: the client, or the enquiry with its client and person."""
    asked: dict[str, int] = {}
    client, person, enquiry = None, None, None
    if (text := request.GET.get("enquiry", "")).isdigit():
        rows = Enquiry.objects.readable_by(request.user).select_related("client", "person")
        enquiry = get_object_or_404(rows, pk=text)
        client, person = enquiry.client, enquiry.person
        asked["enquiry"] = enquiry.pk
    elif (text := request.GET.get("client", "")).isdigit():
        client = get_object_or_404(Client, pk=text)
        asked["client"] = client.pk
        if (text := request.GET.get("person", "")).isdigit():
            person = get_object_or_404(Person, pk=text, roles__client=client, roles__ended_at=None)
            asked["person"] = person.pk
    purpose = f"enquiry:{enquiry.pk}" if enquiry else ""
    if client is not None:
        shows(request, "client", client.pk, client_id=client.pk, purpose=purpose)
    if person is not None:
        shows(request, "person", person.pk, client_id=client.pk if client else None, purpose=purpose)
    return {"client": client, "person": person, "enquiry": enquiry, "asked": asked}


def _likely(client: Client | None, enquiry: Enquiry | None) -> dict[str, Any]:
    """What is known already, offered in the form."""
    likely: dict[str, Any] = {}
    if client is not None:
        address = ContactPoint.objects.emails().of_client(client.pk).usable().first()
        likely |= {"language": client.language, "email": address.value if address else ""}
    if enquiry is not None:
        likely |= {"language": enquiry.language, "topic": enquiry.topic_id}
    return likely


def _week(
    request: Request, office: Office, asked: dict[str, int], usual: date | None = None
) -> dict[str, Any]:
    """The week that was asked for, its places as links, and its bookings."""
    today = workdays.today()
    try:
        day = parse_date(request.GET.get("week", "")) or usual or today
    except ValueError:
        day = usual or today
    day = min(max(day, today - 52 * WEEK), today + 104 * WEEK)
    monday = day - timedelta(days=day.weekday())
    rows = Visit.objects.of_office(office.pk or 0).booked_between(
        workdays.at(monday, time.min), workdays.at(monday + WEEK, time.min)
    )
    booked = list(rows.shown().order_by("booked_for", "pk"))
    days: list[dict[str, Any]] = []
    for each, places in booking.places(office, monday, 7):
        visits = [one for one in booked if one.booked_for and workdays.day_of(one.booked_for) == each]
        if each.weekday() > 4 and not places and not visits:
            continue
        links = [
            {"place": place, "query": urlencode({"office": office.code, "at": place.at, **asked})}
            for place in places
        ]
        days.append(
            {"day": each, "places": links, "visits": visits, "holiday": workdays.holiday(each),
             "today": each == today}
        )  # fmt: skip
    for visit in booked:
        shows_visit(request, visit)
    return {
        "office": office,
        "offices": [(each, _query(each, monday, asked)) for each in Office.objects.open()],
        "days": days,
        "before": _query(office, monday - WEEK, asked),
        "after": _query(office, monday + WEEK, asked),
        "first": next((one for each in days for one in each["places"] if one["place"].left), None),
    }


def _query(office: Office, monday: date, asked: dict[str, int]) -> str:
    return urlencode({"office": office.code, "week": str(monday), **asked})
