"""An enquiry and a known fault: tied, taken back, proved; many at once; and the banner that all see."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import clock, slots
from desk.enquiries import actions, letters
from desk.enquiries.models import Enquiry, Fault, FaultTie
from desk.enquiries.reach import addresses
from desk.enquiries.views.enquiries import names_shown
from desk.http import Refused, Request, reads, writes
from desk.people.permissions import anyone, at_the_desk

MOST = 100  # enquiries offered at once
HIDDEN = "faults_hidden"  # cookie: versions of faults that this person has put out of sight
WEEK = 7 * 24 * 3600  # seconds


def _enquiry(request: Request, pk: int) -> Enquiry:
    return get_object_or_404(Enquiry.objects.readable_by(request.user).shown(), pk=pk)


@reads(at_the_desk)
def panel(request: Request, pk: int) -> HttpResponse:
    """For the enquiry's page: the fault it is about, or those that it might be about."""
    enquiry = _enquiry(request, pk)
    names_shown(request, enquiry, f"enquiry:{pk}")
    rows = FaultTie.objects.filter(enquiry=enquiry).standing().select_related("fault", "proof")
    tie = rows.first()
    lasting = list(Fault.objects.lasting()) if tie is None and enquiry.is_open else []
    lasting.sort(key=lambda one: one.topic_id != enquiry.topic_id)
    reached = tie is not None and bool(addresses([enquiry]))
    context = {"enquiry": enquiry, "tie": tie, "lasting": lasting, "reached": reached, "now": clock.now()}
    return render(request, "enquiries/fault_panel.html", context)


@writes(at_the_desk)
def tie(request: Request, pk: int) -> HttpResponse:
    """The enquiry is about this fault (`fault`), or is not after all (`untie`)."""
    enquiry = _enquiry(request, pk)
    try:
        if "untie" in request.POST:
            actions.untie(enquiry=enquiry, by=request.user)
        else:
            fault = get_object_or_404(Fault, pk=_number(request.POST.get("fault", "")))
            actions.tie(enquiry=enquiry, fault=fault, by=request.user)
            messages.success(request, _("The client will be told when the fault is over."))
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return redirect(enquiry)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


@writes(at_the_desk, form=True)
def many(request: Request, pk: int) -> HttpResponse:
    """Tie several open enquiries at once: those of the fault's topic, or all (`?all=1`)."""
    fault = get_object_or_404(Fault, pk=pk)
    open_ones = Enquiry.objects.open().readable_by(request.user).counted().filter(fault_tie=None)
    if request.method == "POST":
        chosen = [int(value) for value in request.POST.getlist("enquiry") if value.isdecimal()][:MOST]
        _tie_all(request, fault, list(open_ones.filter(pk__in=chosen).order_by("pk")))
        return redirect(fault)
    everything = "all" in request.GET
    found = open_ones if everything else open_ones.filter(topic_id=fault.topic_id)
    rows = list(found.shown().newest_first()[:MOST])
    for enquiry in rows:
        names_shown(request, enquiry, "list")
    return render(
        request, "enquiries/fault_many.html", {"fault": fault, "rows": rows, "everything": everything}
    )


@writes(at_the_desk)
def choose(request: Request) -> HttpResponse:
    """Rows of the list (`chosen`): the fault that they are about is chosen, then they are tied."""
    numbers = [int(value) for value in request.POST.getlist("chosen") if value.isdecimal()][:MOST]
    chosen = list(Enquiry.objects.open().readable_by(request.user).filter(pk__in=numbers).order_by("pk"))
    if not chosen:
        messages.error(request, _("Choose the enquiries."))
        return redirect("enquiries:index")
    if "fault" in request.POST:
        fault = get_object_or_404(Fault, pk=_number(request.POST["fault"]))
        _tie_all(request, fault, chosen)
        return redirect(fault)
    context = {"chosen": chosen, "faults": list(Fault.objects.lasting()), "now": clock.now()}
    return render(request, "enquiries/fault_choose.html", context)


def _tie_all(request: Request, fault: Fault, enquiries: list[Enquiry]) -> None:
    tied = 0
    texts: list[str] = []
    for enquiry in enquiries:
        try:
            actions.tie(enquiry=enquiry, fault=fault, by=request.user)
            tied += 1
        except Refused as refused:
            texts += refused.texts
    said = ngettext("%(n)s enquiry was tied.", "%(n)s enquiries were tied.", tied) % {"n": tied}
    messages.success(request, said)
    for text in dict.fromkeys(texts):
        messages.error(request, text)


@writes(at_the_desk)
def prove(request: Request, pk: int) -> HttpResponse:
    """Write to the client that they turned to us."""
    enquiry = _enquiry(request, pk)
    found = get_object_or_404(FaultTie.objects.select_related("fault"), enquiry=enquiry)
    try:
        actions.prove(tie=found, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    else:
        messages.success(request, _("The confirmation is in the mail."))
    return redirect(enquiry)


@reads(at_the_desk)
def proof(request: Request, pk: int) -> HttpResponse:
    """The same on paper, in the client's language."""
    enquiry = _enquiry(request, pk)
    found = get_object_or_404(FaultTie.objects.select_related("fault", "enquiry"), enquiry=enquiry)
    names_shown(request, enquiry, f"enquiry:{pk}")
    with translation.override(enquiry.language):
        context = {"enquiry": enquiry, "texts": letters.confirmed(found, found.fault), "now": clock.now()}
        return render(request, "enquiries/fault_proof.html", context)


@reads(anyone)
def banner(request: Request) -> HttpResponse:
    """What is down and since when, for every page; what the person has put out of sight stays there."""
    hidden = _hidden(request)
    faults = _with_facts([one for one in Fault.objects.lasting() if one.version not in hidden])
    return render(request, "enquiries/fault_banner.html", {"faults": faults, "now": clock.now()})


@writes(anyone)
def hide(request: Request) -> HttpResponse:
    """Put a fault out of this person's sight, until it changes."""
    shown = list(Fault.objects.lasting())
    versions = {one.version for one in shown}
    kept = (_hidden(request) | {request.POST.get("version", "")}) & versions
    left = _with_facts([one for one in shown if one.version not in kept])
    if request.htmx:
        response = render(request, "enquiries/fault_banner.html", {"faults": left, "now": clock.now()})
    else:
        response = redirect("home")
    response.set_cookie(HIDDEN, ".".join(sorted(kept)), max_age=WEEK, samesite="Lax", httponly=True)
    return response


def _with_facts(faults: list[Fault]) -> list[Fault]:
    """With what other rooms say of them: how the second level stands with each."""
    for ask in slots.each("FAULT_FACTS") if faults else ():
        said = ask([one.pk for one in faults])
        for one in faults:
            one.facts = [*one.facts, *said.get(one.pk, [])]
    return faults


def _hidden(request: Request) -> set[str]:
    return {part for part in request.COOKIES.get(HIDDEN, "").split(".") if part}
