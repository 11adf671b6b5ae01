"""Papers that came: attached to the documents that they answer, and taken as a package for the register."""

from collections.abc import Iterator
from typing import IO, Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from contracts import workflow
from contracts.actions import papers as actions
from contracts.enums import WITH_CLIENT, AnswerKind, ContainerSource, HandSeen, PackageState
from contracts.models import Package, PaperAnswer
from contracts.permissions import drafts, reads_documents
from contracts.registration import archive
from contracts.verification import handsigned
from contracts.verification.handsigned_forms import PaperSignedForm
from desk.counter.models import IncomingMail
from desk.counter.papers import names_shown, readable_by
from desk.http import Refused, Request, reads, writes
from desk.records import blobs

MOST = 10  # packages to choose from
# What may be answered: it is with the client, has come back, or the client let its time pass.
ANSWERED = (
    *WITH_CLIENT, PackageState.RETURNED, PackageState.AWAITING_AGENCY, PackageState.EXPIRED,
)  # fmt: skip


def _paper(request: Request, pk: int) -> IncomingMail:
    rows = readable_by(request.user).select_related("client", "kind", "document", "person", "enquiry")
    paper = get_object_or_404(rows, pk=pk)
    names_shown(request, paper)
    return paper


@reads(drafts)
def panel(request: Request, pk: int) -> HttpResponse:
    """For the paper's page: which documents it answers, and which of the client's wait for an answer."""
    paper = _paper(request, pk)
    answers = list(PaperAnswer.objects.standing().filter(paper=paper).told())
    taken = {each.package_id for each in answers}
    rows = Package.objects.filter(client_id=paper.client_id or 0, state__in=ANSWERED).exclude(pk__in=taken)
    packages = list(rows.prefetch_related("authorisations__kind").order_by("-pk")[:MOST])
    choices: list[dict[str, Any]] = [
        {
            "package": each, "badge": workflow.badge(each.state),
            "by_hand": each.state in (*WITH_CLIENT, PackageState.AWAITING_AGENCY),
        }
        for each in packages
    ]  # fmt: skip
    context = {
        "paper": paper, "answers": answers, "choices": choices, "whole": bool(paper.document_sha256),
        "kinds": [each for each in AnswerKind.choices if each[0] != AnswerKind.BY_HAND.value],
    }  # fmt: skip
    return render(request, "contracts/paper_panel.html", context)


@writes(drafts)
def attach(request: Request, pk: int, package: int) -> HttpResponse:
    """The paper is an objection to these documents, or another answer to them."""
    paper = _paper(request, pk)
    found = get_object_or_404(Package, pk=package, client_id=paper.client_id or 0)
    try:
        actions.attach(paper=paper, package=found, kind=request.POST.get("kind", ""), by=request.user)
    except Refused as refused:
        _say(request, refused)
    else:
        messages.success(request, _("The paper is attached to %(numbers)s.") % {"numbers": found.numbers})
    return redirect(paper)


@writes(drafts)
def undo(request: Request, pk: int, answer: int) -> HttpResponse:
    """It is no answer after all."""
    paper = _paper(request, pk)
    row = get_object_or_404(PaperAnswer.objects.told(), pk=answer, paper=paper)
    try:
        actions.undo(answer=row, by=request.user)
    except Refused as refused:
        _say(request, refused)
    else:
        messages.success(request, _("It is taken away from the documents."))
    return redirect(paper)


@writes(drafts, form=True)
def by_hand(request: Request, pk: int, package: int) -> HttpResponse:
    """The paper is these documents signed by hand: who signed and when, and a second person decides."""
    paper = _paper(request, pk)
    rows = Package.objects.whole().select_related("check_at_sending")
    found = get_object_or_404(rows, pk=package, client_id=paper.client_id or 0)
    refusal = handsigned.refusal(found)
    if refusal or paper.document is None:
        messages.error(request, refusal or _("The pages are not put together yet."))
        return redirect(paper)
    agency = found.state == PackageState.AWAITING_AGENCY
    expected = (handsigned.agency_signers if agency else handsigned.signers)(found)
    form = PaperSignedForm(request.POST if request.method == "POST" else None, expected, further=not agency)
    if request.method == "POST" and form.is_valid() and _signed(request, paper, found, form):
        return redirect("contracts:page", package)
    context = {"package": found, "paper": paper, "form": form, "for_agency": agency}
    return render(request, "contracts/paper_by_hand.html", context, status=422 if form.errors else 200)


def _signed(request: Request, paper: IncomingMail, package: Package, form: PaperSignedForm) -> bool:
    given = form.cleaned_data
    assert paper.document is not None  # asked before
    try:
        data = blobs.read(paper.document)
        file = handsigned.checked(f"{paper.number}.pdf", data, ContainerSource.PAPER)
        actions.attach_signed(
            paper=paper, package=package, file=file, signed_on=given["signed_on"],
            seen=HandSeen(given["seen"]), note=given["note"], signers=form.signers, by=request.user,
        )  # fmt: skip
    except blobs.Damaged:
        form.add_error(None, _("The stored document is damaged: tell the administrator."))
    except Refused as refused:
        form.add_error(None, list(refused.texts))
    else:
        messages.success(request, _("The documents are taken in; a second person decides on them."))
        return True
    return False


@writes(reads_documents)
def fetch(request: Request, pk: int) -> HttpResponseBase:
    """The paper as a package for the document register: its document, metadata.json and capsule.xml."""
    paper = _paper(request, pk)
    try:
        package = actions.package_of(paper=paper, by=request.user)
    except Refused as refused:
        _say(request, refused)
        return redirect(paper)
    response = StreamingHttpResponse(_sent(package), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{paper.number}.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _sent(package: IO[bytes]) -> Iterator[bytes]:
    with package:
        yield from archive.chunks(package)


def _say(request: Request, refused: Refused) -> None:
    for text in refused.texts:
        messages.error(request, text)
