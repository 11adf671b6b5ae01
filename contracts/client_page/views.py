"""The client's own page behind the long link: read, download, see who must sign, return. No login.

The token stands in the address, so the pages are never stored, never indexed and send no referrer to
another host (`same-origin`: with `no-referrer` browsers send "Origin: null", and the form would be refused).
"""

import io
import zipfile
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.safestring import mark_safe

from contracts import filling, returned
from contracts.actions.dispatch import token_hash
from contracts.enums import PackageState
from contracts.models import Authorisation, ClientLink, Package, TemplateVersion
from contracts.templating import render as fill
from desk.http import public_reads
from desk.records import blobs

WHY = "the client comes by a long random link that expires; only its hash is kept"
LANGUAGES = ("et", "ru", "en")


def package_of(token: str) -> Package | None:
    """The package of a link that still works."""
    links = ClientLink.objects.working().select_related("package__client")
    link = links.filter(token_hash=token_hash(token)).first()
    return link.package if link else None


def language_of(request: HttpRequest, package: Package | None) -> str:
    """What the client chose on the page, else the language of the letters."""
    chosen = request.GET.get("language") or request.POST.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    return package.language if package else "et"


def private(response: HttpResponse) -> HttpResponse:
    """Nothing on the way may keep it."""
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _gone(request: HttpRequest) -> HttpResponse:
    with translation.override(language_of(request, None)):
        return private(render(request, "contracts/client/gone.html", status=404))


def page_context(package: Package, token: str) -> dict[str, Any]:
    """What the client's page shows."""
    documents = list(package.authorisations.select_related("kind", "portal"))
    language = translation.get_language() or "et"
    values = documents[0].values if documents else {}
    return {
        "package": package,
        "token": token,
        "language": language,
        "documents": [
            {"document": each, "name": each.kind.name, "translated": courtesy(each, language) is not None}
            for each in documents
        ],
        "signers": values.get("representatives", []),
        "together": bool(values.get("joint")),
        "open": package.state in {PackageState.SENT, PackageState.DEFICIENT},
        **returned.for_client(package),
    }


def courtesy(document: Authorisation, language: str) -> TemplateVersion | None:
    """The courtesy translation's text; None where there is none, or none is needed."""
    if language == filling.BINDING_LANGUAGE:
        return None
    return filling.template_for(document.kind, document.portal, language)


@public_reads(WHY)
def page(request: HttpRequest, token: str) -> HttpResponse:
    """What to do, the documents, who signs, what is wrong."""
    package = package_of(token)
    if package is None:
        return _gone(request)
    with translation.override(language_of(request, package)):
        return private(render(request, "contracts/client/page.html", page_context(package, token)))


@public_reads(WHY)
def document(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """One document, byte for byte as it must be signed."""
    package = package_of(token)
    if package is None:
        return _gone(request)
    found = get_object_or_404(package.authorisations.select_related("pdf", "kind").exclude(pdf=None), pk=pk)
    assert found.pdf is not None
    response = HttpResponse(blobs.read(found.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    return private(response)


@public_reads(WHY)
def everything(request: HttpRequest, token: str) -> HttpResponse:
    """All documents of the package as one zip."""
    package = package_of(token)
    if package is None:
        return _gone(request)
    memory = io.BytesIO()
    documents = list(package.authorisations.select_related("pdf", "kind").exclude(pdf=None))
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_STORED) as archive:
        for each in documents:
            assert each.pdf is not None
            archive.writestr(each.file_name, blobs.read(each.pdf))
    response = HttpResponse(memory.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = (
        f'attachment; filename="{documents[0].number if documents else "0"}.zip"'
    )
    return private(response)


@public_reads(WHY)
def read(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """The courtesy translation of one document, to be read and not signed."""
    package = package_of(token)
    if package is None:
        return _gone(request)
    found = get_object_or_404(package.authorisations.select_related("kind", "portal"), pk=pk)
    language = language_of(request, package)
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
    with translation.override(language):
        return private(render(request, "contracts/client/read.html", context))
