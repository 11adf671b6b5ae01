"""What is done with a paper that is there: handed over, taken back, given back, accepted, dropped."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from desk.counter.actions import accepting, papers, routing
from desk.counter.models import IncomingMail
from desk.counter.paper_forms import AcceptForm, CorrectForm, HandForm
from desk.counter.routing import accepts, takes_papers_in
from desk.counter.views.papers import readable
from desk.http import Refused, Request, writes


def _done(request: Request, mail: IncomingMail, act: Callable[[], object], text: str) -> HttpResponse:
    """Back to the paper, with what was done or why it was not."""
    try:
        act()
    except Refused as refused:
        for each in refused.texts:
            messages.error(request, each)
    else:
        messages.success(request, text)
    return redirect(mail)


def _wrong(request: Request, mail: IncomingMail, form: AcceptForm | HandForm) -> HttpResponse:
    for texts in form.errors.values():
        for text in texts:
            messages.error(request, str(text))
    return redirect(mail)


@writes(takes_papers_in)
def hand(request: Request, pk: int) -> HttpResponse:
    """To the registrar, or to the named specialist."""
    mail = readable(request, pk)
    form = HandForm(request.POST)
    if not form.is_valid():
        return _wrong(request, mail, form)
    given = form.cleaned_data
    return _done(
        request, mail, lambda: routing.hand(mail=mail, by=request.user, **given),
        _("%(number)s is handed over.") % {"number": mail.number},
    )  # fmt: skip


@writes(takes_papers_in)
def take_back(request: Request, pk: int) -> HttpResponse:
    """Handed to the wrong one by a slip."""
    mail = readable(request, pk)
    return _done(request, mail, lambda: routing.take_back(mail=mail, by=request.user), _("It is taken back."))


@writes(accepts)
def give_back(request: Request, pk: int) -> HttpResponse:
    """Not for whom it was handed to."""
    mail, reason = readable(request, pk), request.POST.get("reason", "")
    return _done(
        request, mail, lambda: routing.give_back(mail=mail, reason=reason, by=request.user),
        _("It is given back."),
    )  # fmt: skip


@writes(accepts)
def accept(request: Request, pk: int) -> HttpResponse:
    """Accepted, with its reference in the register."""
    mail = readable(request, pk)
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return _wrong(request, mail, form)
    given = form.cleaned_data
    return _done(request, mail, lambda: accepting.accept(mail=mail, by=request.user, **given), _("Accepted."))


@writes(accepts)
def reopen(request: Request, pk: int) -> HttpResponse:
    """The wrong row was accepted."""
    mail = readable(request, pk)
    return _done(
        request, mail, lambda: accepting.reopen(mail=mail, by=request.user),
        _("The acceptance is taken back."),
    )  # fmt: skip


@writes(accepts)
def correct(request: Request, pk: int) -> HttpResponse:
    """The reference was wrong."""
    mail = readable(request, pk)
    form = CorrectForm(request.POST)
    if not form.is_valid():
        return _wrong(request, mail, form)
    given = form.cleaned_data
    return _done(
        request, mail, lambda: accepting.correct(mail=mail, by=request.user, **given),
        _("The reference is corrected."),
    )  # fmt: skip


@writes(takes_papers_in)
def drop(request: Request, pk: int) -> HttpResponse:
    """Taken in by mistake."""
    mail, reason = readable(request, pk), request.POST.get("reason", "")
    return _done(
        request, mail, lambda: papers.drop(mail=mail, reason=reason, by=request.user), _("It is dropped.")
    )


@writes(takes_papers_in)
def pick_up(request: Request, pk: int) -> HttpResponse:
    """It was no mistake."""
    mail = readable(request, pk)
    return _done(
        request, mail, lambda: papers.pick_up(mail=mail, by=request.user), _("It is on the counter again.")
    )
