"""Coming in by password and second factor, and setting both up."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from desk.http import Refused, Request, public_writes, writes
from desk.login import factors, kept, standing
from desk.login.actions import enrolling, entering
from desk.login.actions.enrolling import Start
from desk.login.forms import (
    ChangePasswordForm,
    DemoForm,
    EnrolForm,
    EnterForm,
    PasswordAgainForm,
    StartForm,
)
from desk.login.providers import services
from desk.login.standing import Standing
from desk.login.views.trying import answered, tried
from desk.people.permissions import anyone


@public_writes("everybody comes in here; in a demo by name and password, whose guessing is slowed", form=True)
def log_in(request: Request) -> HttpResponse:
    """The ways to come in that this installation has."""
    back = request.POST.get("next") or request.GET.get("next", "")
    stands = standing.of(request)
    if stands is Standing.IN:
        return redirect(kept.safe(request, back))
    if stands is Standing.LOCKED:
        return redirect(f"{reverse('entry:unlock')}?{urlencode({'next': kept.safe(request, back)})}")
    form, attempt = None, None
    if settings.DEMO:
        form = DemoForm(request.POST or None, first=not services())
    if form is not None and form.is_bound:
        attempt = tried(
            form,
            lambda given: entering.by_demo_password(
                request, name=given["username"], password=given["password"]
            ),
        )
        if attempt.done:
            return redirect(kept.safe(request, back))
    return answered(render(request, "registration/login.html", {"form": form, "next": back}), attempt)


@public_writes("who comes in by password: guessing is slowed for person and address", form=True)
def password(request: Request) -> HttpResponse:
    """Name, password and code; for whom an administrator has switched it on."""
    form, back = EnterForm(request.POST or None), request.POST.get("next") or request.GET.get("next", "")
    attempt = None
    if form.is_bound:
        attempt = tried(
            form,
            lambda given: entering.by_password(
                request, name=given["username"], password=given["password"], code=given["code"]
            ),
        )
        if attempt.done:
            return redirect(kept.safe(request, back))
    return answered(render(request, "login/password.html", {"form": form, "next": back}), attempt)


@public_writes("who sets up password and authenticator holds a one-time code; guessing is slowed", form=True)
def enrol(request: Request) -> HttpResponse:
    """First the one-time code, then the password and the authenticator, then the recovery codes."""
    if "state" in request.POST:
        return _set_up(request)
    form = StartForm(request.POST or None)
    attempt = None
    if form.is_bound:
        attempt = tried(
            form,
            lambda given: enrolling.begun(request, name=given["username"], code=given["start"]),
        )
        if attempt.done:
            start: Start = attempt.result
            return _authenticator(request, start, EnrolForm(initial={"state": start.sealed()}))
    return answered(render(request, "login/start.html", {"form": form}), attempt)


def _set_up(request: Request) -> HttpResponse:
    try:
        start = enrolling.going_on(request.POST["state"])
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
        return redirect("entry:enrol")
    form = EnrolForm(request.POST)
    attempt = tried(
        form,
        lambda given: enrolling.enrol(request, start=start, password=given["password"], code=given["code"]),
    )
    if attempt.done:
        return render(request, "login/recovery.html", {"codes": attempt.result, "fresh": True})
    return answered(_authenticator(request, start, form), attempt)


def _authenticator(request: Request, start: Start, form: EnrolForm) -> HttpResponse:
    context = {
        "form": form, "who": start.user,
        "picture": factors.picture(start.secret, start.user.username),
        "secret": " ".join(start.secret[at : at + 4] for at in range(0, len(start.secret), 4)),
    }  # fmt: skip
    return render(request, "login/authenticator.html", context)


@writes(anyone, form=True)
def change_password(request: Request) -> HttpResponse:
    """Another password, of one's own choice."""
    form = ChangePasswordForm(request.POST or None)
    attempt = None
    if form.is_bound:
        attempt = tried(form, lambda given: enrolling.change_password(request, by=request.user, **given))
        if attempt.done:
            messages.success(request, _("Your password was changed; your other sessions were ended."))
            return redirect("entry:sessions")
    return answered(render(request, "login/change_password.html", {"form": form}), attempt)


@writes(anyone, form=True)
def recovery_codes(request: Request) -> HttpResponse:
    """Ten other recovery codes, shown once, for who gives the password once more."""
    form = PasswordAgainForm(request.POST or None)
    attempt = None
    if form.is_bound:
        attempt = tried(form, lambda given: enrolling.new_recovery_codes(request, by=request.user, **given))
        if attempt.done:
            return render(request, "login/recovery.html", {"codes": attempt.result, "fresh": False})
    return answered(render(request, "login/new_recovery.html", {"form": form}), attempt)
