"""One package: its documents, what stands in its way, sending; the list, and panels on others' pages."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from contracts import actions, changed, filling, returned, workflow
from contracts.actions import sending
from contracts.enums import REASONS, AuthorisationState, Effect, PackageState, PortalMode
from contracts.forms import SendForm, SignersForm
from contracts.models import Authorisation, Package, Publication, Rendering, RepresentationChange
from contracts.permissions import drafts, reads_documents
from desk.clients.models import Client, ContactPoint
from desk.http import Refused, reads, writes
from desk.mail.models import Incoming
from desk.outbox import JobState
from desk.people.deputies import stands_in_for
from desk.people.models import User
from desk.records import access, blobs, words
from desk.records.models import TimelineEntry
from registry.models import Check

PAGE = 25  # rows of a list
FILTERS: dict[str, list[str]] = {
    "ours": [
        PackageState.DRAFTING,
        PackageState.RENDERED,
        PackageState.RETURNED,
        PackageState.AWAITING_AGENCY,
        PackageState.EXPIRED,
    ],
    "client": [PackageState.SENT, PackageState.DEFICIENT],
    "done": [PackageState.ACCEPTED, PackageState.PUBLISHED, PackageState.TOLD],
}


@reads(drafts)
def index(request: HttpRequest) -> HttpResponse:
    """Packages, newest first; `?show=` chooses whose move it is, `?after=` goes on."""
    show = request.GET.get("show", "")
    rows = Package.objects.listed()
    if show in FILTERS:
        rows = rows.filter(state__in=FILTERS[show])
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    page = list(rows[: PAGE + 1])
    following = page[PAGE - 1].pk if len(page) > PAGE else None
    packages = _named(request, page[:PAGE], "list")
    context = {"packages": packages, "show": show if show in FILTERS else "", "following": following}
    return render(request, "contracts/index.html", context)


def _named(request: HttpRequest, packages: list[Package], purpose: str) -> list[dict[str, Any]]:
    for each in packages:
        access.shows(request, "client", each.client_id, client_id=each.client_id, purpose=purpose)
    standing_in = stands_in_for(cast(User, request.user))
    return [
        {
            "package": each,
            "badge": workflow.badge(each.state),
            "in_place_of": each.drafted_by if each.drafted_by_id in standing_in else None,
        }
        for each in packages
    ]


@reads(drafts)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The package with everything that may be done with it now."""
    package = get_object_or_404(Package.objects.whole(), pk=pk)
    return render(request, "contracts/package.html", package_context(request, package))


@reads(drafts)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that changes while documents are rendered and the register answers."""
    package = get_object_or_404(Package.objects.whole(), pk=pk)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "contracts/package.html#progress", package_context(request, package))
    return redirect("contracts:page", pk)


def package_context(request: HttpRequest, package: Package) -> dict[str, Any]:
    """What the package's page shows; names the client to the access log."""
    client_id = package.client_id
    access.shows(request, "client", client_id, client_id=client_id, purpose=f"package:{package.pk}")
    check = sending.sending_check(package)
    before_sending = package.state in {PackageState.DRAFTING, PackageState.RENDERED}
    may_send = before_sending or package.state == PackageState.EXPIRED
    signers = filling.signer_sets(check.judgement) if check and before_sending else []
    related = ("kind", "portal", "template_version", "rendering", "publication", "registration")
    documents = list(package.authorisations.select_related(*related))
    values = documents[0].values if documents else {}
    trusted, held_back = _addresses(package.client) if may_send else ([], [])
    story = TimelineEntry.objects.for_subject("package", package.pk).told()
    return {
        "package": package,
        "badge": workflow.badge(package.state),
        "standing_in": stands_in_for(cast(User, request.user)),
        "owner": workflow.OWNERS[PackageState(package.state)],
        "documents": [_row(each) for each in documents],
        "check": check,
        "check_waits": bool(check and check.waits),
        "signers": values.get("representatives", []),
        "missing": filling.missing(package, documents) if before_sending else [],
        "obstacles": sending.obstacles(package, documents) if may_send else [],
        "may_send": may_send,
        "waits": _waits(package, documents, check),
        "before_sending": before_sending,
        "may_recall": PackageState.RECALLED in workflow.PACKAGE_MOVES[package.state],
        "addresses": bool(trusted),
        "held_back": held_back,
        "send_form": SendForm(None, trusted),
        "tell_form": _tell_form(package),
        "signers_form": SignersForm(None, signers, {"signers": values.get("signers", "")}),
        "letters": list(Incoming.objects.letters().for_subject("package", package.pk)[:10]),
        "changed": _changed(package, documents),
        "story": [words.line(entry, ("package", package.pk)) for entry in story[:50]],
        **returned.for_staff(package, cast(User, request.user)),
    }


def _changed(package: Package, documents: list[Authorisation]) -> RepresentationChange | None:
    """The change of representation that these documents still have to be looked at for."""
    signed = any(
        each.state in {AuthorisationState.ACCEPTED, AuthorisationState.IN_FORCE} for each in documents
    )
    return changed.open_of(package.client_id) if signed else None


def _addresses(client: Client) -> tuple[list[ContactPoint], list[dict[str, Any]]]:
    """Confirmed addresses to which documents may go, and those too new, each with why and what to do."""
    trusted, held_back = [], []
    numbers = list(ContactPoint.objects.of_client(client.pk).vouching())
    for address in filling.working_emails(client):
        if not address.is_young:
            trusted.append(address)
            continue
        near = [each for each in numbers if each.is_near(address)]
        why = sending.untrusted(address, near)
        held_back.append({"address": address, "why": why, "numbers": near})
    return trusted, held_back


