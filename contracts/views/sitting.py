"""Signing for the agency in the browser: what lies before the signer, one by one, and what the card says."""

from collections.abc import Callable, Sequence

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from contracts.actions import signing
from contracts.actions import sitting as sittings
from contracts.models import AgencySignature, Sitting
from contracts.permissions import signs_for_agency
from contracts.signing import web_eid
from contracts.signing.refusals import NotSigned, sentence
from contracts.signing.signer import Message
from contracts.sitting import offering, steps
from contracts.sitting.steps import Document, Picture, Step
from desk.http import Refused, Request, reads, writes
from desk.records.access import shows

WHOLE = Sitting.objects.select_related("signer")
_framing = csp_replace({"frame-src": [SELF]})
_framed = csp_replace({"frame-ancestors": [SELF], "object-src": [SELF]})


@writes(signs_for_agency)
def begin(request: Request) -> HttpResponse:
    """Lay the chosen packages before the person, or all that may be signed; the others are told why not."""
    if "all" in request.POST:
        chosen = offering.signable(request.user)
    else:
        chosen = [int(each) for each in request.POST.getlist("package") if each.isdecimal()]
    try:
        begun = sittings.begin(packages=chosen, by=request.user)
    except Refused as refused:
        _tell(request, refused.texts)
        return redirect("contracts:agency")
    _tell(request, begun.refused)
    return _onward(steps.picture(begun.sitting), after=0)


@reads(signs_for_agency)
def page(request: Request, pk: int) -> HttpResponse:
    """The whole sitting: what is to be signed now, and what became of the rest."""
    return render(request, "contracts/sitting.html", _context(request, get_object_or_404(WHOLE, pk=pk)))


@reads(signs_for_agency)
def progress(request: Request, pk: int) -> HttpResponse:
    """The part of the page that changes while the card and the worker are at it."""
    sitting = get_object_or_404(WHOLE, pk=pk)
    if not request.htmx:
        return redirect("contracts:sitting", pk)
    return render(request, "contracts/sitting.html#progress", _context(request, sitting))


@reads(signs_for_agency)
@_framing  # type: ignore[arg-type]  # its types know only views without arguments
def step(request: Request, pk: int, position: int) -> HttpResponse:
    """One container: every document in it, who signed it for the client, and what the check says."""
    picture = steps.picture(get_object_or_404(WHOLE, pk=pk))
    found = _step(picture, position)
    documents = steps.documents_of(found.row)
    _shows(request, found, documents)
    context = {
        "picture": picture,
        "step": found,
        "documents": documents,
        "base": steps.base_of_step(found.row),
        "before": picture.before(position),
        "own": picture.sitting.signer_id == request.user.pk,
        "number": 1 + sum(each.row.position < position for each in picture.steps),
    }
    return render(request, "contracts/sitting_step.html", context)


@reads(signs_for_agency)
@xframe_options_sameorigin
@_framed  # type: ignore[arg-type]  # the same
def file(request: Request, pk: int, position: int, number: int) -> HttpResponse:
    """A document out of the very container that will be signed."""
    found = _step(steps.picture(get_object_or_404(WHOLE, pk=pk)), position)
    files = steps.files_of(found.row)
    if number >= len(files):
        raise Http404
    _shows(request, found, steps.documents_of(found.row))
    name, data = files[number]
    pdf = data.startswith(b"%PDF-")
    response = HttpResponse(data, content_type="application/pdf" if pdf else "application/octet-stream")
    plain = "".join(c if (c.isascii() and c.isalnum()) or c in "-_." else "_" for c in name)
    response["Content-Disposition"] = f'{"inline" if pdf else "attachment"}; filename="{plain}"'
    return response


@writes(signs_for_agency)
def seen(request: Request, pk: int, position: int) -> HttpResponse:
    """The person has looked at this one: on to the next."""

    def look(row: AgencySignature) -> None:
        if why := sittings.seen(signature=row, by=request.user):
            _tell(request, [why])

    return _onward(_do(request, pk, position, look), after=position)


@writes(signs_for_agency)
def leave(request: Request, pk: int, position: int) -> HttpResponse:
    """The person leaves this one out: on to the next."""
    after = _do(request, pk, position, lambda row: sittings.leave_out(signature=row, by=request.user))
    return _onward(after, after=position)


