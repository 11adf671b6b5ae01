"""Promised calls: the worklist, one of them, and the grid of times in which a new one is promised."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.calls import forms, times
from desk.calls.actions import callbacks as deeds
from desk.calls.enums import AttemptResult, CallbackState
from desk.calls.models import Call, Callback, CallbackAttempt, CallbackQuerySet
from desk.calls.views.answers import call_of, done, shows_call
from desk.clients.models import Client, ContactPoint
from desk.enquiries.models import Enquiry
from desk.http import Refused, Request, reads, writes
from desk.people.deputies import stands_in_for, works_for
from desk.people.models import User
from desk.people.permissions import at_the_desk
from desk.records.access import shows

MOST = 100  # rows of a worklist


def shows_callback(request: Request, callback: Callback) -> None:
    """A callback shows its client and caller; it is itself the purpose."""
    purpose = f"callback:{callback.pk}"
    if callback.client_id:
        shows(request, "client", callback.client_id, client_id=callback.client_id, purpose=purpose)
    if callback.person_id:
        shows(request, "person", callback.person_id, client_id=callback.client_id, purpose=purpose)


def _whose(request: Request, chosen: str) -> CallbackQuerySet:
    planned = Callback.objects.planned().readable_by(request.user)
    if chosen == "mine":
        return planned.filter(owner__in=works_for(request.user))
    if chosen == "anyone":
        return planned.filter(owner=None)
    if chosen == "todo":
        return planned.for_anyone_or(set(works_for(request.user)))
    return planned


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@reads(at_the_desk)
def index(request: Request) -> HttpResponse:
    """Whom to call now and whom later: mine and anyone's, or of one kind only; `day` narrows to one day."""
    now, kinds = clock.now(), ("todo", "mine", "anyone", "all")
    chosen = request.GET.get("whose", "")
    chosen = chosen if chosen in kinds else "todo"
    rows = _whose(request, chosen)
    days = sorted({workdays.day_of(at) for at in rows.values_list("slot_at", flat=True)})
    day = _day(request.GET.get("day", ""))
    if day is not None:
        start = workdays.at(day, time())
        rows = rows.filter(slot_at__gte=start, slot_at__lt=workdays.at(day + timedelta(days=1), time()))
    page = list(rows.shown().prefetch_related("attempts").order_by("slot_at", "pk")[:MOST])
    for row in page:
        shows_callback(request, row)
    context = {
        "due": [row for row in page if row.slot_at <= now],
        "later": [row for row in page if row.slot_at > now],
        "late_before": now - times.HALF_HOUR,
        "chosen": chosen,
        "standing_in": stands_in_for(request.user),
        "tabs": [
            ("todo", _("Mine and anyone's")), ("mine", _("Mine")), ("anyone", _("Anyone's")),
            ("all", _("Everyone's")),
        ],
        "days": days,
        "day": day,
    }  # fmt: skip
    return render(request, "calls/callbacks.html", context)


def _callback(request: Request, pk: int) -> Callback:
    return get_object_or_404(Callback.objects.readable_by(request.user).shown(), pk=pk)


@reads(at_the_desk)
def page(request: Request, pk: int) -> HttpResponse:
    """One callback: whom, when, what was tried, and what to do next."""
    tried = CallbackAttempt.objects.select_related("by")
    rows = Callback.objects.readable_by(request.user).shown().prefetch_related(Prefetch("attempts", tried))
    callback = get_object_or_404(rows, pk=pk)
    shows_callback(request, callback)
    planned = callback.state == CallbackState.PLANNED
    context = {
        "callback": callback,
        "attempts": list(callback.attempts.all()),
        "results": AttemptResult.choices,
        "steps": deeds.STEPS,
        "grid": times.grid(times.places(clock.now())) if planned else None,
        "spoken": _spoken_since(callback) if planned else None,
        "late": planned and callback.slot_at < clock.now() - times.HALF_HOUR,
        "in_place": _in_place(request.user, callback.owner_id),
    }
    return render(request, "calls/callback.html", context)


def _in_place(user: User, owner_id: int | None) -> bool:
    """Whether this person makes an absent owner's callback today; nobody's and own ones cost no query."""
    return owner_id not in (None, user.pk) and owner_id in works_for(user)


def _spoken_since(callback: Callback) -> Call | None:
    """They were on the phone with us after it was promised: the callback may have become needless."""
    since = Call.objects.counted().filter(number=callback.number, answered_at__gte=callback.made_at)
    return since.exclude(pk=callback.origin_id or 0).newest_first().first()


