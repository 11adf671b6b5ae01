"""The state's system of mandates (Pääsuke, service "Oraakel") over X-Road REST: which roles a person holds.

Contract: its description of X-Road services 1.0.0, read but never tried, hence *unverified*; off until
PAASUKE_URL is set. It knows no joint groups and no text of the card, so it never gives a right by itself.
"""

import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from desk.outbox import PassingError, PermanentError
from registry import web

BOUNDS = web.Bounds(connect=3.05, read=10, total=15)
_CODE = re.compile(r"[1-9]\d{7}")
_PERSON = re.compile(r"[1-8]\d{10}")
_ROLE = re.compile(r"([\w-]{1,40}):[\w.:-]{1,100}")
_UNKNOWN = "UNKNOWN"
_MOST_ROLES = 100


@dataclass(frozen=True)
class Access:
    """The way to the system of mandates, as the settings say."""

    url: str
    client: str  # instance/class/member/subsystem of ours
    user: str
    namespaces: tuple[str, ...] = ("BR_REPRIGHT",)
    keys: web.Keys = web.NO_KEYS


@dataclass(frozen=True)
class Held:
    """Roles such as `BR_REPRIGHT:SOLEREP`, none if the person holds none; the id under which it was asked."""

    roles: tuple[str, ...]
    message_id: str


def configured() -> Access:
    """The access of the settings; PermanentError("not_set_up") while the switch is off."""
    if not settings.PAASUKE_URL:
        raise PermanentError("not_set_up")
    return Access(
        url=settings.PAASUKE_URL,
        client=settings.REGISTRY_XROAD_CLIENT,
        user=settings.REGISTRY_XROAD_USER,
        namespaces=tuple(settings.PAASUKE_NAMESPACES),
        keys=web.Keys(settings.REGISTRY_CA_FILE, settings.REGISTRY_CERT_FILE, settings.REGISTRY_KEY_FILE),
    )


def held(access: Access, code: str, person: str, issue: str) -> Held:
    """The roles of `person` (Estonian personal code) for the organisation `code`; `issue` is our number."""
    if not _CODE.fullmatch(code) or not _PERSON.fullmatch(person):
        raise PermanentError("input")
    message_id = str(uuid.uuid4())
    heard = web.get(
        "mandates",
        f"{access.url}/representees/EE{code}/delegates/EE{person}/mandates",
        query=[("ns", each) for each in access.namespaces],
        headers={
            "X-Road-Client": access.client,
            "X-Road-UserId": access.user,
            "X-Road-Id": message_id,
            "X-Road-Issue": issue,
            "Accept": "application/json",
        },
        bounds=BOUNDS,
        keys=access.keys,
    )
    if heard.status != 200:
        raise _of_status(heard)
    return Held(_roles(heard.json(), f"EE{code}", f"EE{person}", access.namespaces), message_id)


def ping(access: Access | None = None) -> None:
    """Whether the security server answers for us; nobody's code is asked about."""
    access = access or configured()
    headers = {"X-Road-Client": access.client, "X-Road-UserId": access.user, "Accept": "application/json"}
    heard = web.get("mandates", access.url, query=[], headers=headers, bounds=BOUNDS, keys=access.keys)
    if heard.status >= 500:
        raise _of_status(heard)


def _of_status(heard: web.Heard) -> PassingError | PermanentError:
    """X-Road names its own refusals in a header (PR-REST); without one the system of mandates answered."""
    refusal = heard.headers.get("X-Road-Error", "")
    if refusal.endswith("AccessDenied"):
        return PermanentError("access")
    if refusal:
        return PassingError("xroad")
    if heard.status >= 500 or heard.status == 429:
        return PassingError("fault")
    return PermanentError("input" if heard.status in {400, 404, 422} else "unexpected")


def _roles(said: Any, representee: str, delegate: str, namespaces: tuple[str, ...]) -> tuple[str, ...]:
    """What is not exactly as described, is nothing: a role is never guessed."""
    if not isinstance(said, dict) or not isinstance(said.get("mandates"), list):
        raise PermanentError("unexpected")
    about = [_about(said.get("representee"), representee), _about(said.get("delegate"), delegate)]
    if (said["mandates"] and not all(about)) or len(said["mandates"]) > _MOST_ROLES:
        raise PermanentError("unexpected")
    return tuple(sorted({_role(each, namespaces) for each in said["mandates"]}))


def _role(mandate: Any, namespaces: tuple[str, ...]) -> str:
    role = mandate.get("role") if isinstance(mandate, dict) else None
    match = _ROLE.fullmatch(role) if isinstance(role, str) else None
    if match is None or match[1] not in namespaces:
        raise PermanentError("unexpected")
    return str(role)


def _about(party: Any, code: str) -> bool:
    """Whether the answer is about this one; False where the system knows nobody of that code."""
    if not isinstance(party, dict) or "type" not in party:
        raise PermanentError("unexpected")
    if party["type"] == _UNKNOWN:
        return False
    if party.get("identifier") != code:
        raise PermanentError("wrong_organisation")
    return True
