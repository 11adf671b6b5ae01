"""The page of figures that Prometheus reads."""

from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST

from desk.http import Access
from desk.operations import metrics as figures

WHY = "Prometheus: a token of its own (METRICS_TOKEN), or a network (METRICS_ALLOW); off where neither is set"


# Not @machine: its transaction would turn a dead database into an error page, and that is a figure too.
def metrics(request: HttpRequest) -> HttpResponse:
    """Whoever may not read it does not learn that it is there."""
    if request.method not in {"GET", "HEAD"} or not figures.allowed(request):
        raise Http404
    return HttpResponse(
        figures.text(), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )


metrics.access = Access("machine", ("GET", "HEAD"), None, WHY)  # type: ignore[attr-defined]