@writes(at_the_desk)
def change(request: Request, pk: int) -> HttpResponse:
    """Take it, give it back, move it to another time, or say that it is no longer needed."""
    callback, by = _callback(request, pk), request.user
    if "take" in request.POST:
        return done(request, callback, lambda: deeds.claim(callback=callback, by=by))
    if "give_back" in request.POST:
        return done(request, callback, lambda: deeds.give_back(callback=callback, by=by))
    if "cancel" in request.POST:
        return done(request, callback, lambda: deeds.cancel(callback=callback, by=by))
    at = _moment(request.POST.get("slot_at", ""))
    if at is None:
        messages.error(request, _("Choose a time."))
        return redirect(callback)
    return done(
        request, callback, lambda: deeds.move(callback=callback, slot_at=at, by=by), _("The time is changed.")
    )


@writes(at_the_desk)
def attempt(request: Request, pk: int) -> HttpResponse:
    """How the call ended: reached opens its workspace, the rest shows what comes next."""
    callback = _callback(request, pk)
    result = request.POST.get("result", "")
    if result not in AttemptResult.values:
        messages.error(request, _("Say how the call ended."))
        return redirect(callback)
    try:
        shown = request.POST.get("step", "")
        step = int(shown) if shown.isdigit() else None
        made = deeds.attempt(callback=callback, result=result, by=request.user, step=step)
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
        return redirect(callback)
    return redirect(made.call or callback)


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=workdays.TALLINN)


@writes(at_the_desk, form=True)
def plan_for_call(request: Request, pk: int) -> HttpResponse:
    """Promise a callback in or after this call, or for a missed one."""
    call = call_of(pk)
    shows_call(request, call)
    mine = Enquiry.objects.open().readable_by(request.user).filter(calls=call)
    enquiry = mine.newest_first().first()
    return _plan(request, call.get_absolute_url(), call.number, call=call, enquiry=enquiry)


@writes(at_the_desk, form=True)
def plan_for_enquiry(request: Request, pk: int) -> HttpResponse:
    """Promise a callback about this enquiry."""
    enquiry = get_object_or_404(Enquiry.objects.readable_by(request.user).shown(), pk=pk)
    for kind, row in (("client", enquiry.client_id), ("person", enquiry.person_id)):
        if row:
            shows(request, kind, row, client_id=enquiry.client_id, purpose=f"enquiry:{pk}")
    number = _known_number(client_id=enquiry.client_id, person_id=enquiry.person_id)
    return _plan(request, enquiry.get_absolute_url(), number, enquiry=enquiry)


@writes(at_the_desk, form=True)
def plan_for_client(request: Request, pk: int) -> HttpResponse:
    """Promise a callback to this client."""
    client = get_object_or_404(Client, pk=pk)
    shows(request, "client", pk, client_id=pk, purpose="list")
    return _plan(request, client.get_absolute_url(), _known_number(client_id=pk), client=client)


def _known_number(*, client_id: int | None, person_id: int | None = None) -> str:
    phones = ContactPoint.objects.phones().usable()
    for owner in ({"person_id": person_id}, {"client_id": client_id}):
        if all(owner.values()) and (contact := phones.filter(**owner).first()) is not None:
            return contact.value
    return ""


def _plan(request: Request, back: str, number: str, **about: Any) -> HttpResponse:
    form = forms.CallbackForm(request.POST or None, initial={"number": number})
    if about.get("enquiry") is None:
        del form.fields["what"]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            callback = deeds.plan(
                by=request.user,
                slot_at=_moment(request.POST.get("slot_at", "")),
                number=said["number"],
                owner=request.user if said["whose"] == "me" else None,
                what=said.get("what", ""),
                **about,
            )
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The callback is planned."))
            return redirect(callback)
    offered = times.places(clock.now())
    first = next((place for place in offered if place.free), None)
    context = {"form": form, "grid": times.grid(offered), "first": first, "back": back, "about": about}
    return render(request, "calls/plan.html", context, status=422 if form.errors else 200)


@reads(at_the_desk)
def of_call(request: Request, pk: int) -> HttpResponse:
    """What was promised in this call and how it went, for the call's page."""
    rows = Callback.objects.filter(origin_id=pk) | Callback.objects.filter(attempts__call_id=pk)
    call = call_of(pk)
    shows_call(request, call)
    return _panel(request, rows.distinct(), {"call": call})


@reads(at_the_desk)
def of_enquiry(request: Request, pk: int) -> HttpResponse:
    """What was promised about this enquiry and how it went, for the enquiry's page."""
    about = get_object_or_404(Enquiry.objects.readable_by(request.user), pk=pk)
    return _panel(request, Callback.objects.filter(enquiry=about), {"enquiry": about})


def _panel(request: Request, rows: CallbackQuerySet, about: dict[str, Any]) -> HttpResponse:
    found = list(
        rows.readable_by(request.user).shown().prefetch_related("attempts").order_by("-slot_at", "-pk")[:10]
    )
    for row in found:
        shows_callback(request, row)
    return render(request, "calls/callbacks_panel.html", {"callbacks": found, **about})
