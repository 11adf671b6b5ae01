"""GET for what stands beside the register and speaks JSON: bounded in time and size, and silent.

Their addresses hold personal codes and names (their contracts, not ours), so no error carries one, not even
as its cause, and `desk.settings.LOGGING` keeps urllib3 from writing them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from desk.outbox import PassingError, PermanentError
from registry.gateway.transport import bounded_session


@dataclass(frozen=True)
class Bounds:
    """Seconds for the connection, for each silence and for the whole answer; its size in bytes."""

    connect: float
    read: float
    total: float
    most_bytes: int = 256 * 1024


@dataclass(frozen=True)
class Keys:
    """PEM files: the other side's authority, and our certificate towards it."""

    ca: str = ""
    cert: str = ""
    key: str = ""


NO_KEYS = Keys()


@dataclass(frozen=True)
class Heard:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """The body as JSON; PassingError("not_json") if something else answered."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            pass
        raise PassingError("not_json")


def get(
    system: str, url: str, *, query: Sequence[tuple[str, str]], headers: Mapping[str, str], bounds: Bounds,
    keys: Keys = NO_KEYS,
) -> Heard:  # fmt: skip
    """Ask `system` once; PassingError("timeout" or "unreachable"), PermanentError("too_big")."""
    heard, trouble = None, "unreachable"
    try:
        heard = _get(system, url, query, headers, bounds, keys)
    except (requests.Timeout, ReadTimeoutError, TimeoutError):
        trouble = "timeout"
    except (requests.RequestException, HTTPError, OSError, UnicodeError):
        pass
    # Raised out here, so that the exception above, which quotes the address, is not even its context.
    if heard is None:
        raise PassingError(trouble)
    if len(heard.body) > bounds.most_bytes:
        raise PermanentError("too_big")
    return heard


def _get(
    system: str,
    url: str,
    query: Sequence[tuple[str, str]],
    headers: Mapping[str, str],
    bounds: Bounds,
    keys: Keys,
) -> Heard:
    # Without a second try of the connection: urllib3 would say so with the whole address.
    with (
        bounded_session(system, keys.ca, keys.cert, keys.key, total=bounds.total, connects=0) as session,
        session.get(
            url,
            params=list(query),
            headers=headers,
            timeout=(bounds.connect, bounds.read),
            stream=True,
            allow_redirects=False,
        ) as response,
    ):
        return Heard(response.status_code, response.headers, _read(response, bounds.most_bytes))


def _read(response: requests.Response, most: int) -> bytes:
    """The body, or a little more than is allowed of one that is too long."""
    parts: list[bytes] = []
    size = 0
    source: Any = response.raw
    while size <= most and (part := source.read1(65536, decode_content=True)):
        size += len(part)
        parts.append(part)
    return b"".join(parts)
