"""The client returns the signed container: little memory, few tries, clear words where it is not taken."""

from datetime import timedelta
from threading import BoundedSemaphore

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from contracts.actions import returns
from contracts.client_page import entrance, limits
from contracts.client_page.entrance import WHY
from contracts.client_page.views import page_context
from contracts.containers import archive
from contracts.containers.problems import sentence
from contracts.containers.report import Problem
from contracts.enums import ContainerSource
from contracts.models import Container, Package
from contracts.verification import returned
from contracts.views.returns import as_file
from desk import clock
from desk.http import Refused, public_reads, public_writes
from desk.uploads import FORM

# Encrypting holds several copies of a container in memory: so many at once are enough.
_STORING = BoundedSemaphore(2)


def _too_often(package: Package) -> bool:
    since = clock.now() - timedelta(hours=1)
    kept = Container.objects.filter(package=package, received_at__gt=since, source=ContainerSource.CLIENT)
    return kept.count() >= settings.CLIENT_PACKAGE_HOURLY


def _size(request: HttpRequest) -> int | None:
    """What the request says of its length; None when it does not say."""
    said = request.META.get("CONTENT_LENGTH") or ""
    return int(said) if said.isdecimal() else None


# Exempt so that the length is looked at before anything is parsed; the secret in the address is what a
# forged form would lack, and the cookie of the second step does not travel with one.
@csrf_exempt
@public_writes(WHY, form=True)
@entrance.opened
def upload(request: HttpRequest, package: Package, token: str) -> HttpResponse:
    """Take the container and go back to the page, or say there why it was not taken."""
    if request.method != "POST":  # the language was changed on a page that said why not
        return redirect(entrance.address("page", token))
    size = _size(request)
    if size is None or size > settings.CONTAINER_MAX_BYTES + FORM:
        return _refused(request, package, token, [sentence(Problem("TOO_LARGE"))], 413)
    if held_back := limits.refusal(request):
        return _refused(request, package, token, [held_back], 429)
    if _too_often(package):
        wait = _("Too many containers in one hour. Please try again later or call us.")
        return _refused(request, package, token, [wait], 429)
    file = request.FILES.get("container")
    if not isinstance(file, UploadedFile):
        return _refused(request, package, token, [_("Choose the signed container first.")], 422)
    # What is no container is not read: its first bytes say so.
    if not archive.looks_like_zip(file.read(4)):
        return _refused(request, package, token, [sentence(Problem("NOT_A_CONTAINER"))], 422)
    file.seek(0)
    try:
        with _STORING:
            _store(package, file)
    except Refused as refused:
        return _refused(request, package, token, list(refused.texts), 422)
    return redirect(entrance.address("page", token))


def _store(package: Package, file: "UploadedFile[bytes]") -> None:
    data = file.read(settings.CONTAINER_MAX_BYTES + 1)
    returns.receive(package=package, filename=str(file.name), data=data, source=ContainerSource.CLIENT)


def _refused(
    request: HttpRequest, package: Package, token: str, texts: list[str], status: int
) -> HttpResponse:
    package.refresh_from_db(fields=["state"])
    # htmx puts in an answer of 422 alone.
    status = 422 if "HX-Request" in request.headers else status
    context = {**page_context(package, token), "refused": texts}
    return render(request, "contracts/client/page.html", context, status=status)


@public_reads(WHY)
@entrance.opened
def progress(request: HttpRequest, package: Package, token: str) -> HttpResponse:
    """What was found, while it is being looked at; the whole page is drawn anew when it is known."""
    context = {
        "package": package,
        "token": token,
        "language": translation.get_language(),
        **returned.for_client(package),
    }
    response = render(request, "contracts/client/_returns.html", context)
    if not context["being_checked"]:
        response["HX-Refresh"] = "true"
    return response


@public_reads(WHY)
@entrance.opened
def container(request: HttpRequest, package: Package, token: str) -> HttpResponse:
    """The container signed so far, to which the next signer adds a signature; in the end the signed one."""
    offered = returned.for_client(package)["offered"]
    return as_file(offered) if offered else entrance.gone(request)
