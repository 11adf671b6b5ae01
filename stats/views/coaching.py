"""What was agreed after reviews, and calls that a lead listens to."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.calls.models import Call
from desk.http import Refused, Request, reads, writes
from desk.people import roster
from desk.people.permissions import LEADS, at_the_desk, leads
from stats.actions import coaching, listening
from stats.forms import quality as forms
from stats.models import Booking, Coaching
from stats.quality.finding import call_number
from stats.views.answers import done, tried

SHOWN = 100


@reads(leads)
def index(request: Request) -> HttpResponse:
    """What is open, the first due first; and what was done lately."""
    rows = Coaching.objects.shown().exclude(person=request.user)
    context = {
        "open": rows.filter(done_at=None).order_by("due_on", "pk")[:SHOWN],
        "done": rows.filter(done_at__isnull=False).order_by("-done_at")[:20],
        "today": workdays.today(),
    }
    return render(request, "stats/quality/coaching.html", context)


def _coaching_of(request: Request, pk: int) -> Coaching:
    """One that this person has part in, or leads; else 404."""
    found = Coaching.objects.shown().filter(pk=pk).first()
    user = request.user
    if found is None or (found.person_id != user.pk and not user.holds(*LEADS)):
        raise Http404
    return found


@reads(at_the_desk)
def page(request: Request, pk: int) -> HttpResponse:
    """What was agreed, how and until when; and what shows that it is done."""
    return _page(request, _coaching_of(request, pk), forms.EvidenceForm())


def _page(request: Request, row: Coaching, form: forms.EvidenceForm) -> HttpResponse:
    coaches = row.coach_id == request.user.pk
    context = {
        "coaching": row, "form": form, "today": workdays.today(), "coaches": coaches,
        "may_finish": row.done_at is None and request.user.pk in (row.person_id, row.coach_id),
        "due_form": forms.DueForm(auto_id="due_%s") if coaches and row.done_at is None else None,
        "follow_form": forms.FollowForm(coaching=row) if coaches else None,
        "leading": request.user.holds(*LEADS),
    }  # fmt: skip
    return render(request, "stats/quality/coached.html", context, status=422 if form.errors else 200)


@writes(at_the_desk)
def finish(request: Request, pk: int) -> HttpResponse:
    """It is done, and what shows it."""
    row, form = _coaching_of(request, pk), forms.EvidenceForm(request.POST)
    if form.is_valid():
        evidence = form.cleaned_data["evidence"]
        if tried(form, lambda: coaching.finish_coaching(coaching=row, evidence=evidence, by=request.user)):
            messages.success(request, _("It is done, and what shows it stands beside it."))
            return redirect(row)
    return _page(request, row, form)


@writes(leads)
def change_due(request: Request, pk: int) -> HttpResponse:
    """Another day for it."""
    row, form = _coaching_of(request, pk), forms.DueForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the day as 05.03.2027."))
        return redirect(row)
    due_on = form.cleaned_data["due_on"]
    return done(request, row, lambda: coaching.change_due(coaching=row, due_on=due_on, by=request.user))


@writes(leads)
def follow_up(request: Request, pk: int) -> HttpResponse:
    """In which later review it was looked at whether it helped."""
    row = _coaching_of(request, pk)
    form = forms.FollowForm(request.POST, coaching=row)
    if not form.is_valid():
        messages.error(request, _("Choose a review of the same person's work that was finished later."))
        return redirect(row)
    review = form.cleaned_data["review"]
    return done(request, row, lambda: coaching.follow_up(coaching=row, review=review, by=request.user))


@writes(leads, form=True)
def bookings(request: Request) -> HttpResponse:
    """Times that are booked for listening, and booking one more."""
    today = workdays.today()
    people = roster.desk_people(today, today).exclude(pk=request.user.pk)
    form = forms.BookForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        (start, end), said = form.span, form.cleaned_data
        if tried(
            form,
            lambda: listening.book(
                person=said["person"], starts_at=start, ends_at=end, note=said["note"], by=request.user
            ),
        ):
            messages.success(request, _("The specialist is told and answers whether the time suits."))
            return redirect("stats:listening")
    rows = Booking.objects.select_related("person", "lead", "call").exclude(person=request.user)
    context = {"form": form, "bookings": rows.order_by("-starts_at")[:SHOWN], "now": clock.now()}
    return render(request, "stats/quality/listening.html", context, status=422 if form.errors else 200)


def _booking_of(request: Request, pk: int) -> Booking:
    """One of the own calls, or to one who leads; else 404."""
    found = Booking.objects.select_related("person", "lead", "call").filter(pk=pk).first()
    user = request.user
    if found is None or (found.person_id != user.pk and not user.holds(*LEADS)):
        raise Http404
    return found


@reads(at_the_desk)
def booking(request: Request, pk: int) -> HttpResponse:
    """One booked time: the specialist answers here, and the lead says afterwards which call was heard."""
    row, now = _booking_of(request, pk), clock.now()
    open_one = row.state in listening.OPEN
    context = {
        "booking": row,
        "suits_form": forms.SuitsForm()
        if open_one and row.person_id == request.user.pk and row.starts_at > now
        else None,
        "heard_form": forms.HeardForm()
        if row.state == "agreed" and row.lead_id == request.user.pk and row.starts_at <= now
        else None,
        "may_cancel": open_one and row.lead_id == request.user.pk,
        "leading": request.user.holds(*LEADS),
    }
    return render(request, "stats/quality/booking.html", context)


@writes(at_the_desk)
def answer(request: Request, pk: int) -> HttpResponse:
    """The specialist agrees, or asks for another time."""
    row, form = _booking_of(request, pk), forms.SuitsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether the time suits."))
        return redirect("stats:booking", pk)
    suits, text = form.cleaned_data["suits"] == "yes", form.cleaned_data["text"]

    def deed() -> None:
        listening.answer(booking=row, suits=suits, text=text, by=request.user)

    done(request, "stats:my_reviews", deed, _("The lead is told."))
    return redirect("stats:booking", pk)


@writes(leads)
def cancel(request: Request, pk: int) -> HttpResponse:
    """The lead does not listen after all."""
    row = _booking_of(request, pk)
    return done(
        request, "stats:listening", lambda: listening.cancel(booking=row, by=request.user),
        _("It is cancelled; the specialist is told."),
    )  # fmt: skip


@writes(leads)
def heard(request: Request, pk: int) -> HttpResponse:
    """Which call was heard: its review begins."""
    row = _booking_of(request, pk)
    number = call_number(request.POST.get("number", ""))
    call = Call.objects.filter(pk=number).first() if number else None
    if call is None:
        messages.error(request, _("There is no call of this number."))
        return redirect("stats:booking", pk)
    try:
        return redirect(listening.heard(booking=row, call=call, by=request.user))
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return redirect("stats:booking", pk)
