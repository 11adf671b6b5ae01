"""The one way out to other systems over HTTP: guarded, bounded, verified and noted.

* To addresses that the settings name for the system, and else to public ones alone (guard.py).
* A connection and every silence have a time-out, the whole answer has one, and a size that it may have.
* Certificates are verified, TLS is 1.2 or newer, no redirect is followed, nothing comes from the machine's
  environment (proxies, .netrc).
* What was asked of whom is noted without what was said (notes.py, slot OUTGOING).
"""

from typing import Any

import requests

from desk.outgoing import systems
from desk.outgoing.adapter import Adapter as Adapter
from desk.outgoing.adapter import Forbidden as Forbidden
from desk.outgoing.adapter import TooBig as TooBig
from desk.outgoing.notes import noted as noted

TOTAL = 60.0  # seconds for a whole answer, from its beginning
MOST = 16 * 1024 * 1024  # bytes of an answer, unpacked


class _Session(requests.Session):
    """A session that goes where it was told to: a redirect is an answer like any other."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


def session(
    system: str, *, ca: str = "", cert: str = "", key: str = "", total: float = TOTAL, most: int = MOST,
    connects: int = 0,
) -> requests.Session:  # fmt: skip
    """A session towards one of the other systems; `system` is its code (systems.py).

    `ca`, `cert` and `key` are PEM files; `total` seconds and `most` bytes bound each answer; a connection
    that was never made is tried `connects` times more. Each request names its two time-outs itself.
    """
    found = _Session()
    if ca:
        found.verify = ca
    if cert:
        found.cert = (cert, key) if key else cert
    mounted(found, system, total=total, most=most, connects=connects)
    return found


def mounted(found: Any, system: str, *, total: float = TOTAL, most: int = MOST, connects: int = 0) -> None:
    """The same for a session that a library has made."""
    if system not in systems.HTTP:
        raise LookupError(system)
    found.trust_env = False
    adapter = Adapter(system, total=total, most=most, connects=connects)
    for scheme in ("https://", "http://"):
        found.mount(scheme, adapter)
