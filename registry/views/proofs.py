"""Proof from elsewhere: taking it in, its page, the file for a reason that is logged, taking back, ending."""

from typing import Any

from babel import Locale
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from desk.clients.models import Client
from desk.http import Refused, Request, reads, writes
from desk.people import approvals
from desk.people.models import Approval
from desk.people.permissions import DESK
from desk.records import blobs, filecheck, purpose
from desk.records.access import shows
from desk.records.enums import Reason
from registry import actions, papers
from registry.actions.proofs import KIND
from registry.enums import ProofKind, Standing
from registry.forms import MOST_ROWS, ProofEntry, WhyForm
from registry.models import Check, Proof
from registry.permissions import asks, sees_checks


@writes(asks, form=True)
def take_print_out(request: Request, pk: int) -> HttpResponse:
    """A print-out or other proof for the act of one check."""
    check = get_object_or_404(Check.objects.select_related("client"), pk=pk)
    if check.client is None:
        raise Http404
    return _take(request, check.client, check)


@writes(asks, form=True)
def take_standing(request: Request, client: int) -> HttpResponse:
    """Standing proof of a body outside the register, or of a unit of one."""
    return _take(request, get_object_or_404(Client, pk=client), None)


def _take(request: Request, client: Client, check: Check | None) -> HttpResponse:
    """The form; "one more person" draws it with another row and judges nothing yet."""
    shows(request, "client", client.pk, client_id=client.pk, purpose=purpose.of_client(request, client.pk))
    kind = ProofKind.PRINT_OUT if check else ProofKind.STANDING
    given = request.POST if request.method == "POST" else None
    entry = ProofEntry(kind, client.country, given, request.FILES, more="more" in request.POST)
    if given is not None and "more" not in given and entry.is_valid():
        refused = _taken(request, client, check, entry)
        if isinstance(refused, Proof):
            messages.success(request, _taken_text(refused))
            return redirect(refused)
        entry.refuse(refused.texts)
    context = {
        "client": client, "check": check, "entry": entry, "most": MOST_ROWS,
        "reasons": _treaties(), "here": (check or client).get_absolute_url(),
    }  # fmt: skip
    return render(request, "registry/take_proof.html", context)


def _taken(request: Request, client: Client, check: Check | None, entry: ProofEntry) -> Proof | Refused:
    files = entry.main.cleaned_data
    facts: dict[str, Any] = {
        "paper": entry.paper, "file": files["file"], "translation": files["translation_file"],
        "by": request.user,
    }  # fmt: skip
    try:
        if check is not None:
            return actions.take_print_out(check=check, **facts)
        return actions.take_standing(client=client, **facts)
    except Refused as refused:
        return refused


def _taken_text(proof: Proof) -> str:
    if proof.state == Standing.IN_FORCE:
        return _("The proof is in force.")
    return _("The proof is taken in; it counts once a second person has looked at it.")


def _treaties() -> list[str]:
    """Reasons that are offered, never taken for granted."""
    names = Locale.parse(get_language() or "et").territories
    text = _("Treaty of legal assistance with the country: %(country)s")
    return [text % {"country": names[code]} for code in papers.TREATY_COUNTRIES]


@reads(sees_checks)
def page(request: Request, pk: int) -> HttpResponse:
    """One proof: what it shows, who looked at it, and what may be done with it now."""
    related = ("client", "by", "second_by", "ended_by", "check_row")
    proof = get_object_or_404(Proof.objects.select_related(*related), pk=pk)
    client = proof.client
    approval = Approval.objects.waiting().of(KIND, ("proof", pk)).first()
    refusal = approvals.refusal(approval, request.user) if approval else ""
    decides = approval is not None and not refusal
    why = purpose.of_client(request, client.pk) or (f"proof:{pk}" if decides else "")
    shows(request, "client", client.pk, client_id=client.pk, purpose=why)
    words = Locale.parse(get_language() or "et")
    context = {
        "proof": proof,
        "client": client,
        "persons": list(proof.persons.all()),
        "country": words.territories.get(proof.country, proof.country),
        "language": words.languages.get(proof.language, proof.language),
        "approval": approval,
        "refusal": refusal,
        # Whoever neither decides nor has work with the client needs the names, not the codes.
        "codes": bool(why) and request.user.holds(*DESK),
        "why_form": WhyForm(),
        "reasons": Reason.choices,
        "may": asks(request.user) is None,
        "checks": list(Check.objects.resting_on(proof=proof)[:10]),
    }
    return render(request, "registry/proof.html", context)


@reads(sees_checks, methods=("POST",))
def file(request: Request, pk: int) -> HttpResponse:
    """The document or its translation as it was taken in; the reason goes to the access log."""
    proof = get_object_or_404(Proof.objects.select_related("file", "translation_file"), pk=pk)
    reason = request.POST.get("reason", "")
    if reason not in Reason.values:
        messages.error(request, _("Choose why you look."))
        return redirect(proof)
    translation = request.POST.get("which") == "translation"
    blob = proof.translation_file if translation else proof.file
    if blob is None:
        raise Http404
    shows(request, "proof_file", proof.pk, client_id=proof.client_id, purpose=reason)
    content_type, _inline = filecheck.served_as(blob.content_type)
    name = proof.translation_name if translation else proof.file_name
    answer = HttpResponse(blobs.read(blob), content_type=content_type)
    # Our number and the ending: a name given by others may hold anything, even a person's name.
    ending = name.rpartition(".")[2].lower() if "." in name else "bin"
    safe = ending if ending.isascii() and ending.isalnum() else "bin"
    answer["Content-Disposition"] = f'attachment; filename="proof-{proof.pk}.{safe[:8]}"'
    answer["Cache-Control"] = "no-store"
    return answer


@writes(asks)
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take an own proof back before anybody has looked at it."""
    proof = get_object_or_404(Proof, pk=pk)
    try:
        actions.withdraw_proof(proof=proof, by=request.user)
        messages.success(request, _("The proof is taken back."))
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return redirect(proof)


@writes(asks)
def end(request: Request, pk: int) -> HttpResponse:
    """The proof no longer counts; why stands beside it."""
    proof = get_object_or_404(Proof, pk=pk)
    try:
        actions.end_proof(proof=proof, why=request.POST.get("why", ""), by=request.user)
        messages.success(request, _("The proof is ended."))
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return redirect(proof)


def of_client(client: Client) -> list[Proof]:
    """Standing proof for the client's panel: what counts or waits first, then what is over."""
    rows = Proof.objects.for_client(client.pk).standing().select_related("by", "second_by")
    order = {Standing.IN_FORCE.value: 0, Standing.PROPOSED.value: 1}
    return sorted(rows[:10], key=lambda proof: (order.get(proof.state, 2), proof.is_over, -proof.pk))[:5]
