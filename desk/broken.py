"""The pages of failed requests: they say the request's id, by which support finds its lines in the log."""

import logging
import re

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.debug import SafeExceptionReporterFilter
from django.views.decorators.csrf import requires_csrf_token

from desk import tracing

log = logging.getLogger(__name__)


class WithoutSecrets(SafeExceptionReporterFilter):
    """Django's pages for developers and its reports show no setting that holds, or may hold, a password."""

    hidden_settings = re.compile(
        "API|AUTH|TOKEN|KEY|SECRET|PASS|SIGNATURE|HTTP_COOKIE|URL|DATABASES|MAILBOX|EMAIL_HOST_USER|BROKER|CACHES",
        re.IGNORECASE,
    )


# Where not even the page of the failure can be drawn, in the languages of those who may meet it.
_PLAIN = "Midagi läks meie poolel katki. Something broke on our side. На нашей стороне произошла ошибка. "


@requires_csrf_token
def on_our_side(request: HttpRequest) -> HttpResponse:
    """Status 500. No context processor and no request: whatever broke may be behind them."""
    return _page("500.html", 500)


@requires_csrf_token
def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Status 400."""
    return _page("400.html", 400)


def _page(template: str, status: int) -> HttpResponse:
    told = tracing.current()
    try:
        return HttpResponse(render_to_string(template, {"told_id": told}), status=status)
    except Exception:
        log.exception("the page of a failure could not be drawn")
        return HttpResponse(_PLAIN + told, status=status, content_type="text/plain; charset=utf-8")
