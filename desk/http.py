"""What a view promises: who may, whether it reads or writes, and the answer to a refusal.

Every view carries `access`, which the permission matrix reads; a view without it fails the tests.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from desk.people.models import User


class Request(HttpRequest):
    """What a view behind a rule receives: somebody has logged in, and htmx's headers are read."""

    user: "User"
    htmx: "HtmxDetails"


P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponseBase]
Guarded = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
# A rule answers with the refusal as a text for the person, or None.
Rule = Callable[[Any], str | None]


class Refused(Exception):
    """The state of things does not allow this now; `texts` say why, in the person's language."""

    def __init__(self, *texts: str) -> None:
        super().__init__("refused")
        self.texts: Sequence[str] = [str(text) for text in texts]


@dataclass(frozen=True)
class Access:
    """What a view promises: `mode` is reads, writes, outside, public or machine."""

    mode: str
    methods: tuple[str, ...]
    rule: Rule | None
    why: str = ""


def _allowed(request: HttpRequest, access: Access) -> HttpResponse | None:
    if request.method not in access.methods:
        return HttpResponseNotAllowed(access.methods)
    if access.rule is None:
        return None
    if not request.user.is_authenticated:
        if request.headers.get("HX-Request"):
            # A fragment must not swallow the login page: the whole page goes there.
            return HttpResponse(status=401, headers={"HX-Refresh": "true"})
        return redirect_to_login(request.get_full_path())
    refusal = access.rule(request.user)
    if refusal is not None:
        raise PermissionDenied(refusal)
    return None


@contextmanager
def reading() -> Iterator[None]:
    """What is done in here only reads: PostgreSQL refuses its writes."""
    # A subtransaction that is read only ends with it, so this works inside a test's transaction too.
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        yield


def _read_only(view: Callable[..., HttpResponseBase], *args: Any, **kwargs: Any) -> HttpResponseBase:
    with reading():
        response = view(*args, **kwargs)
        render = getattr(response, "render", None)
        return response if render is None else cast(HttpResponseBase, render())


def _wrap(view: View[P], access: Access, *, outside: bool = False) -> Guarded[P]:
    @wraps(view)
    def guarded(request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        refused = _allowed(request, access)
        if refused is not None:
            return refused
        if not outside and (access.mode == "reads" or request.method in {"GET", "HEAD"}):
            return _read_only(view, request, *args, **kwargs)
        return view(request, *args, **kwargs)

    guarded.access = access  # type: ignore[attr-defined]
    return cast(Guarded[P], guarded)


def reads(rule: Rule, *, methods: Sequence[str] = ("GET", "HEAD")) -> Callable[[View[P]], Guarded[P]]:
    """The view only reads: PostgreSQL refuses its writes. Search is a POST that reads."""
    access = Access("reads", tuple(methods), rule)
    return lambda view: _wrap(view, access)


def writes(rule: Rule, *, form: bool = False) -> Callable[[View[P]], Guarded[P]]:
    """The view writes on POST; with `form` its GET shows the form and reads only."""
    access = Access("writes", ("GET", "HEAD", "POST") if form else ("POST",), rule)
    return lambda view: _wrap(view, access)


def asks_outside(rule: Rule) -> Callable[[View[P]], Guarded[P]]:
    """The view asks another system while the person waits, so no transaction is open; it writes nothing.

    POST, because what is asked about is personal.
    """
    access = Access("outside", ("POST",), rule)
    return lambda view: _wrap(view, access)


def public_reads(why: str) -> Callable[[View[P]], Guarded[P]]:
    """No login: `why` says who comes here and what protects it."""
    access = Access("public", ("GET", "HEAD"), None, why)
    return lambda view: _wrap(view, access)


def public_asks_outside(why: str) -> Callable[[View[P]], Guarded[P]]:
    """No login, GET: another system is asked on the way, so no transaction is open; an action may write what
    came of it. `why` says who comes here and what protects it."""
    access = Access("public", ("GET", "HEAD"), None, why)
    return lambda view: _wrap(view, access, outside=True)


def public_writes(why: str, *, form: bool = False) -> Callable[[View[P]], Guarded[P]]:
    """No login, POST: `why` says who comes here and what protects it."""
    access = Access("public", ("GET", "HEAD", "POST") if form else ("POST",), None, why)
    return lambda view: _wrap(view, access)


def machine(
    why: str, *, methods: Sequence[str] = ("POST",), counted: bool = False
) -> Callable[[View[P]], Guarded[P]]:
    """Another system calls: no session, no CSRF; `why` names the credential the view checks.

    `counted`: also on GET the use of the credential is counted, so the view says itself where it only reads.
    """
    access = Access("machine", tuple(methods), None, why)

    def wrap(view: View[P]) -> Guarded[P]:
        guarded = _wrap(view, access, outside=counted)
        guarded.csrf_exempt = True  # type: ignore[attr-defined]
        return guarded

    return wrap
