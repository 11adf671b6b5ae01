"""A contract and the schemas it names: from one family of hosts, within bounds, or from files."""

import time
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import requests

from desk.outbox import PassingError, PermanentError
from registry.gateway import transport
from registry.gateway.access import Access

MOST_BYTES = 5 * 1024 * 1024  # of one file: the register's biggest schema has a third of a megabyte
MOST_TOGETHER = 20 * 1024 * 1024
MOST_SECONDS = 60.0


class Live:
    """Over HTTP: no credentials go with it, no redirect is followed, nothing is read from other hosts."""

    def __init__(self, address: str, access: Access | None = None) -> None:
        self.address = address
        files = (access.ca, access.cert, access.key) if access else ("", "", "")
        self._session = transport.bounded_session("register", *files)
        self._until = time.monotonic() + MOST_SECONDS
        self._left = MOST_TOGETHER

    def near(self, address: str) -> bool:
        """The same host, or a sister of it (www2.rik.ee of ariregxmlv6.rik.ee), no less safe."""
        first, other = urlsplit(self.address), urlsplit(address)
        safe = {"https"} if first.scheme == "https" else {"http", "https"}
        if other.scheme not in safe or other.username is not None:
            return False
        if first.netloc == other.netloc:
            return True
        return bool(_family(first.hostname)) and _family(first.hostname) == _family(other.hostname)

    def fetch(self, address: str) -> bytes:
        """One file; the outbox's errors if it cannot be had within the bounds."""
        if time.monotonic() > self._until:
            raise PassingError("timeout")
        seconds = (transport.CONNECT_SECONDS, transport.READ_SECONDS)
        try:
            response = self._session.get(address, timeout=seconds, stream=True, allow_redirects=False)
            with response:
                if response.status_code != requests.codes.ok:
                    raise PassingError("not_soap")
                content = transport.read(response, min(MOST_BYTES, self._left))
        except requests.Timeout:
            raise PassingError("timeout") from None
        except requests.RequestException:
            raise PassingError("unreachable") from None
        except OSError:  # a file of certificates that is not there
            raise PermanentError("not_set_up") from None
        self._left -= len(content)
        return content


class Filed:
    """From files of one folder."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._folder = Path(address).resolve().parent

    def near(self, address: str) -> bool:
        return not urlsplit(address).scheme and Path(address).resolve().is_relative_to(self._folder)

    def fetch(self, address: str) -> bytes:
        try:
            return Path(address).read_bytes()
        except OSError:
            raise PassingError("unreachable") from None


def _family(host: str | None) -> str:
    """The last two names of a host; empty for what has no family: a number, a single name."""
    names = (host or "").rstrip(".").split(".")
    try:
        ip_address(host or "")
    except ValueError:
        return ".".join(names[-2:]) if len(names) > 1 else ""
    return ""
