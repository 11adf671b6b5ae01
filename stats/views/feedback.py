"""What a person sees of the own reviews, what was agreed, times of listening; and asking for a review."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.http import Request, reads, writes
from desk.people.permissions import at_the_desk
from stats.actions import sampling
from stats.enums.quality import SampleState, Why
from stats.forms import quality as forms
from stats.models import Booking, Coaching, Review, Sample
from stats.quality.facts import number_of
from stats.quality.figures import mean_of_own
from stats.quality.finding import by_number
from stats.views.answers import tried

SHOWN = 50


def _page(request: Request, form: forms.AskForm, status: int = 200) -> HttpResponse:
    me = request.user.pk or 0
    reviews = list(Review.objects.shown_to(me).whole()[:SHOWN])
    asked = Sample.objects.filter(person=me, why=Why.ASKED, state=SampleState.OPEN)
    context = {
        "reviews": [(each, number_of(each.work, each.subject_id)) for each in reviews],
        "mean": mean_of_own(each for each in reviews if not each.practice),
        "coachings": Coaching.objects.filter(person=me).shown().order_by("done_at", "due_on")[:SHOWN],
        "bookings": Booking.objects.filter(person=me).standing().from_now(clock.now()).select_related("lead"),
        "asked": [(each, number_of(each.work, each.subject_id)) for each in asked],
        "today": workdays.today(), "form": form, "shown": SHOWN,
    }  # fmt: skip
    return render(request, "stats/quality/mine.html", context, status=status)


@reads(at_the_desk)
def my_reviews(request: Request) -> HttpResponse:
    """Nobody else's reviews stand here, and the own stand beside nobody's."""
    return _page(request, forms.AskForm(initial={"number": request.GET.get("number", "")}))


@writes(at_the_desk)
def ask(request: Request) -> HttpResponse:
    """Ask for a review of the own work, by its number."""
    form = forms.AskForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    candidate, note = by_number(form.cleaned_data["number"]), form.cleaned_data["note"]
    if candidate is None or candidate.person_id != request.user.pk:
        form.add_error("number", _("No finished work of yours has this number."))
    elif tried(form, lambda: sampling.ask_review(candidate=candidate, note=note, by=request.user)):
        messages.success(request, _("Those who lead see that you ask for a review."))
        return redirect("stats:my_reviews")
    return _page(request, form, 422)