@writes(signs_for_agency)
def back(request: Request, pk: int, position: int) -> HttpResponse:
    """What was left out by mistake is looked at after all."""
    after = _do(request, pk, position, lambda row: sittings.put_back(signature=row, by=request.user))
    found = after.step(position)
    if found is not None and found.open:
        return redirect("contracts:sitting_step", pk, position)
    return redirect("contracts:sitting", pk)


@writes(signs_for_agency)
def end(request: Request, pk: int) -> HttpResponse:
    """The person stops: what is not signed waits for the agency as before."""
    sittings.end(sitting=_mine(request, pk), by=request.user)
    return redirect("contracts:sitting", pk)


@writes(signs_for_agency)
def prepare(request: Request, pk: int) -> HttpResponse:
    """What the card is to sign next, for the script in the page. A refusal is told in a sentence."""
    sitting = _mine(request, pk)

    def ask(said: Message) -> dict[str, object]:
        asked = signing.prepare(sitting=sitting, said=said, by=request.user)
        if asked is None:
            return {"done": True}
        row = asked.signature
        shows(request, "client", row.package.client_id, client_id=row.package.client_id, purpose="signing")
        words = {"n": asked.number, "of": asked.of, "numbers": row.package.numbers}
        return {
            **asked.message,
            "finish": reverse("contracts:sitting_finish", args=[pk, row.position]),
            "progress": _("Signing %(n)s of %(of)s: %(numbers)s") % words,
        }

    return _answer(request, ask)


@writes(signs_for_agency)
def finish(request: Request, pk: int, position: int) -> HttpResponse:
    """What the card gave, for the script in the page."""
    row = get_object_or_404(AgencySignature.jobs.filter(sitting=_mine(request, pk)), position=position)

    def keep(said: Message) -> dict[str, object]:
        signing.finish(signature=row, said=said, by=request.user)
        return {"kept": True}

    return _answer(request, keep)


def _answer(request: Request, act: Callable[[Message], dict[str, object]]) -> JsonResponse:
    """A refusal is an answer too: the page shows it and the person goes on from there."""
    try:
        return JsonResponse(act(web_eid.read(request.body)))
    except NotSigned as refused:
        return JsonResponse({"refused": sentence(refused.code)})
    except Refused as refused:
        return JsonResponse({"refused": " ".join(refused.texts)})


def _mine(request: Request, pk: int) -> Sitting:
    """Others who sign for the agency may look at a sitting; nobody but its signer does anything in it."""
    return get_object_or_404(Sitting, pk=pk, signer=request.user)


def _step(picture: Picture, position: int) -> Step:
    found = picture.step(position)
    if found is None:
        raise Http404
    return found


def _do(request: Request, pk: int, position: int, act: Callable[[AgencySignature], None]) -> Picture:
    """Run an action on one container of the sitting; say why not where it is refused. As it is after that."""
    sitting = _mine(request, pk)
    row = get_object_or_404(AgencySignature.jobs.filter(sitting=sitting), position=position)
    try:
        act(row)
    except Refused as refused:
        _tell(request, refused.texts)
    return steps.picture(sitting)


def _onward(picture: Picture, after: int) -> HttpResponse:
    """To the next that is to be looked at, or to the page where it is signed."""
    following = picture.next_to_see(after)
    if following is None:
        return redirect("contracts:sitting", picture.sitting.pk)
    return redirect("contracts:sitting_step", picture.sitting.pk, following.row.position)


def _context(request: Request, sitting: Sitting) -> dict[str, object]:
    picture = steps.picture(sitting)
    for each in picture.steps:
        _shows(request, each, ())
    return {
        "picture": picture,
        "own": sitting.signer_id == request.user.pk,
        "next_to_see": picture.next_to_see(0),
        "badge": offering.badge(),
        "configured": offering.configured(),
    }


def _shows(request: Request, found: Step, documents: "list[Document] | tuple[()]") -> None:
    """Name to the access log whose documents are shown."""
    clients = {found.package.client_id, *(each.client_id for each in found.others)}
    clients |= {each.ours.package.client_id for each in documents if each.ours}
    for client in clients:
        shows(request, "client", client, client_id=client, purpose=f"package:{found.row.package_id}")


def _tell(request: Request, texts: Sequence[str]) -> None:
    for text in texts:
        messages.error(request, text)
