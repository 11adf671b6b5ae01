"""Who has logged in: OpenID Connect as the state's TARA speaks it (code flow, PKCE, signed id_token).

Its contract: https://e-gov.github.io/TARA-Doku/TechnicalSpecification; the simulator is
tests/simulators/identity. No model comes in here; raises only desk.outbox errors, whose codes are words of
ours. The identity provider learns our fixed return address and random values, never which page was opened.
"""

import time
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from desk.outbox import PassingError, PermanentError

TIMEOUT = (3.05, 8)  # seconds: connect, answer; a person waits
KEPT = 600  # seconds for which addresses and keys of the provider are believed without asking
LEEWAY = 60  # seconds by which its clock may differ from ours
ALGORITHMS = ["RS256", "PS256", "ES256", "ES384"]
SCOPE = "openid"
_LARGEST = 256 * 1024  # bytes of an answer


@dataclass(frozen=True)
class Started:
    """Where the person goes to log in, and what we must remember until he is back."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class _Provider:
    authorize: str
    token: str
    keys: Any
    read_at: float


_known: dict[str, _Provider] = {}
_lock = Lock()


def configured() -> bool:
    """Whether clients may log in here."""
    return bool(settings.CLIENT_OIDC_ISSUER)


def start(*, back: str, language: str) -> Started:
    """Begin a login that ends at the address `back`. Raises PassingError, PermanentError."""
    provider, verifier, nonce = _provider(), generate_token(64), generate_token(32)
    with _session(back) as session:
        address, state = session.create_authorization_url(
            provider.authorize,
            state=generate_token(32),
            nonce=nonce,
            code_verifier=verifier,
            ui_locales=language,
        )
    return Started(address, state, nonce, verifier)


def finish(*, back: str, code: str, nonce: str, verifier: str) -> str:
    """Who logged in, as the provider names him: "EE38001085718". Raises PassingError, PermanentError."""
    provider = _provider()
    try:
        with _session(back) as session:
            answer = session.fetch_token(
                provider.token, grant_type="authorization_code", code=code, code_verifier=verifier,
                timeout=TIMEOUT, allow_redirects=False,
            )  # fmt: skip
    except requests.RequestException:
        raise PassingError("identity_unreachable") from None
    except (AuthlibBaseError, ValueError, AttributeError, TypeError):
        raise PermanentError("identity_refused") from None
    return _subject(provider, answer, nonce)


def ping() -> None:
    """Raise what `start` would raise, if the provider cannot be reached."""
    _known.clear()
    _provider()


def _session(back: str) -> Any:
    return OAuth2Session(
        settings.CLIENT_OIDC_CLIENT_ID,
        settings.CLIENT_OIDC_CLIENT_SECRET,
        scope=SCOPE,
        redirect_uri=back,
        code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_basic",  # noqa: S106  (the name of a way)
        default_timeout=TIMEOUT,
    )


def _subject(provider: _Provider, answer: Any, nonce: str) -> str:
    """The subject of the id_token, once signature, issuer, audience, times and nonce are as they must be."""
    issuer, us = settings.CLIENT_OIDC_ISSUER, settings.CLIENT_OIDC_CLIENT_ID
    must = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": us}}
    known = {"nonce": nonce, "client_id": us, "access_token": answer.get("access_token")}
    try:
        token = _decoded(provider, str(answer["id_token"]))
        claims = CodeIDToken(token.claims, token.header, must, known)
        # Real time, not desk.clock: the provider's tokens do not move with a demo's clock.
        claims.validate(int(time.time()), leeway=LEEWAY)
        return str(claims["sub"])
    except (AuthlibBaseError, JoseError, KeyError, ValueError, TypeError):
        raise PermanentError("identity_not_believed") from None


def _decoded(provider: _Provider, token: str) -> jwt.Token:
    try:
        return jwt.decode(token, provider.keys, algorithms=ALGORITHMS)
    except (JoseError, ValueError):
        # Its keys may have changed since we read them: once more with those of now.
        return jwt.decode(token, _provider(fresh=True).keys, algorithms=ALGORITHMS)


def _provider(*, fresh: bool = False) -> _Provider:
    """Addresses and keys by discovery; kept for a while, so that a login costs one request."""
    issuer = settings.CLIENT_OIDC_ISSUER
    with _lock:
        found = _known.get(issuer)
    if found is not None and not fresh and time.monotonic() - found.read_at < KEPT:
        return found
    said = _get(f"{issuer}/.well-known/openid-configuration")
    if said.get("issuer") != issuer:
        raise PermanentError("identity_not_believed")
    addresses = [str(said.get(name, "")) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if not all(_trusted(address) for address in addresses):
        raise PermanentError("identity_not_believed")
    try:
        keys = KeySet.import_key_set(_get(addresses[2]))  # type: ignore[arg-type]
    except (JoseError, KeyError, ValueError, TypeError):
        raise PermanentError("identity_not_believed") from None
    found = _Provider(addresses[0], addresses[1], keys, time.monotonic())
    with _lock:
        _known[issuer] = found
    return found


def _trusted(address: str) -> bool:
    """Encrypted; without encryption only where the issuer itself is: a simulator on this machine."""
    ours, theirs = urlsplit(settings.CLIENT_OIDC_ISSUER), urlsplit(address)
    return theirs.scheme == "https" or (ours.scheme == "http" and ours.netloc == theirs.netloc)


def _get(address: str) -> dict[str, Any]:
    try:
        response = requests.get(address, timeout=TIMEOUT, allow_redirects=False)
        said = response.json() if response.ok and len(response.content) < _LARGEST else None
    except requests.RequestException:
        raise PassingError("identity_unreachable") from None
    except ValueError:
        raise PassingError("identity_not_understood") from None
    if not isinstance(said, dict):
        raise PassingError("identity_unreachable")
    return said
