"""How programs come in: `Authorization: Bearer KEY`, what it opens, how often, and how OpenAPI says it."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import APIException, AuthenticationFailed, Throttled
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from desk.login.actions import attempts, events
from desk.login.actions import keys as actions
from desk.login.enums import EventKind
from desk.login.models import ApiKey
from desk.people.models import User

if TYPE_CHECKING:  # the framework reads this module while it makes the view
    from rest_framework.views import APIView

LONGEST = 200  # characters of a header that is looked at


class KeyAuthentication(BaseAuthentication):
    """The key, and its owner as the person. Whoever guesses waits; a key in force never does."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """None where no key is shown: a session may open the same."""
        said = get_authorization_header(request)
        if not said.lower().startswith(b"bearer"):
            return None
        parts = said.split()
        secret = parts[1].decode("ascii", "replace") if len(parts) == 2 and len(said) <= LONGEST else ""
        key = actions.opened_by(secret)
        if key is None:
            raise self._refused(request)
        return key.owner, key

    def authenticate_header(self, request: Request) -> str:
        """So that who comes without a key is answered 401."""
        return 'Bearer realm="api"'

    def _refused(self, request: Request) -> APIException:
        waits = attempts.waits(request._request, kind="key")
        if waits is not None:
            return Throttled(waits.seconds)
        attempts.wrong(request._request, kind="key")
        events.note(EventKind.KEY, user=None, request=request._request, reason="key_refused")
        return AuthenticationFailed("this key opens nothing (unknown, revoked or past its last day)")


class Opens(BasePermission):
    """Whether the key opens what the view is (`scope` of the view); a session is asked for its role alone."""

    message = "this key does not open this"

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """True for a session; a key must name the scope."""
        if not isinstance(request.auth, ApiKey):
            return True
        return getattr(view, "scope", None) in request.auth.scopes


class PerKey(BaseThrottle):
    """So many requests a minute for one key, however many processes answer."""

    def __init__(self) -> None:
        self.seconds = 0

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Count it; what a session asks is not counted."""
        if isinstance(request.auth, ApiKey):
            self.seconds = actions.count(request.auth)
        return self.seconds == 0

    def wait(self) -> float | None:
        """For Retry-After."""
        return self.seconds


def refusal(request: HttpRequest, scope: str) -> tuple[int, str] | None:
    """For views that are not the framework's: status and reason where no key opens `scope`."""
    asked = Request(request)
    try:
        found = KeyAuthentication().authenticate(asked)
    except AuthenticationFailed as refused:
        return 401, str(refused.detail)
    except Throttled:
        return 429, "too many wrong keys came from here; wait"
    if found is None:
        return 401, "a key is needed: Authorization: Bearer KEY"
    if scope not in found[1].scopes:
        return 403, str(Opens.message)
    if actions.count(found[1]):
        return 429, "this key has asked too often; wait a minute"
    return None
