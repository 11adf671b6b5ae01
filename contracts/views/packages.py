"""One package: its documents, what stands in its way, sending; the list, and panels on others' pages."""

from typing import Any, cast

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from contracts import workflow
from contracts.actions import recalling, sending
from contracts.agency import signing_order
from contracts.agency.signing_order import Order, order_of
from contracts.drafting import filling
from contracts.drafting.forms import SignersForm
from contracts.drafting.progress import late_since
from contracts.drafting.sending_forms import AddressForm, RecallForm, SendForm
from contracts.enums import REASONS, WITH_CLIENT, AuthorisationState, Effect, PackageState, PortalMode
from contracts.life import ends, holdings, standing, tree
from contracts.models import (
    Authorisation,
    Package,
    PaperAnswer,
    Publication,
    Rendering,
    RepresentationChange,
)
from contracts.permissions import drafts, reads_documents, takes_over
from contracts.representation import changed
from contracts.verification import returned
from contracts.views.returns import show_others
from contracts.views.sending import addresses
from desk import workdays
from desk.clients.models import Client
from desk.http import reads
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
        PackageState.SENDING,
        PackageState.RETURNED,
        PackageState.AWAITING_AGENCY,
        PackageState.EXPIRED,
    ],
    "client": list(WITH_CLIENT),
    "done": [PackageState.ACCEPTED, PackageState.PUBLISHED, PackageState.TOLD],
    "taken_over": [PackageState.TAKEN_OVER],
}


@reads(drafts)
def index(request: HttpRequest) -> HttpResponse:
    """Packages, newest first; `?show=` chooses whose move it is, `?state=` one state, `?after=` goes on."""
    show, state = request.GET.get("show", ""), request.GET.get("state", "")
    state = state if state in PackageState.values else ""
    rows = Package.objects.listed()
    if state:
        rows = rows.filter(state=state)
    elif show in FILTERS:
        rows = rows.filter(state__in=FILTERS[show])
    else:  # thousands of them, and nobody works on one
        rows = rows.exclude(state=PackageState.TAKEN_OVER)
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    page = list(rows[: PAGE + 1])
    following = page[PAGE - 1].pk if len(page) > PAGE else None
    packages = _named(request, page[:PAGE], "list")
    context = {
        "packages": packages, "show": show if show in FILTERS else "", "following": following,
        "state": state, "state_name": PackageState(state).label if state else "",
        "may_take_over": takes_over(cast(User, request.user)) is None,
    }  # fmt: skip
    return render(request, "contracts/index.html", context)


