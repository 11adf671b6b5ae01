"""The client returns the signed container: no login, a long link, little memory, few tries."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from contracts import returned
from contracts.actions import returns
from contracts.client_page.views import WHY, language_of, package_of, page_context, private
from contracts.enums import ContainerSource
from contracts.models import Container, Package
from contracts.views.returns import as_file, uploaded
from desk import clock
from desk.http import Refused, public_reads, public_writes

PER_HOUR = 12  # containers of one package
_FORM = 64 * 1024  # bytes of the form around the file


def _too_often(package: Package) -> bool:
    since = clock.now() - timedelta(hours=1)
    return Container.objects.filter(package=package, received_at__gt=since).count() >= PER_HOUR


def _size(request: HttpRequest) -> int | None:
    """What the request says of its length; None when it does not say."""
    said = request.META.get("CONTENT_LENGTH") or ""
    return int(said) if said.isdecimal() else None


# Exempt so that the length is looked at before anything is parsed; the secret in the address is what a
# forged form would lack.
@csrf_exempt
@public_writes(WHY)
def upload(request: HttpRequest, token: str) -> HttpResponse:
    """Take the container and go back to the page, or say there why it was not taken."""
    package = package_of(token)
    if package is None:
        return private(render(request, "contracts/client/gone.html", status=404))
    size = _size(request)
    with translation.override(language_of_address(request, package)):
        if size is None or size > settings.CONTAINER_MAX_BYTES + _FORM:
            return _refused(request, package, token, [_("The container is too large.")], 413)
        if _too_often(package):
            wait = _("Too many containers in one hour. Please try again later or call us.")
            return _refused(request, package, token, [wait], 429)
        found = uploaded(request)
        if found is None:
            return _refused(request, package, token, [_("Choose the signed container first.")], 422)
        try:
            returns.receive(package=package, filename=found[0], data=found[1], source=ContainerSource.CLIENT)
        except Refused as refused:
            return _refused(request, package, token, list(refused.texts), 422)
        address = reverse("contracts_client:page", args=[token])
        return private(redirect(f"{address}?language={translation.get_language()}"))


def language_of_address(request: HttpRequest, package: Package) -> str:
    """The language from the address alone: the body is not parsed yet."""
    chosen = request.GET.get("language", "")
    return chosen if chosen in dict(settings.LANGUAGES) else package.language


def _refused(
    request: HttpRequest, package: Package, token: str, texts: list[str], status: int
) -> HttpResponse:
    context = {**page_context(package, token), "refused": texts}
    return private(render(request, "contracts/client/page.html", context, status=status))


@public_reads(WHY)
def progress(request: HttpRequest, token: str) -> HttpResponse:
    """What was found, while it is being looked at; the whole page is drawn anew when it is known."""
    package = package_of(token)
    if package is None:
        return private(render(request, "contracts/client/gone.html", status=404))
    with translation.override(language_of(request, package)):
        context = {
            "package": package,
            "token": token,
            "language": translation.get_language(),
            **returned.for_client(package),
        }
        response = private(render(request, "contracts/client/_returns.html", context))
    if not context["being_checked"]:
        response["HX-Refresh"] = "true"
    return response


@public_reads(WHY)
def container(request: HttpRequest, token: str) -> HttpResponse:
    """The container signed so far: the next signer adds a signature to it."""
    package = package_of(token)
    partial = returned.for_client(package)["partial"] if package else None
    if partial is None:
        return private(render(request, "contracts/client/gone.html", status=404))
    return private(as_file(partial.container))
