"""The access log is written after the response, over a connection that may insert there alone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from desk.records import looks
from desk.records.access import MACHINE, shown_by, turned_away_from


def access_log(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Log everyone whom a view has shown to staff or to a machine; a page whose log fails is not shown."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        shown = shown_by(request) if response.status_code < 400 else []
        shown += turned_away_from(request)
        who_looks = _who(request) if shown else None
        if who_looks is not None:
            view = request.resolver_match.view_name if request.resolver_match else ""
            looks.write(user_id=who_looks, view=view, shown=shown)
        return response

    return middleware


def _who(request: HttpRequest) -> int | None:
    """The person who looks, or the machine; None for a client on a page of his own."""
    access = getattr(request.resolver_match.func, "access", None) if request.resolver_match else None
    if access is not None and access.mode == "machine":
        return MACHINE
    return request.user.pk if request.user.is_authenticated else None
