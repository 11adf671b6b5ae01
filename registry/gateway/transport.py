"""HTTP to the register with what zeep lacks: bounds of size and time, and the bytes for the evidence."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests
from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError
from zeep.transports import Transport

from desk import clock, outgoing
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

    def __init__(self, ca: str, cert: str, key: str, most_bytes: int | None = None) -> None:
        super().__init__(session=bounded_session("register", ca, cert, key))  # type: ignore[no-untyped-call]
        self.most_bytes = most_bytes  # the usual bound if not given
        self.heard: Heard | None = None
        self.turn: Callable[[], AbstractContextManager[None]] = nullcontext  # held while a request is out

    def post(self, address: str, message: bytes, headers: dict[str, str]) -> requests.Response:
        self.heard = None
        with self.turn():
            sent_at = clock.now()
            response = self.session.post(
                address,
                data=message,
                headers=headers,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                stream=True,
                allow_redirects=False,
            )
            with response:
                raw = read(response, self.most_bytes or MOST_BYTES)
            self.heard = Heard(sent_at, clock.now(), raw)
        response._content = raw
        return response


def blanked(raw: bytes) -> bytes:
    """The answer without the credentials that the direct channel echoes."""
    return _SECRET.sub(rb"\1***", raw)


def bounded_session(
    system: str, ca: str, cert: str, key: str, *, total: float | None = None, connects: int = 2
) -> requests.Session:
    """Certificates as given, an end to every answer (in `total` seconds, as the register's if not given).

    A question changes nothing, but only a connection that was never made is tried again here.
    """
    return outgoing.session(
        system, ca=ca, cert=cert, key=key, total=total or TOTAL_SECONDS, connects=connects
    )


def read(response: requests.Response, most: int) -> bytes:
    """The whole body, unpacked in small pieces, so that a small answer cannot grow without end in memory."""
    parts: list[bytes] = []
    size = 0
    source: Any = response.raw
    try:
        while part := source.read1(65536, decode_content=True):
            size += len(part)
            if size > most:
                raise PermanentError("too_big")
            parts.append(part)
    except ReadTimeoutError:
        raise PassingError("timeout") from None
    except DecodeError:
        raise PassingError("bad_xml") from None
    except HTTPError:
        raise PassingError("unreachable") from None
    return b"".join(parts)
