"""The adapter that every request to another system goes through: guarded, bounded, verified, noted."""

import ssl
import time
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import certifi
import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, ProtocolError, ReadTimeoutError
from urllib3.util import Retry

from desk import tracing
from desk.outgoing import notes
from desk.outgoing.lines import AddressRefused, Line, pools

_PIECE = 65536


class Forbidden(requests.exceptions.InvalidURL):
    """The address is not public and no setting names it. Its text says the system and nothing else."""


class TooBig(ProtocolError):
    """The answer is longer than any that this system gives."""


class Adapter(HTTPAdapter):
    """Mounted on a session for https:// and http://; see `desk.outgoing.session`."""

    def __init__(self, system: str, *, total: float, most: int, connects: int) -> None:
        self._line, self._most = Line(system, total), most
        # Only a connection that was never made is tried again: what was asked may have been done.
        retry = Retry(
            total=connects, connect=connects, read=False, status=0, redirect=0, other=0, backoff_factor=0.2
        )
        super().__init__(max_retries=retry)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=_context(settings.OUTGOING_CA_FILE), **kwargs)
        self.poolmanager.pool_classes_by_scheme = pools(self._line)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        if not verify:
            raise ValueError("certificates are always verified")
        if not url.lower().startswith("https") or getattr(conn, "settled", False):
            return
        own = str(verify) if verify is not True else ""
        for file in (own, *(cert if isinstance(cert, tuple) else (cert,))):
            if file and not Path(file).exists():
                raise OSError("a file of certificates is not there")
        # An authority of its own is the only one believed. With a certificate of ours the context is not
        # shared: urllib3 loads the certificate into it.
        if own or cert:
            made = _made if cert else _context
            conn.conn_kw["ssl_context"] = made(own or settings.OUTGOING_CA_FILE, alone=bool(own))
        conn.cert_reqs, conn.ca_certs, conn.ca_cert_dir = "CERT_REQUIRED", None, None
        conn.settled = True

    def send(
        self, request: requests.PreparedRequest, stream: bool = False, timeout: Any = None,
        verify: Any = True, cert: Any = None, proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:  # fmt: skip
        """As always; ValueError without both time-outs, Forbidden for an address that is not allowed."""
        if not isinstance(timeout, tuple) or len(timeout) != 2 or not all(timeout):
            raise ValueError("a request needs a time-out for its connection and one for its answer")
        if notes.asker():
            request.headers[tracing.HEADER] = notes.asker()
        entry = _Entry(self._line.system, request)
        try:
            response = super().send(request, stream, timeout, verify, cert, None)
        except AddressRefused:
            entry.end("address_refused")
        except Exception as broken:
            entry.end(_word(broken))
            raise
        else:
            entry.status = response.status_code
            response.raw = Bounded(response.raw, self._most, entry)
            return response
        raise Forbidden(f"{self._line.system}: the address is not public")


class _Entry:
    """What will be noted of one request, once."""

    def __init__(self, system: str, request: requests.PreparedRequest) -> None:
        self._request, self._system = request, system
        self._began = time.monotonic()
        self.status: int | None = None
        self.size = 0
        self._over = False

    def end(self, trouble: str = "") -> None:
        """The answer is here, or will not come."""
        if self._over:
            return
        self._over = True
        parts = urlsplit(self._request.url or "")
        notes.write(
            notes.Note(
                system=self._system,
                operation=notes.pattern(parts.path),
                method=(self._request.method or "")[:8],
                host=parts.netloc.rpartition("@")[2][:260],
                milliseconds=round((time.monotonic() - self._began) * 1000),
                status=self.status,
                trouble=trouble[:30],
                size=self.size,
                trace=notes.asker(),
            )
        )


class Bounded:
    """The body as urllib3 gives it, unpacked: counted while it comes, and ended where it is too long."""

    def __init__(self, raw: Any, most: int, entry: _Entry) -> None:
        self._raw, self._most, self._entry = raw, most, entry

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def read(self, amt: int | None = None, decode_content: bool | None = None, **kwargs: Any) -> bytes:
        """Up to so many bytes; without a number all of them, in pieces."""
        if amt is not None:
            return self._counted(self._raw.read, amt, decode_content=decode_content, **kwargs)
        parts = []
        while part := self._counted(self._raw.read, _PIECE, decode_content=decode_content):
            parts.append(part)
        return b"".join(parts)

    def read1(self, amt: int | None = None, decode_content: bool | None = None) -> bytes:
        """What is there, up to so many bytes."""
        return self._counted(self._raw.read1, amt or _PIECE, decode_content=decode_content)

    def stream(self, amt: int = _PIECE, decode_content: bool | None = None) -> Iterator[bytes]:
        """Pieces of the body."""
        pieces = self._raw.stream(amt, decode_content=decode_content)
        while part := self._counted(next, pieces, b""):
            yield part

    def close(self) -> None:
        """Nobody reads on."""
        self._raw.close()
        self._entry.end()

    def release_conn(self) -> None:
        """Nobody reads on."""
        self._raw.release_conn()
        self._entry.end()

    def _counted(self, read: Any, *args: Any, **kwargs: Any) -> bytes:
        try:
            part: bytes = read(*args, **kwargs)
        except (HTTPError, OSError) as broken:
            self._entry.end(_word(broken))
            raise
        self._entry.size += len(part)
        if self._entry.size > self._most:
            self._entry.end("too_big")
            self._raw.close()
            raise TooBig("the answer is too long")
        if not part:
            self._entry.end()
        return part


def _word(broken: BaseException) -> str:
    """What went wrong, in one word: texts of exceptions quote addresses."""
    for kind, word in (
        (requests.ConnectTimeout, "connect_timeout"),
        (requests.Timeout, "timeout"),
        (ReadTimeoutError, "timeout"),
        (TimeoutError, "timeout"),
        (requests.exceptions.SSLError, "certificate"),
        (requests.ConnectionError, "unreachable"),
        (ValueError, "address"),
    ):
        if isinstance(broken, kind):
            return word
    return "broken"


def _context(authorities: str, *, alone: bool = False) -> ssl.SSLContext:
    """One for all connections with the same authorities: reading them takes long. Anew when their file is."""
    changed = Path(authorities).stat().st_mtime_ns if authorities else 0
    return _kept(authorities, alone, changed)


@lru_cache(maxsize=16)
def _kept(authorities: str, alone: bool, changed: int) -> ssl.SSLContext:
    return _made(authorities, alone=alone)


def _made(authorities: str, *, alone: bool = False) -> ssl.SSLContext:
    """TLS 1.2 or newer, names checked.

    `authorities` is a PEM file, added to the usual ones unless it stands `alone`; OSError if it is not there.
    """
    context = ssl.create_default_context(cafile=authorities if alone else certifi.where())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if authorities and not alone:
        context.load_verify_locations(authorities)
    return context
