"""A form that met the lock is not lost: its fields lie sealed in the page of the lock, and are sent again."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from desk import sealed
from desk.login import standing
from desk.login.enums import Way
from desk.login.forms import ComeBackForm
from desk.login.models import PasswordAccess, Session
from desk.people.models import User

OURS = {"csrfmiddlewaretoken"}


@dataclass(frozen=True)
class Form:
    """What was to be sent: where to, the fields, and the names of files that no page can hold."""

    action: str
    fields: list[tuple[str, str]]
    files: list[str]


def sealed_form(request: HttpRequest) -> str:
    """The form of this request, sealed for its person."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in OURS]
    files = [file.name for _name, many in request.FILES.lists() for file in many]
    told = {"user": request.user.pk, "action": request.get_full_path(), "fields": fields, "files": files}
    return sealed.seal(json.dumps(told))


def opened(text: str, user: User) -> Form | None:
    """What `sealed_form` kept for this person; None for anything else."""
    try:
        told = json.loads(sealed.unseal(text))
    except (sealed.Broken, ValueError):
        return None
    if told.get("user") != user.pk:
        return None
    return Form(told["action"], [(name, value) for name, value in told["fields"]], told["files"])


def safe(request: HttpRequest, address: str) -> str:
    """An address of our own to go on to; anything else: the first page."""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if ours else "/"


def page(request: HttpRequest, *, back: str, form: str = "") -> dict[str, Any]:
    """What the page of the lock and its layer show."""
    session = standing.session_of(request)
    by_password = session is not None and offers_password(session)
    needs_code = session is not None and session.way != Way.DEMO
    return {
        "form": ComeBackForm(needs_code=needs_code),
        "back": safe(request, back),
        "kept": form,
        "by_password": by_password,
        "needs_code": needs_code,
        "by_service": session is not None and session.way in {Way.TARA, Way.GOVSSO},
    }


def offers_password(session: Session) -> bool:
    """Whether this session is unlocked by a password (with the second factor outside a demo)."""
    if session.way == Way.DEMO:
        return bool(settings.DEMO)
    return PasswordAccess.objects.in_force().filter(user_id=session.user_id).exists()
