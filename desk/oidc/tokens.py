"""Which tokens are believed. Each refusal has a code of its own for our log; people see one page.

Signed by the one key that the token names, by RS256 or ES256 and nothing else; for us, by this issuer, now,
for this very login, at a level of assurance and by a means that we accept.
"""

import re
import time
from hmac import compare_digest
from typing import Any, TypeGuard

from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import ClaimError, InvalidKeyIdError, JoseError

from desk.oidc import provider as discovery
from desk.oidc.values import LEVELS, Ended, Found, Provider, Who
from desk.outbox import PermanentError

ALGORITHMS = ["RS256", "ES256"]
LEEWAY = 60  # seconds by which the provider's clock may differ from ours
ENDED_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_KEPT = 300  # seconds after its issue in which a logout is believed
LONGEST = 16 * 1024  # characters of a token
_CODES = {
    "iss": "identity_issuer",
    "aud": "identity_audience",
    "azp": "identity_audience",
    "nonce": "identity_nonce",
    "exp": "identity_times",
    "iat": "identity_times",
    "nbf": "identity_times",
    "auth_time": "identity_times",
}
_SUBJECT = re.compile(r"[A-Z]{2}.{1,254}", re.DOTALL)


def login(provider: Provider, token: str, *, nonce: str, state: str, access_token: str) -> Who:
    """Who the id_token says logged in. Raises PermanentError, and PassingError if keys cannot be read.

    A token may repeat the `state` of its login; then it must be the same. Empty: it is not known any more.
    """
    found, read = _opened(provider, token)
    said = {"iss": found.issuer, "aud": provider.client_id}
    must = {name: {"essential": True, "value": value} for name, value in said.items()}
    known = {"nonce": nonce, "client_id": provider.client_id, "access_token": access_token}
    try:
        claims = CodeIDToken(read.claims, read.header, must, known)
        claims.validate(int(time.time()), leeway=LEEWAY)
    except ClaimError as trouble:
        raise PermanentError(_CODES.get(trouble.claim, "identity_not_believed")) from None
    except (JoseError, ValueError, TypeError, AttributeError):
        raise PermanentError("identity_not_believed") from None
    _of_this_login(claims, found, provider, state)
    return _who(provider, claims)


def logout(provider: Provider, token: str) -> Ended:
    """Which session a back-channel logout ends. Raises like `login`.

    As https://openid.net/specs/openid-connect-backchannel-1_0.html 2.6 demands; `sid` must be there.
    """
    found, read = _opened(provider, token)
    claims, now = read.claims, time.time()
    issued, ends = claims.get("iat"), claims.get("exp")
    if claims.get("iss") != found.issuer:
        raise PermanentError("identity_issuer")
    if _audience(claims) != [provider.client_id]:
        raise PermanentError("identity_audience")
    if not _number(issued) or not now - LOGOUT_KEPT - LEEWAY <= issued <= now + LEEWAY:
        raise PermanentError("identity_times")
    if ends is not None and (not _number(ends) or ends < now - LEEWAY):
        raise PermanentError("identity_times")
    events = claims.get("events")
    said = isinstance(events, dict) and isinstance(events.get(ENDED_EVENT), dict)
    if not said or "nonce" in claims or not _text(claims.get("sid")) or not _text(claims.get("jti")):
        raise PermanentError("identity_not_believed")
    return Ended(claims["sid"], claims["jti"], int(issued))


def _opened(provider: Provider, token: str) -> tuple[Found, jwt.Token]:
    """The token, its signature verified by the key that it names."""
    if len(token) > LONGEST:
        raise PermanentError("identity_not_believed")
    try:
        header = jws.extract_compact(token.encode()).headers()
        kid, algorithm = header.get("kid"), header.get("alg")
    except (JoseError, ValueError, TypeError, AttributeError):
        raise PermanentError("identity_not_believed") from None
    if algorithm not in ALGORITHMS or not _text(kid):
        raise PermanentError("identity_signature")
    found = discovery.found(provider)
    try:
        key = found.keys.get_by_kid(kid)
    except InvalidKeyIdError:
        # Its keys may have changed since we read them: once more with those of now.
        found = discovery.found(provider, fresh=True)
        try:
            key = found.keys.get_by_kid(kid)
        except InvalidKeyIdError:
            raise PermanentError("identity_signature") from None
    try:
        return found, jwt.decode(token, key, algorithms=ALGORITHMS)
    except (JoseError, ValueError, TypeError):
        raise PermanentError("identity_signature") from None


def _of_this_login(claims: Any, found: Found, provider: Provider, state: str) -> None:
    """What the library leaves to us: for us alone, never a logout, no other login's state."""
    if claims["iss"] != found.issuer:
        raise PermanentError("identity_issuer")
    if _audience(claims) != [provider.client_id]:
        raise PermanentError("identity_audience")
    if not _number(claims["exp"]) or not _number(claims["iat"]) or claims["iat"] > time.time() + LEEWAY:
        raise PermanentError("identity_times")
    if "events" in claims:
        raise PermanentError("identity_not_believed")
    said = claims.get("state")
    if state and said is not None and not compare_digest(str(said).encode(), state.encode()):
        raise PermanentError("identity_nonce")


def _who(provider: Provider, claims: Any) -> Who:
    """The person, once level, means and name are as demanded. TARA nests names, GovSSO does not."""
    acr, amr = claims.get("acr"), claims.get("amr")
    # What is not said is not high; the levels are in order.
    if provider.acr and (acr not in LEVELS or LEVELS.index(acr) < LEVELS.index(provider.acr)):
        raise PermanentError("identity_level")
    methods = tuple(amr) if isinstance(amr, list) and all(_text(each) for each in amr) else ()
    if provider.methods and (not methods or not provider.methods.issuperset(methods)):
        raise PermanentError("identity_method")
    if not _text(claims["sub"]) or not _SUBJECT.fullmatch(claims["sub"]):
        raise PermanentError("identity_subject")
    nested = claims.get("profile_attributes")
    names = nested if isinstance(nested, dict) else claims
    return Who(
        subject=claims["sub"],
        given_name=str(names.get("given_name") or ""),
        family_name=str(names.get("family_name") or ""),
        acr=str(acr or ""),
        amr=methods,
        sid=claims["sid"] if _text(claims.get("sid")) else "",
        jti=claims["jti"] if _text(claims.get("jti")) else "",
        expires=int(claims["exp"]),
        shown_at=int(claims["auth_time"]) if _number(claims.get("auth_time")) else 0,
    )


def _audience(claims: Any) -> list[Any]:
    said = claims.get("aud")
    return said if isinstance(said, list) else [said]


def _text(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= 512


def _number(value: Any) -> TypeGuard[int | float]:
    """A moment in seconds since 1970, within reason."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e11
