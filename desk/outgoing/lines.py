"""Connections that go to a judged address only, and whose answers end: header lines, silence and all.

The parts of urllib3 that have no switch for it. Every single read's time-out is passed by a sender that
drips; so what is read from the socket ends at a moment.
"""

import http.client
import io
import socket
import time
from dataclasses import dataclass
from functools import partial
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    NameResolutionError,
    NewConnectionError,
)

from desk.outgoing import guard


class AddressRefused(HTTPError):
    """The guard refused; nobody was asked. Not caught by urllib3, which would try again."""


@dataclass(frozen=True)
class Line:
    """Whose connections these are, and how many seconds an answer may take from its first byte on."""

    system: str
    total: float


class _Until(io.RawIOBase):
    """Reads a socket until a moment."""

    def __init__(self, sock: socket.socket, held: io.IOBase, seconds: float) -> None:
        self._sock, self._held = sock, held
        self._until = time.monotonic() + seconds
        self._silence = sock.gettimeout() or seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(min(self._silence, left))
        return self._sock.recv_into(buffer)

    def close(self) -> None:
        self._held.close()  # the socket stays open as long as a file over it
        super().close()


class _Ending(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, total: float, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_Until(sock, self.fp, total))


class _Judged(HTTPConnection):
    """A connection whose address the guard has seen."""

    line: Line

    def _new_conn(self) -> socket.socket:
        try:
            found = guard.places(self.line.system, self._dns_host, self.port or self.default_port)
        except guard.NotPublic:
            raise AddressRefused from None
        except socket.gaierror as trouble:
            raise NameResolutionError(self.host, self, trouble) from trouble
        except UnicodeError:
            raise LocationParseError("a label is empty or too long") from None
        broken: OSError | None = None
        for place in found:
            try:
                return self._connected(place)
            except OSError as trouble:
                broken = trouble
        if isinstance(broken, TimeoutError):
            raise ConnectTimeoutError(self, "no connection in time") from broken
        raise NewConnectionError(self, "no connection") from broken

    def _connected(self, place: guard.Place) -> socket.socket:
        family, kind, proto, address = place
        sock = socket.socket(family, kind, proto)
        try:
            for option in self.socket_options or ():
                sock.setsockopt(*option)
            if isinstance(self.timeout, int | float):
                sock.settimeout(self.timeout)
            sock.connect(address)
        except BaseException:
            sock.close()
            raise
        return sock


class _Tls(_Judged, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Judged

    def __init__(self, line: Line, *args: Any, **kwargs: Any) -> None:
        self.line = line
        super().__init__(*args, **kwargs)

    def _new_conn(self) -> Any:
        return _belonging(super()._new_conn(), self.line)


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _Tls

    def __init__(self, line: Line, *args: Any, **kwargs: Any) -> None:
        self.line = line
        super().__init__(*args, **kwargs)

    def _new_conn(self) -> Any:
        return _belonging(super()._new_conn(), self.line)


def pools(line: Line) -> dict[str, Any]:
    """What urllib3's manager makes connections with, by scheme."""
    return {"http": partial(_PlainPool, line), "https": partial(_TlsPool, line)}


def _belonging(connection: Any, line: Line) -> Any:
    connection.line = line
    connection.response_class = partial(_Ending, total=line.total)
    return connection
