"""Login by password, as the administrator lets people use it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.http import Request, reads, writes
from desk.login.actions import enrolling
from desk.login.forms import SwitchOnForm
from desk.login.models import PasswordAccess, SecondFactor
from desk.login.views.sessions import keeper
from desk.login.views.trying import answered, tried
from desk.people.models import User
from desk.records import access


@reads(keeper)
def fallback(request: Request) -> HttpResponse:
    """Everybody of the desk, and who may log in by password until when."""
    people = User.objects.filter(is_active=True).order_by("last_name", "first_name")
    given = {access.user_id: access for access in PasswordAccess.objects.in_force()}
    ready = set(SecondFactor.objects.values_list("user_id", flat=True))
    rows = [(person, given.get(person.pk), person.pk in ready) for person in people]
    return render(request, "login/fallback.html", {"rows": rows})


@writes(keeper, form=True)
def of(request: Request, pk: int) -> HttpResponse:
    """Switch it on for one person, until a day and with a reason; the one-time code is shown once."""
    whose = get_object_or_404(User, pk=pk)
    form = SwitchOnForm(request.POST or None, initial=SwitchOnForm.usual())
    attempt = None
    if form.is_bound:
        attempt = tried(form, lambda given: enrolling.switch_on(user=whose, by=request.user, **given))
        if attempt.done:
            context = {"whose": whose, "code": attempt.result, "hours": enrolling.START_HOURS}
            return render(request, "login/handed_over.html", context)
    access.shows(request, "user", pk)
    context = {
        "whose": whose, "form": form,
        "access": PasswordAccess.objects.filter(user=whose).select_related("given_by").first(),
        "factor": SecondFactor.objects.filter(user=whose).first(),
    }  # fmt: skip
    return answered(render(request, "login/fallback_of.html", context), attempt)


@writes(keeper)
def off(request: Request, pk: int) -> HttpResponse:
    """Switch it off."""
    enrolling.switch_off(user=get_object_or_404(User, pk=pk), by=request.user)
    messages.success(request, _("Login by password was switched off."))
    return redirect("entry:fallback_of", pk)
