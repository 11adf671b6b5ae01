"""HTTP to the register with what zeep lacks: bounds of size and time, and the bytes for the evidence."""

import http.client
import io
import re
import socket
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError
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

    def __init__(self, ca: str, cert: str, key: str, most_bytes: int | None = None) -> None:
        super().__init__(session=bounded_session(ca, cert, key))  # type: ignore[no-untyped-call]
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
    ca: str, cert: str, key: str, *, total: float | None = None, connects: int = 2
) -> requests.Session:
    """Certificates as given, nothing from the environment, an end to every answer (in `total` seconds)."""
    session = requests.Session()
    session.trust_env = False
    if ca:
        session.verify = ca
    if cert:
        session.cert = (cert, key)
    # A question changes nothing, but only a connection that was never made is tried again here.
    retry = Retry(total=connects, connect=connects, read=False, status=0, redirect=0, backoff_factor=0.2)
    for scheme in ("https://", "http://"):
        session.mount(scheme, _BoundedAdapter(total, max_retries=retry))
    return session


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


# ---- an end to slow answers: every single read's time-out is passed by one that drips ------------------


class _Until(io.RawIOBase):
    """Reads a socket until a moment, header lines included."""

    def __init__(self, sock: socket.socket, held: io.IOBase, until: float) -> None:
        self._sock, self._held, self._until = sock, held, until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(min(READ_SECONDS, left))
        return self._sock.recv_into(buffer)

    def close(self) -> None:
        self._held.close()  # the socket stays open as long as a file over it
        super().close()


def _pools(total: float | None) -> dict[str, type[HTTPConnectionPool]]:
    """Connections by scheme whose every answer ends in so many seconds (as the register's if not given)."""

    class Response(http.client.HTTPResponse):
        def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
            super().__init__(sock, *args, **kwargs)
            self.fp = io.BufferedReader(_Until(sock, self.fp, time.monotonic() + (total or TOTAL_SECONDS)))

    class Plain(HTTPConnection):
        response_class = Response

    class Tls(HTTPSConnection):
        response_class = Response

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = Tls

    return {"http": PlainPool, "https": TlsPool}


class _BoundedAdapter(HTTPAdapter):
    def __init__(self, total: float | None, **kwargs: Any) -> None:
        self._total = total
        super().__init__(**kwargs)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._total)
