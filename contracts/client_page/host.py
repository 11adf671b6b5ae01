"""Which host serves what, where the client's page has one of its own (setting CLIENT_PAGE_HOST).

Django's own way of doing so is `request.urlconf`: the staff's pages are not on the client's host at all, and
the client's page is not on the staff's, so neither a cookie nor a mistake of one reaches the other.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

CLIENT, STAFF = "desk.client_urls", "desk.staff_urls"


def own_host(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: choose the addresses by the host; without the setting all stand on one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.CLIENT_PAGE_HOST:
            # Not `get_host()`: a host that is not allowed is refused later, in words.
            asked = request.META.get("HTTP_HOST", "").lower()
            request.urlconf = CLIENT if asked == settings.CLIENT_PAGE_HOST else STAFF
        return get_response(request)

    return middleware
