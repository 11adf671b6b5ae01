"""Names of the register while somebody types (its public autocomplete), to fill in a new client.

Contract: seen by others, *unverified* by us; off until REGISTRY_NAMES_URL is set. It gives no persons, but a
sole trader's name is a person's, and the question stands in its address: nothing of either is kept or logged.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from desk.outbox import PassingError, PermanentError
from registry import web

# Somebody waits for it in front of the form.
BOUNDS = web.Bounds(connect=1, read=2, total=3)
SHORTEST, LONGEST, MOST = 3, 100, 10
_CODE = re.compile(r"[1-9]\d{7}")


@dataclass(frozen=True)
class Found:
    """One organisation; form and status are codes of the register, empty where it gives none that we know."""

    code: str
    name: str
    form: str
    status: str


def configured() -> str:
    """The address of the settings; PermanentError("not_set_up") while the switch is off."""
    if not settings.REGISTRY_NAMES_URL:
        raise PermanentError("not_set_up")
    return str(settings.REGISTRY_NAMES_URL)


def like(url: str, text: str) -> tuple[Found, ...]:
    """At most ten organisations whose name or code begins so; none for a text that is too short to ask."""
    text = " ".join(text.split())[:LONGEST]
    if len(text) < SHORTEST:
        return ()
    # Whoever does not say who asks is turned away there.
    headers = {"User-Agent": f"Abilaud ({settings.AGENCY_EMAIL})", "Accept": "application/json"}
    heard = web.get("names", url, query=[("q", text)], headers=headers, bounds=BOUNDS)
    if heard.status >= 500 or heard.status == 429:
        raise PassingError("fault")
    if heard.status != 200:
        raise PermanentError("access" if heard.status == 403 else "unexpected")
    said = heard.json()
    rows = said.get("data") if isinstance(said, dict) and said.get("status") == "OK" else None
    if not isinstance(rows, list):
        raise PermanentError("unexpected")
    return tuple(_found(row) for row in rows[:MOST])


def ping() -> None:
    """Whether it answers; asked about the agency itself."""
    like(configured(), settings.AGENCY_CODE)


def _found(row: Any) -> Found:
    if not isinstance(row, dict):
        raise PermanentError("unexpected")
    code, name = str(row.get("reg_code") or ""), row.get("name")
    if not _CODE.fullmatch(code) or not isinstance(name, str) or not name.strip():
        raise PermanentError("unexpected")
    return Found(code, name.strip()[:200], _short(row.get("legal_form")), _short(row.get("status")))


def _short(value: Any) -> str:
    """A code of letters such as OÜ; what is none is left out, the form stays to be filled in."""
    return value if isinstance(value, str) and value.isalpha() and len(value) <= 6 else ""
