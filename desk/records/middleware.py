"""The access log is written after the response, over a connection that may insert there alone."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from desk import clock
from desk.records.access import shown_by
from desk.records.models import AccessLogEntry


def access_log(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Log every person whom a view of staff has shown; a page whose log fails is not shown."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        shown = shown_by(request)
        if shown and request.user.is_authenticated and response.status_code < 400:
            view = request.resolver_match.view_name if request.resolver_match else ""
            AccessLogEntry.objects.using(settings.ACCESS_LOG_DATABASE).bulk_create(
                AccessLogEntry(
                    at=clock.now(),
                    user_id=request.user.pk,
                    shown_kind=who.kind,
                    shown_id=who.pk,
                    client_id=who.client_id,
                    view=view[:100],
                    purpose=who.purpose[:100],
                )
                for who in shown
            )
        return response

    return middleware
