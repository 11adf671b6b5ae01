"""Every request has an id, is counted by the name of its view, and leaves one line in the log."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from desk import counted, tracing

log = logging.getLogger("desk.requests")

# Asked all the time by machines, and says nothing of anybody's work.
SILENT = {"healthz", "readyz", "metrics"}


def traced(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The outermost layer. The line names the person by id and the view by name; the address stays out of it,
    since it may hold the token of a link."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        mine = tracing.accepted(request.headers.get(tracing.HEADER))
        token = tracing.request_id.set(mine)
        try:
            response = get_response(request)
            response[tracing.HEADER] = mine
            _tell(request, response.status_code, time.perf_counter() - began)
        finally:
            tracing.request_id.reset(token)
        return response

    return middleware


def _tell(request: HttpRequest, status: int, seconds: float) -> None:
    view = request.resolver_match.view_name if request.resolver_match else ""
    if not view and status < 400:
        return  # a static file
    counted.request_done(view, request.method or "", status, seconds)
    if view in SILENT:
        return
    # Who it is was asked by the view; it is not asked again for the log.
    user = getattr(request, "_cached_user", None)
    who = user.pk if user is not None and user.is_authenticated else None
    ms = round(seconds * 1000)
    facts = {"method": request.method, "view": view or "none", "status": status, "ms": ms, "user": who}
    log.info("%(method)s %(view)s %(status)s %(ms)s ms user %(user)s", facts, extra=facts)
