"""What the client reads and downloads: the documents, who must sign, what is wrong and what to do."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.safestring import mark_safe

from contracts.agency.signing_order import Order, order_of
from contracts.client_page import entrance
from contracts.client_page.entrance import WHY
from contracts.drafting import filling
from contracts.enums import WITH_CLIENT, PackageState, SignedBy
from contracts.models import Authorisation, Package, TemplateVersion
from contracts.printing.templating import render as fill
from contracts.verification import returned
from desk.http import public_reads
from desk.records import blobs


def page_context(package: Package, token: str) -> dict[str, Any]:
    """What the client's page shows."""
    documents = list(
        package.authorisations.kept().select_related("kind", "portal").prefetch_related("persons")
    )
    language = translation.get_language() or "et"
    values = documents[0].values if documents else {}
    found = returned.for_client(package)
    return {
        "package": package,
        "token": token,
        "language": language,
        "documents": [
            {
                "document": each,
                "name": each.kind.name_in(language),
                "translated": courtesy(each, language) is not None,
            }
            for each in documents
        ],
        "signers": _signers(documents, found),
        "together": bool(values.get("joint")),
        # A document that the agency alone signs is only read and kept.
        "alone": order_of(each.kind for each in documents) is Order.AGENCY_ALONE,
        "most": settings.CONTAINER_MAX_BYTES,
        "open": package.state in WITH_CLIENT,
        **found,
    }


def _signers(documents: Sequence[Authorisation], found: dict[str, Any]) -> list[dict[str, Any]]:
    """Who must sign, each with the time of his signature where it is in the container kept so far."""
    named = {
        f"EE{row['code']}": row["name"]
        for each in documents
        for row in each.values.get("representatives", [])
    }
    for each in documents:
        if each.kind.signed_by == SignedBy.PERSON:
            named |= {f"EE{person.code}": str(person) for person in each.persons.all()}
    kept = found["partial"].signatures if found["partial"] else []
    signed = {each.identity: each.signed_at for each in kept}
    return [{"name": name, "signed_at": signed.get(identity)} for identity, name in named.items()]


def courtesy(document: Authorisation, language: str) -> TemplateVersion | None:
    """The courtesy translation's text; None where there is none, or none is needed."""
    if language == filling.BINDING_LANGUAGE:
        return None
    return filling.template_for(document.kind, document.portal, language)


@public_reads(WHY)
@entrance.linked
def page(request: HttpRequest, package: Package, token: str) -> HttpResponse:
    """What to do, the documents, who signs, what is wrong; before it the code where one is asked for."""
    if not entrance.is_open(request, package, token):
        return entrance.ask(request, package, token)
    if package.state == PackageState.TAKEN_OVER:  # nothing was ever sent to be signed here
        return redirect(entrance.address("in_force", token))
    return render(request, "contracts/client/page.html", page_context(package, token))


@public_reads(WHY)
@entrance.opened
def document(request: HttpRequest, package: Package, token: str, pk: int) -> HttpResponse:
    """One document, byte for byte as it must be signed."""
    kept = package.authorisations.kept().select_related("pdf", "kind")
    found = get_object_or_404(kept.exclude(pdf=None), pk=pk)
    assert found.pdf is not None
    response = HttpResponse(blobs.read(found.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    return response


@public_reads(WHY)
@entrance.opened
def everything(request: HttpRequest, package: Package, token: str) -> HttpResponse:
    """All documents of the package as one zip."""
    memory = io.BytesIO()
    documents = list(package.authorisations.kept().select_related("pdf", "kind").exclude(pdf=None))
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_STORED) as archive:
        for each in documents:
            assert each.pdf is not None
            archive.writestr(each.file_name, blobs.read(each.pdf))
    response = HttpResponse(memory.getvalue(), content_type="application/zip")
    name = documents[0].number if documents else "0"
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response


@public_reads(WHY)
@entrance.opened
def read(request: HttpRequest, package: Package, token: str, pk: int) -> HttpResponse:
    """The courtesy translation of one document, to be read and not signed."""
    found = get_object_or_404(package.authorisations.kept().select_related("kind", "portal"), pk=pk)
    language = translation.get_language() or "et"
    version = courtesy(found, language)
    if version is None:
        raise Http404
    context = {
        "document": found,
        "title": version.title,
        "token": token,
        "language": language,
        # Safe: `fill` escapes every value and passes the whole through an allow-list of tags.
        "text": mark_safe(fill(version.body, found.values)),  # noqa: S308
    }
    return render(request, "contracts/client/read.html", context)
