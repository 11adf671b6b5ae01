"""HTTP to the register with what zeep lacks: bounds of size and time, and the bytes for the evidence."""

import re
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.util import Retry
from zeep.transports import Transport

from desk import clock
from desk.outbox import PassingError, PermanentError

CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 3.05, 10.0, 15.0
MOST_BYTES = 2 * 1024 * 1024  # an answer is a few kilobytes; a big association's card stays far below
_SECRET = re.compile(rb"(<(?:[\w.-]+:)?ariregister_(?:kasutajanimi|parool|sessioon)\b[^>]*>)[^<]*")


@dataclass(frozen=True)
class Heard:
    """What came back, and when (UTC)."""

    sent_at: datetime
    received_at: datetime
    raw: bytes


class BoundedTransport(Transport):
    """Keeps the last answer's bytes in `heard`; never follows a redirect (the body holds credentials)."""

    def __init__(self, ca: str, cert: str, key: str) -> None:
        session = requests.Session()
        session.trust_env = False
        if ca:
            session.verify = ca
        if cert:
            session.cert = (cert, key)
        # A question changes nothing, but only a connection that was never made is tried again here.
        retry = Retry(total=2, connect=2, read=0, status=0, redirect=0, backoff_factor=0.2)
        for scheme in ("https://", "http://"):
            session.mount(scheme, HTTPAdapter(max_retries=retry))
        super().__init__(session=session)  # type: ignore[no-untyped-call]
        self.heard: Heard | None = None

    def post(self, address: str, message: bytes, headers: dict[str, str]) -> requests.Response:
        self.heard = None
        sent_at, deadline = clock.now(), time.monotonic() + TOTAL_SECONDS
        response = self.session.post(
            address,
            data=message,
            headers=headers,
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            stream=True,
            allow_redirects=False,
        )
        with response:
            raw = _read(response, deadline)
        response._content = raw
        self.heard = Heard(sent_at, clock.now(), raw)
        return response


def blanked(raw: bytes) -> bytes:
    """The answer without the credentials that the direct channel echoes."""
    return _SECRET.sub(rb"\1***", raw)


def _read(response: requests.Response, deadline: float) -> bytes:
    """The whole body, within size and time: a slow drip passes every single read's time-out."""
    parts: list[bytes] = []
    size = 0
    source: Any = response.raw
    try:
        while part := source.read1(65536, decode_content=True):
            size += len(part)
            if size > MOST_BYTES:
                raise PermanentError("too_big")
            if time.monotonic() > deadline:
                raise PassingError("timeout")
            parts.append(part)
    except ReadTimeoutError:
        raise PassingError("timeout") from None
    except HTTPError:
        raise PassingError("unreachable") from None
    return b"".join(parts)
