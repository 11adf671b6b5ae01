"""Pages speak the language that the person chose."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


def own_language(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Activate the language of the person who is logged in; the client's page keeps its own choice."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/k/") and request.user.is_authenticated:
            language = request.user.language
            translation.activate(language if language in settings.STAFF_LANGUAGES else "et")
            request.LANGUAGE_CODE = translation.get_language()
        return get_response(request)

    return middleware
