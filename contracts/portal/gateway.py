"""The portal's interface (docs/portal-api.yaml): adds an accepted document, once.

The entry's address holds our own id, so a repeated PUT cannot double it; after an unclear first try the
entry is looked for before it is sent again. No model comes in here; raises only desk.outbox errors.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import requests
from django.conf import settings

from desk.outbox import PassingError, PermanentError, UnclearError

TIMEOUT = (3.05, 20)  # seconds: connect, answer


@dataclass(frozen=True)
class Holder:
    """A person whom a power of attorney names."""

    first_name: str
    last_name: str
    code: str
    email: str


@dataclass(frozen=True)
class Entry:
    """What the portal is told of a document. `id` is our own and never changes."""

    id: str
    portal: str
    kind: str
    number: str
    effect: str
    client_code: str
    client_name: str
    holders: tuple[Holder, ...]
    ends: str
    valid_from: date | None
    valid_until: date | None
    document_sha256: str


@dataclass(frozen=True)
class Added:
    """The portal's own reference, and when it added the entry (aware)."""

    reference: str
    added_at: datetime


def configured() -> bool:
    """Whether there is an interface to speak to; without it documents are added by hand."""
    return bool(settings.PORTAL_URL)


def add(entry: Entry, *, look_first: bool) -> Added:
    """Add the entry, or find it added. Raises PassingError, UnclearError, PermanentError."""
    if look_first:
        found = _ask("GET", f"/v1/entries/{entry.id}", None)
        if found is not None:
            return _added(found)
    answer = _ask("PUT", f"/v1/entries/{entry.id}", _body(entry))
    if answer is None:
        raise PermanentError("address")
    return _added(answer)


def ping() -> None:
    """Raise what `add` would raise, if the portal cannot be reached or refuses our token."""
    _ask("GET", "/v1/ping", None)


def _body(entry: Entry) -> dict[str, Any]:
    body = asdict(entry)
    del body["id"]
    for name in ("valid_from", "valid_until"):
        body[name] = body[name].isoformat() if body[name] else None
    return body


def _ask(method: str, path: str, body: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """One request; None for 404."""
    try:
        response = requests.request(
            method,
            settings.PORTAL_URL.rstrip("/") + path,
            json=body,
            headers={"Authorization": f"Bearer {settings.PORTAL_TOKEN}"},
            timeout=TIMEOUT,
            allow_redirects=False,
        )
    except requests.ConnectTimeout:
        raise PassingError("unreachable") from None
    except requests.RequestException:
        # The connection may have broken after the portal did what we asked.
        raise UnclearError("answer_lost") from None
    return _answer(response)


def _answer(response: requests.Response) -> dict[str, Any] | None:
    status = response.status_code
    if status == 404:
        return None
    if status in {401, 403}:
        raise PermanentError("credentials")
    if status == 429 or status >= 500:
        raise UnclearError("portal_trouble")
    if status >= 300:
        raise PermanentError("refused")
    try:
        data = response.json()
    except ValueError:
        raise UnclearError("not_understood") from None
    if not isinstance(data, dict):
        raise UnclearError("not_understood")
    return data


def _added(data: Mapping[str, Any]) -> Added:
    try:
        return Added(str(data["reference"]), datetime.fromisoformat(data["added_at"]))
    except (KeyError, TypeError, ValueError):
        raise UnclearError("not_understood") from None
