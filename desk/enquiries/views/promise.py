"""One promise: its page with its story, showing that it was kept, another time, attempts, open again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk import clock
from desk.enquiries import actions, deadlines
from desk.enquiries import evidence as proof
from desk.enquiries.actions.reaching import vain
from desk.enquiries.models import Promise, ReachAttempt
from desk.enquiries.promise_forms import WAITS, AttemptForm, KeepForm, PostponeForm, ReopenForm
from desk.enquiries.story import evidence_page, story
from desk.enquiries.views.enquiries import names_shown
from desk.http import Refused, Request, reads, writes
from desk.mail.models import Message
from desk.people.deputies import stands_in_for
from desk.people.permissions import at_the_desk


def found(request: Request, pk: int) -> Promise:
    """The promise with what its pages show; 404 for whom its enquiry is kept from."""
    rows = Promise.objects.readable_by(request.user).shown().select_related("made_by", "replaces")
    attempts = Prefetch("attempts", ReachAttempt.objects.select_related("by"))
    promise = get_object_or_404(rows.prefetch_related(attempts), pk=pk)
    names_shown(request, promise.enquiry, f"enquiry:{promise.enquiry_id}")
    return promise


def context(promise: Promise, request: Request, **forms: Any) -> dict[str, Any]:
    """What the promise's page shows; `forms` are those that came back with errors."""
    wanted, done = deadlines.amount("attempts"), vain(promise) if promise.is_owed else 0
    return {
        "promise": promise,
        "enquiry": promise.enquiry,
        "now": clock.now(),
        "story": story(promise),
        "evidence_url": evidence_page(promise.evidence_kind, promise.evidence_id),
        "followed_by": Promise.objects.filter(replaces=promise).first(),
        "wanted": wanted,
        "done": done,
        "enough": done >= wanted,
        "standing_in": stands_in_for(request.user),
        "attempt_form": AttemptForm(
            initial={"channel": promise.channel, "step": len(promise.attempts.all()) + 1}
        ),
        "reopen_form": ReopenForm(),
        **forms,
    }


@reads(at_the_desk)
def page(request: Request, pk: int) -> HttpResponse:
    """One promise with its story and what can be done about it."""
    promise = found(request, pk)
    return render(request, "enquiries/promise.html", context(promise, request))


def _choices(promise: Promise) -> list[proof.Candidate]:
    """Records that show it, and letters on their way, which may."""
    letters = proof.on_the_way(promise)[: proof.MOST]
    waits = [proof.Candidate(WAITS, letter.pk, proof.waiting_line(letter)) for letter in letters]
    return [*proof.candidates(promise), *waits]


@writes(at_the_desk, form=True)
def keep(request: Request, pk: int) -> HttpResponse:
    """Point at the record that shows that the client was told, or at a letter that is on its way."""
    promise = found(request, pk)
    if not promise.is_owed:
        return redirect(promise.enquiry)
    form = KeepForm(request.POST or None, found=_choices(promise))
    if form.is_valid():
        (kind, record), said_by = form.cleaned_data["evidence"], form.cleaned_data["said_by"]
        try:
            if kind == WAITS:
                letter = Message.objects.get(pk=record)
                actions.wait_for(promise=promise, message=letter, by=request.user)
                messages.success(request, _("The promise is kept once the letter has not come back."))
            else:
                actions.keep(promise=promise, evidence=(kind, record), said_by=said_by, by=request.user)
                messages.success(request, _("The promise is kept."))
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            return redirect(promise.enquiry)
    return render(request, "enquiries/keep.html", {"form": form, "promise": promise, "now": clock.now()})


@writes(at_the_desk, form=True)
def postpone(request: Request, pk: int) -> HttpResponse:
    """Agree on another time: a new promise, once the client has heard of it."""
    promise = found(request, pk)
    initial = {"what": promise.what, "channel": promise.channel}
    told = [one for one in proof.candidates(promise) if one.kind in actions.TELLS]
    form = PostponeForm(request.POST or None, found=told, initial=initial)
    if form.is_valid():
        try:
            anew = actions.postpone(promise=promise, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("Another time is agreed."))
            return redirect(anew)
    shown = {"form": form, "promise": promise, "now": clock.now(), "told": told}
    return render(request, "enquiries/postpone.html", shown)


@writes(at_the_desk)
def attempt(request: Request, pk: int) -> HttpResponse:
    """Write down a try to reach the client."""
    form = AttemptForm(request.POST)
    return _done(request, pk, form, "attempt_form", lambda promise, values: actions.try_to_reach(
        promise=promise, by=request.user, **values
    ))  # fmt: skip


@writes(at_the_desk)
def reopen(request: Request, pk: int) -> HttpResponse:
    """It is not kept after all: a wrong record was chosen, or the client was not told."""
    form = ReopenForm(request.POST)
    return _done(request, pk, form, "reopen_form", lambda promise, values: actions.reopen_promise(
        promise=promise, by=request.user, **values
    ))  # fmt: skip


def _done(
    request: Request,
    pk: int,
    form: AttemptForm | ReopenForm,
    name: str,
    act: Callable[[Promise, dict[str, Any]], object],
) -> HttpResponse:
    promise = found(request, pk)
    if form.is_valid():
        try:
            act(promise, form.cleaned_data)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            return redirect(promise)
    return render(request, "enquiries/promise.html", context(promise, request, **{name: form}))