def _named(request: HttpRequest, packages: list[Package], purpose: str) -> list[dict[str, Any]]:
    for each in packages:
        access.shows(request, "client", each.client_id, client_id=each.client_id, purpose=purpose)
    standing_in = stands_in_for(cast(User, request.user))
    return [
        {
            "package": each,
            "badge": workflow.badge(each.state),
            "state_words": workflow.words(each, [document.kind for document in each.authorisations.all()]),
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
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("contracts:page", pk)
    context = package_context(request, package)
    response = render(request, "contracts/package.html#progress", context)
    if not context["waits"] and not context["before_sending"]:
        response["HX-Refresh"] = "true"  # what stands beside it has changed too: link, code, story
    return response


def package_context(request: HttpRequest, package: Package) -> dict[str, Any]:
    """What the package's page shows; names the client to the access log."""
    client_id = package.client_id
    access.shows(request, "client", client_id, client_id=client_id, purpose=f"package:{package.pk}")
    before_sending = package.state in {PackageState.DRAFTING, PackageState.RENDERED}
    may_send = before_sending or package.state == PackageState.EXPIRED
    documents = _documents(package)
    kept = [each for each in documents if not each.is_dropped] or documents
    order = order_of(each.kind for each in kept)
    check = _check(package, order, may_send)
    signers = filling.signer_sets(check.judgement) if check and before_sending else []
    trusted, held_back = addresses(package.client) if may_send else ([], [])
    story = list(TimelineEntry.objects.for_subject("package", package.pk).told()[:50])
    return {
        "package": package,
        "badge": workflow.badge(package.state),
        "standing_in": stands_in_for(cast(User, request.user)),
        "owner": workflow.OWNERS[PackageState(package.state)],
        "chosen": filling.chosen_clauses(documents),
        "documents": [_row(each) for each in documents],
        "check": check,
        "check_waits": bool(check and check.waits),
        "signers": signing_order.signers_of(kept),
        "missing": filling.missing(package, kept) if before_sending else [],
        "obstacles": sending.obstacles(package, kept, check) if may_send else [],
        "may_send": may_send,
        "waits": _waits(package, kept, check),
        "late_since": late_since(documents, story),
        "before_sending": before_sending,
        "closes": before_sending and any(each.kind.effect == Effect.CLOSES for each in kept),
        "stuck": _stuck(kept),
        "recall_form": _recall_form(package, documents),
        "state_words": workflow.words(package, [each.kind for each in documents]),
        **_turns(package, order),
        "addresses": bool(trusted),
        "held_back": held_back,
        "send_form": SendForm(None, trusted) if may_send else None,
        "tell_form": _tell_form(package),
        "signers_form": SignersForm(
            None, signers, {"signers": kept[0].values.get("signers", "") if kept else ""}
        ),
        **_came(package),
        "changed": _changed(package, documents),
        "story": [words.line(entry, ("package", package.pk)) for entry in story],
        **_returned(request, package, documents),
    }


def _came(package: Package) -> dict[str, Any]:
    """What came about the documents beside containers: letters, and papers that answer them."""
    papers = PaperAnswer.objects.standing().filter(package=package)
    return {
        "letters": list(Incoming.objects.letters().for_subject("package", package.pk)[:10]),
        "papers": list(papers.told()[:10]) if getattr(package, "answered_on_paper", True) else [],
    }


def _documents(package: Package) -> list[Authorisation]:
    """Its documents with everything that their rows show."""
    related = ("kind", "portal", "template_version", "rendering", "publication", "granted_under")
    whole = Authorisation.objects.select_related(*related).prefetch_related("persons", "registrations")
    prefetch_related_objects([package], Prefetch("authorisations", whole))  # its numbers are shown twice
    documents = list(package.authorisations.all())
    ends.read_with([*documents, *(one for each in documents for one in each.persons.all())])
    return documents


def _check(package: Package, order: Order, may_send: bool) -> Check | None:
    """What the register said for sending; nobody's right is asked about where the agency alone signs."""
    if order is Order.AGENCY_ALONE:
        return None
    return sending.sending_check(package) if may_send else package.check_at_sending


def _returned(request: HttpRequest, package: Package, documents: list[Authorisation]) -> dict[str, Any]:
    found = returned.for_staff(package, cast(User, request.user), documents)
    show_others(request, found["shown"], package.pk)
    return found


def _changed(package: Package, documents: list[Authorisation]) -> RepresentationChange | None:
    """The change of representation that these documents still have to be looked at for."""
    signed = any(
        each.state in {AuthorisationState.ACCEPTED, AuthorisationState.IN_FORCE} for each in documents
    )
    return changed.open_of(package.client_id) if signed else None


def _turns(package: Package, order: Order) -> dict[str, bool]:
    """Whether the agency signs first, or alone, and whether it is its turn next."""
    first = order is not Order.CLIENT_FIRST
    return {
        "agency_first": package.state == PackageState.AWAITING_AGENCY and first,
        "alone": order is Order.AGENCY_ALONE,
        "to_agency": first and package.sent_at is None,
    }


def _row(document: Authorisation) -> dict[str, Any]:
    """One document of the package, with what became of its PDF, its place in the portal and the register."""
    publication = getattr(document, "publication", None)
    failed = bool(_trouble(publication))
    return {
        "document": document,
        "state": standing.shown(standing.facts(document), workdays.today()).label,
        "end": ends.sentence(document),
        "persons": [(one, ends.sentence(one)) for one in document.persons.all()],
        "trouble": _trouble(getattr(document, "rendering", None)),
        "publication": publication,
        "by_hand": bool(publication and (failed or publication.mode == PortalMode.MANUAL)),
        "publication_trouble": _trouble(publication),
    }


def _trouble(job: Rendering | Publication | None) -> str:
    """Why the job was given up, in words; empty if it was not."""
    if job is None or job.state not in {JobState.FAILED, JobState.UNKNOWN}:
        return ""
    return str(REASONS.get(job.reason, job.reason))


def _recall_form(package: Package, documents: list[Authorisation]) -> RecallForm | None:
    if PackageState.RECALLED not in workflow.PACKAGE_MOVES[package.state]:
        return None
    return RecallForm(None, documents, known=recalling.known_to_client(package))


def _stuck(documents: list[Authorisation]) -> bool:
    """Whether a document could not be made: a person tries again, or recalls."""
    return any(not each.pdf_id and _trouble(getattr(each, "rendering", None)) for each in documents)


def _waits(package: Package, documents: list[Authorisation], check: Check | None) -> bool:
    """Whether the page should look again by itself: something is on its way without us."""
    renderings = [getattr(each, "rendering", None) for each in documents]
    busy = {JobState.PENDING, JobState.SENDING}
    if package.state == PackageState.SENDING:
        return any(job and job.state in busy for job in renderings)
    if package.state in {PackageState.DRAFTING, PackageState.RENDERED}:
        return bool(check and check.waits) or any(job and job.state in busy for job in renderings)
    letter = package.ready_letter
    return package.state == PackageState.ACCEPTED or bool(letter and letter.state in busy)


def _tell_form(package: Package) -> AddressForm | None:
    """Where the client may be told again, when the letter that the documents work came back."""
    return AddressForm(None, filling.working_emails(package.client)) if package.must_be_told_again else None


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
    listed = Package.objects.listed().prefetch_related("authorisations__registrations")
    packages = _named(request, list(listed.for_client(client)[:8]), "panel")
    context = {
        "client": whom,
        "packages": packages,
        "branches": tree.grow(holdings.of_client(client), workdays.today(), workdays.today()),
        "changed": changed.open_of(client),
    }
    return render(request, "contracts/client_panel.html", context)


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
