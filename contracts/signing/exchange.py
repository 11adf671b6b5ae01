"""One question over HTTP to a service that confirms time or validity: bytes there, bytes back."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from desk import outgoing
from desk.outbox import PassingError, PermanentError

TIMEOUT = (3.05, 10)  # seconds: connect, each silence
PATIENCE = 20  # seconds for the whole answer
MOST = 256 * 1024  # bytes of an answer; an ordinary one has six thousand


def post(service: str, url: str, question: bytes, kind: str) -> bytes:
    """The body of the answer. `service` begins the codes of errors, `kind` is the question's media type.

    Raises PassingError when the service could not be reached, was silent, in trouble or not to be understood;
    PermanentError when the address or our right to ask is wrong. No redirect is followed.
    """
    status, body = _request(service, "POST", url, question, kind)
    if status in {401, 403}:
        raise PermanentError(f"{service}_credentials")
    if status == 429 or status >= 500:
        raise PassingError(f"{service}_trouble")
    if status != 200:
        raise PermanentError(f"{service}_address")
    return body


def reach(service: str, url: str) -> None:
    """Raises what `post` would, if nobody answers there. Any answer of the service itself will do: a GET is
    no question that it knows."""
    status, _ = _request(service, "GET", url, None, "")
    if status >= 500:
        raise PassingError(f"{service}_trouble")


def _request(service: str, method: str, url: str, body: bytes | None, kind: str) -> tuple[int, bytes]:
    if not _is_of_the_web(url):
        raise PermanentError(f"{service}_address")
    headers = {"Accept-Encoding": "identity"} | ({"Content-Type": kind} if kind else {})
    trouble = "unreachable"
    try:
        with (
            outgoing.session(service, total=PATIENCE + 5) as session,
            session.request(
                method, url, data=body, headers=headers, timeout=TIMEOUT, stream=True
            ) as response,
        ):
            answer = _read(response)
    except requests.ReadTimeout:
        trouble = "timeout"
    except ValueError:  # requests' own InvalidURL is one: nobody was asked
        trouble = "address"
    except (requests.RequestException, HTTPError, OSError):
        pass
    else:
        if answer is not None:
            return response.status_code, answer
        trouble = "not_understood"
    # Raised out here, so that what was asked is not even the context of the error.
    raise (PermanentError if trouble == "address" else PassingError)(f"{service}_{trouble}")


def _is_of_the_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _read(response: requests.Response) -> bytes | None:
    """The body; None when it is longer than any answer, packed unasked, or comes too slowly to end."""
    parts: list[bytes] = []
    size, until = 0, time.monotonic() + PATIENCE
    source: Any = response.raw
    if response.headers.get("Content-Encoding", "identity") != "identity":
        return None
    while part := source.read1(65536):
        size += len(part)
        if size > MOST or time.monotonic() > until:
            return None
        parts.append(part)
    return b"".join(parts)
