"""Where a provider's doors are and with which keys it signs, by discovery; kept for a while.

Everything it names lies on the issuer's own host, or it is not believed: so a document that was tampered with
sends neither people nor our secret elsewhere.
"""

import time
from collections import deque
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import requests
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from desk import outgoing
from desk.oidc.values import Found, Provider
from desk.outbox import PassingError, PermanentError

TIMEOUT = (3.05, 8)  # seconds: connect, answer; a person waits
KEPT = 600  # seconds for which addresses and keys are believed without asking
# How often keys may be read anew because a token names one that we do not know: anyone may send such tokens.
ANEW, IN_SECONDS = 6, 60
_LARGEST = 256 * 1024  # bytes of an answer

_known: dict[str, Found] = {}
_anew: dict[str, deque[float]] = {}
_lock = Lock()


def found(provider: Provider, *, fresh: bool = False) -> Found:
    """Its addresses and keys. Raises PassingError, PermanentError.

    `fresh` reads them again, unless that was done too often in the last minute.
    """
    now = time.monotonic()
    with _lock:
        kept = _known.get(provider.issuer)
        if kept is not None and now - kept.read_at < KEPT and not (fresh and _may_read_anew(provider, now)):
            return kept
    read = _read(provider)
    with _lock:
        _known[provider.issuer] = read
    return read


def end_session(provider: Provider) -> str:
    """Where its session is ended; empty where it has none. Raises PassingError, PermanentError."""
    return found(provider).end_session


def forget() -> None:
    """Ask again at the next need."""
    with _lock:
        _known.clear()
        _anew.clear()


def _may_read_anew(provider: Provider, now: float) -> bool:
    times = _anew.setdefault(provider.issuer, deque(maxlen=ANEW))
    if len(times) == ANEW and now - times[0] < IN_SECONDS:
        return False
    times.append(now)
    return True


def _read(provider: Provider) -> Found:
    said = _document(provider)
    issuer = str(said.get("issuer", ""))
    # GovSSO ends its name with a slash, TARA does not; whatever stands there is what tokens must say.
    if issuer.rstrip("/") != provider.issuer.rstrip("/"):
        raise PermanentError("identity_not_believed")
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint")
    authorize, token, jwks, over = (str(said.get(name) or "") for name in names)
    if not all(_ours(provider, address) for address in (authorize, token, jwks, over or jwks)):
        raise PermanentError("identity_not_believed")
    answered = _get(provider, jwks)
    if answered is None:
        raise PassingError("identity_not_understood")
    try:
        # Symmetric keys have no business in a public list.
        public = [key for key in answered["keys"] if key.get("kty") in {"RSA", "EC"}]
        keys = KeySet.import_key_set({"keys": public})
    except (JoseError, KeyError, ValueError, TypeError, AttributeError):
        raise PermanentError("identity_not_believed") from None
    return Found(issuer, authorize, token, over, keys, time.monotonic())


def _document(provider: Provider) -> dict[str, Any]:
    for place in provider.places:
        said = _get(provider, f"{provider.issuer.rstrip('/')}{place}")
        if said is not None:
            return said
    raise PassingError("identity_not_understood")


def _ours(provider: Provider, address: str) -> bool:
    """On the issuer's own scheme, host and port."""
    theirs, issuer = urlsplit(address), urlsplit(provider.issuer)
    return (theirs.scheme, theirs.netloc) == (issuer.scheme, issuer.netloc)


def _get(provider: Provider, address: str) -> dict[str, Any] | None:
    """The JSON object there; None where there is none. Raises PassingError where nobody answers."""
    try:
        with outgoing.session(provider.code) as session:
            response = session.get(address, timeout=TIMEOUT, allow_redirects=False)
            if response.status_code >= 500:
                raise PassingError("identity_unreachable")
            said = response.json() if response.ok and len(response.content) < _LARGEST else None
    except requests.JSONDecodeError:
        return None
    except requests.RequestException:
        raise PassingError("identity_unreachable") from None
    return said if isinstance(said, dict) else None