def _row(document: Authorisation) -> dict[str, Any]:
    """One document of the package, with what became of its PDF, its place in the portal and the register."""
    publication = getattr(document, "publication", None)
    failed = bool(_trouble(publication))
    return {
        "document": document,
        "trouble": _trouble(getattr(document, "rendering", None)),
        "publication": publication,
        "by_hand": bool(publication and (failed or publication.mode == PortalMode.MANUAL)),
        "publication_trouble": _trouble(publication),
        "registration": getattr(document, "registration", None),
    }


def _trouble(job: Rendering | Publication | None) -> str:
    """Why the job was given up, in words; empty if it was not."""
    if job is None or job.state not in {JobState.FAILED, JobState.UNKNOWN}:
        return ""
    return str(REASONS.get(job.reason, job.reason))


def _waits(package: Package, documents: list[Authorisation], check: Check | None) -> bool:
    """Whether the page should look again by itself: something is on its way without us."""
    renderings = [getattr(each, "rendering", None) for each in documents]
    busy = {JobState.PENDING, JobState.SENDING}
    if package.state in {PackageState.DRAFTING, PackageState.RENDERED}:
        return bool(check and check.waits) or any(job and job.state in busy for job in renderings)
    letter = package.ready_letter
    return package.state == PackageState.ACCEPTED or bool(letter and letter.state in busy)


def _do(request: HttpRequest, pk: int, done: str, act: Callable[[Package, User], object]) -> HttpResponse:
    """Run an action on the package; say that it was done, or why it was not."""
    package = get_object_or_404(Package.objects.select_related("client"), pk=pk)
    try:
        act(package, cast(User, request.user))
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
    else:
        messages.success(request, done)
    return redirect("contracts:page", pk)


@writes(drafts)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the letter with the link."""
    package = get_object_or_404(Package.objects.select_related("client"), pk=pk)
    trusted, _held_back = _addresses(package.client)
    form = SendForm(request.POST, trusted)
    if not form.is_valid():
        messages.error(request, _("Choose a confirmed e-mail address to which documents may go."))
        return redirect("contracts:page", pk)
    to = form.cleaned_data["to"]
    return _do(
        request, pk, _("The letter is on its way."),
        lambda package, by: actions.send(package=package, to=to, by=by),
    )  # fmt: skip


def _tell_form(package: Package) -> SendForm | None:
    """Where the client may be told again, when the letter that the documents work came back."""
    return SendForm(None, filling.working_emails(package.client)) if package.must_be_told_again else None


@writes(drafts)
def tell_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the letter that came back to another address."""
    package = get_object_or_404(Package.objects.select_related("client"), pk=pk)
    form = SendForm(request.POST, filling.working_emails(package.client))
    if not form.is_valid():
        messages.error(request, _("Choose a confirmed e-mail address of this client."))
        return redirect("contracts:page", pk)
    to = form.cleaned_data["to"]
    return _do(
        request, pk, _("The letter is on its way."),
        lambda package, by: actions.tell_again(package=package, to=to, by=by),
    )  # fmt: skip


@writes(drafts)
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the register anew."""
    return _do(
        request, pk, _("The Business Register is being asked."),
        lambda package, by: actions.ask_again(package=package, by=by),
    )  # fmt: skip


@writes(drafts)
def refill(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill the documents anew with what is known now, or for other signers."""
    signers = request.POST.get("signers", "")
    return _do(
        request, pk, _("The documents are being filled anew."),
        lambda package, by: actions.refill(package=package, signers=signers, by=by),
    )  # fmt: skip


@writes(drafts)
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the documents back."""
    return _do(
        request, pk, _("The documents were recalled."),
        lambda package, by: actions.recall(package=package, by=by),
    )  # fmt: skip


@reads(reads_documents)
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The document's own bytes."""
    documents = Authorisation.objects.select_related("pdf", "kind", "package").exclude(pdf=None)
    document = get_object_or_404(documents, pk=pk)
    client_id = document.package.client_id
    access.shows(request, "client", client_id, client_id=client_id, purpose=f"package:{document.package_id}")
    assert document.pdf is not None
    response = HttpResponse(blobs.read(document.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{document.file_name}"'
    return response


@reads(drafts)
def client_panel(request: HttpRequest, client: int) -> HttpResponse:
    """A client's packages, on the client's page."""
    whom = get_object_or_404(Client, pk=client)
    access.shows(request, "client", client, client_id=client, purpose="panel")
    packages = _named(request, list(Package.objects.listed().for_client(client)[:8]), "panel")
    context = {
        "client": whom,
        "packages": packages,
        "in_force": _in_force(whom),
        "changed": changed.open_of(client),
    }
    return render(request, "contracts/client_panel.html", context)


def _in_force(client: Client) -> QuerySet[Authorisation]:
    opening = Authorisation.objects.in_force().filter(package__client=client, kind__effect=Effect.OPENS)
    return opening.select_related("kind", "portal").order_by("kind__position", "-pk")[:20]


@reads(drafts)
def home_panel(request: HttpRequest) -> HttpResponse:
    """Packages whose next move is ours, oldest first, on the workspace."""
    rows = Package.objects.listed().filter(state__in=FILTERS["ours"]).order_by("pk")
    by_hand = Publication.jobs.by_hand().select_related("authorisation__portal")
    context = {
        "packages": _named(request, list(rows[:8]), "panel"),
        "by_hand": by_hand[:8],
        "changes": RepresentationChange.objects.open().count(),
    }
    return render(request, "contracts/home_panel.html", context)
