"""The strip of known faults above a call, the one key, and the protocol for abusive callers."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from desk import clock
from desk.calls import actions, workflow
from desk.calls.enums import State
from desk.calls.models import WARNING, Abuse, Call, SpokenText
from desk.calls.views.answers import call_of, done, shows_call
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Enquiry, Fault, FaultTie
from desk.http import Request, reads, writes
from desk.people.permissions import at_the_desk

KEYS = ("q", "z", "j")  # of the first faults, each its own: pressed twice it is about the same one


def language_of(call: Call) -> str:
    """In which language this caller is spoken to."""
    return (call.person.language if call.person else "") or call.language or "et"


def lasting(language: str) -> list[dict[str, Any]]:
    """What lasts, with the text to read out in this language."""
    return [
        {"fault": one, "text": one.text(language), "language": language} for one in Fault.objects.lasting()
    ]


@reads(at_the_desk)
def strip(request: Request, pk: int) -> HttpResponse:
    """What is down now, to read out to this caller; what the call is tied to; and the abuse protocol."""
    call = call_of(pk)
    shows_call(request, call)
    language = language_of(call)
    rows = lasting(language)
    ties = list(FaultTie.objects.filter(enquiry__calls=call).select_related("fault", "enquiry"))
    tied = {tie.fault_id: tie for tie in ties}
    abuse = Abuse.objects.filter(call=call).select_related("caution").first()
    # One key has one meaning: while the protocol is open it is not about faults.
    keys = iter(() if abuse else KEYS)
    speaks = call.user_id == request.user.pk and call.state in (State.ANSWERED, State.WRAP_UP)
    for row in rows:
        row["tie"] = tied.pop(row["fault"].pk, None)
        row["key"] = next(keys, "")
    warning = SpokenText.objects.filter(code=WARNING).first() if abuse and not abuse.ended_at else None
    context = {
        "call": call,
        "rows": rows,
        "others": list(tied.values()),  # over meanwhile
        "ties": ties,
        "now": clock.now(),
        "speaks": speaks,
        "abuse": abuse,
        "warning": warning.text(language) if warning else "",
        "language": language,
        "may_reopen": call.state == State.CLOSED and not workflow.refuses_taking_back(call, request.user),
        "mine": call.user_id == request.user.pk,
    }
    return render(request, "calls/strip.html", context)


@writes(at_the_desk)
def tie(request: Request, pk: int, fault: int) -> HttpResponse:
    """The call is about this fault: promised, tied, and finished with the conversation."""
    call, known = call_of(pk), get_object_or_404(Fault, pk=fault)
    return done(request, call, lambda: actions.tie_fault(call=call, fault=known, by=request.user))


@writes(at_the_desk)
def untie(request: Request, pk: int, enquiry: int) -> HttpResponse:
    """The key was a slip."""
    call = call_of(pk)
    tied = get_object_or_404(Enquiry.objects.filter(calls=call), pk=enquiry)
    return done(
        request,
        call,
        lambda: actions.untie_fault(call=call, enquiry=tied, by=request.user),
        _("The call is not about this fault."),
    )


@writes(at_the_desk)
def prove(request: Request, pk: int, enquiry: int) -> HttpResponse:
    """The caller wants it in writing that they turned to us."""
    call = call_of(pk)
    tied = get_object_or_404(FaultTie.objects.select_related("fault"), enquiry=enquiry, enquiry__calls=call)
    return done(
        request,
        call,
        lambda: enquiries.prove(tie=tied, by=request.user),
        _("The confirmation is in the mail."),
    )


@writes(at_the_desk)
def abuse(request: Request, pk: int) -> HttpResponse:
    """The next step of the protocol: opened, warned, ended, put away, or a break after it."""
    call, by = call_of(pk), request.user
    if "warned" in request.POST:
        return done(request, call, lambda: actions.warn(call=call, by=by))
    if "end" in request.POST:
        return done(request, call, lambda: actions.end_abuse(call=call, by=by), _ended(call))
    if "away" in request.POST:
        return done(request, call, lambda: actions.put_away_abuse(call=call, by=by))
    if "rest" in request.POST:
        return done(request, call, lambda: actions.rest_after(call=call, by=by), _("You are on a break."))
    return done(request, call, lambda: actions.open_abuse(call=call, by=by))


def _ended(call: Call) -> str:
    if call.state == State.ANSWERED and call.line_id is not None:
        return _("Lay the receiver down: the call is finished with it.")
    return _("The call is finished.")
