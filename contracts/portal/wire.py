"""One question to a portal's interface and its whole answer, in bounded time and size.

Raises only desk.outbox errors; what was sent stands in none of them. Which answer means what is said by
`contracts.portal.gateway`.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings
from urllib3.exceptions import HTTPError, NewConnectionError

from desk import outgoing
from desk.outbox import PassingError, PermanentError, UnclearError

TIMEOUT = (3.05, 15)  # seconds: connect, each silence
PATIENCE = 20  # seconds for the body; three questions must fit into the lease of the outbox
MOST = 4 * 1024 * 1024  # bytes of an answer


@dataclass(frozen=True)
class Reply:
    """`status` is 200, 201, 404 or 409; only of the first two there is `data`."""

    status: int
    data: Mapping[str, Any]


def configured() -> bool:
    """Whether there is an interface to speak to; without it everything is done by hand."""
    return bool(settings.PORTAL_URL)


def ask(
    method: str,
    path: str,
    body: Mapping[str, Any] | None = None,
    query: Mapping[str, str] | None = None,
) -> Reply:
    """Ask once. PassingError: it was not asked; UnclearError: it may have been done; PermanentError: refused.

    No redirect is followed: the token goes to the address in the settings and nowhere else.
    """
    status, kind, raw = _request(method, path, body, query)
    if status in {404, 409}:
        return Reply(status, {})
    if status in {401, 403}:
        raise PermanentError("credentials")
    if status == 429 or status >= 500:
        raise UnclearError("portal_trouble")
    if status >= 300:
        raise PermanentError("refused")
    if status not in {200, 201} or raw is None or not _is_json(kind):
        # A page of a proxy, or "it will be done": nothing that could be believed, and it may pass.
        raise UnclearError("not_understood")
    return Reply(status, _parsed(raw))


def _request(
    method: str, path: str, body: Mapping[str, Any] | None, query: Mapping[str, str] | None
) -> tuple[int, str, bytes | None]:
    """Status, content type and body; no body where it was too long or too slow to end."""
    trouble: PassingError = UnclearError("answer_lost")
    try:
        with (
            outgoing.session("portal", total=PATIENCE + 5) as session,
            session.request(
                method,
                settings.PORTAL_URL.rstrip("/") + path,
                json=body,
                params=query,
                headers={"Authorization": f"Bearer {settings.PORTAL_TOKEN}", "Accept": "application/json"},
                timeout=TIMEOUT,
                stream=True,
            ) as response,
        ):
            return response.status_code, response.headers.get("Content-Type", ""), _read(response)
    except requests.RequestException as broken:
        if _never_reached(broken):
            trouble = PassingError("unreachable")
    except (HTTPError, OSError):
        pass  # the connection may have broken after the portal did what we asked
    # Raised out here, so that what was sent is not even the context of the error.
    raise trouble


def _never_reached(broken: requests.RequestException) -> bool:
    """Whether there was no connection over which anything could have been asked."""
    if isinstance(broken, requests.ConnectTimeout | requests.exceptions.SSLError):
        return True
    cause = broken.args[0] if broken.args else None
    return isinstance(getattr(cause, "reason", None), NewConnectionError)


def _read(response: requests.Response) -> bytes | None:
    parts: list[bytes] = []
    size, until = 0, time.monotonic() + PATIENCE
    source: Any = response.raw
    while part := source.read1(65536, decode_content=True):
        size += len(part)
        if size > MOST or time.monotonic() > until:
            return None
        parts.append(part)
    return b"".join(parts)


def _is_json(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == "application/json"


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise UnclearError("not_understood")
    return data
