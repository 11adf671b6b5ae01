"""The steps of a login: away to the provider, back with a code, renewed while it lasts, ended from outside.

The provider learns our fixed return address and random values, never which page was opened.
"""

from typing import Any

import requests
from authlib.common.security import generate_token
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from requests.auth import HTTPBasicAuth

from desk import outgoing
from desk.oidc import provider as discovery
from desk.oidc import tokens
from desk.oidc.values import Ended, LoggedIn, Provider, Started
from desk.outbox import PassingError, PermanentError

_LARGEST = 256 * 1024  # bytes of an answer


def start(provider: Provider, *, back: str, language: str) -> Started:
    """Begin a login that ends at the address `back`. Raises PassingError, PermanentError."""
    found = discovery.found(provider)
    started = Started("", generate_token(32), generate_token(32), generate_token(64))
    # No `prompt`: GovSSO refuses every value but the one that its own proxy adds.
    address = prepare_grant_uri(
        found.authorize, provider.client_id, "code", redirect_uri=back, scope=provider.scope,
        state=started.state, nonce=started.nonce, ui_locales=language, acr_values=provider.acr or None,
        code_challenge=create_s256_code_challenge(started.verifier), code_challenge_method="S256",
    )  # fmt: skip
    return Started(address, started.state, started.nonce, started.verifier)


def finish(
    provider: Provider, *, back: str, code: str, nonce: str, verifier: str, state: str = ""
) -> LoggedIn:
    """Who logged in. Raises PassingError (it did not answer) and PermanentError (it is not believed)."""
    grant = {"grant_type": "authorization_code", "code": code}
    asked = {**grant, "redirect_uri": back, "code_verifier": verifier}
    return _logged_in(provider, _token(provider, asked), nonce=nonce, state=state)


def renew(provider: Provider, *, refresh_token: str, nonce: str, subject: str, sid: str) -> LoggedIn:
    """The provider's session `sid` of this person, prolonged; raises like `finish`.

    PermanentError: the provider ended it, or named somebody else. `nonce` is that of the login.
    """
    asked = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    after = _logged_in(provider, _token(provider, asked), nonce=nonce, state="")
    if (after.who.subject, after.who.sid) != (subject, sid):
        raise PermanentError("identity_not_believed")
    return after


def ended(provider: Provider, token: str) -> Ended:
    """Which session a logout_token of the provider ends. Raises PassingError, PermanentError."""
    return tokens.logout(provider, token)


def ping(provider: Provider) -> None:
    """Raise what `start` would raise, if the provider cannot be reached."""
    discovery.forget()
    discovery.found(provider)


def _logged_in(provider: Provider, answer: dict[str, Any], *, nonce: str, state: str) -> LoggedIn:
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise PermanentError("identity_not_believed")
    access = str(answer.get("access_token") or "")
    who = tokens.login(provider, token, nonce=nonce, state=state, access_token=access)
    return LoggedIn(who, nonce, token, str(answer.get("refresh_token") or ""))


def _token(provider: Provider, asked: dict[str, str]) -> dict[str, Any]:
    """What the token endpoint answers to this grant."""
    address = discovery.found(provider).token
    auth = HTTPBasicAuth(provider.client_id, provider.client_secret)
    try:
        with outgoing.session(provider.code) as session:
            response = session.post(
                address, data=asked, auth=auth, timeout=discovery.TIMEOUT, allow_redirects=False,
                headers={"Accept": "application/json"},
            )  # fmt: skip
            if response.status_code >= 500:
                raise PassingError("identity_unreachable")
            if not response.ok or len(response.content) >= _LARGEST:
                raise PermanentError("identity_refused")
            said = response.json()
    except requests.JSONDecodeError:
        raise PassingError("identity_not_understood") from None
    except requests.RequestException:
        raise PassingError("identity_unreachable") from None
    if not isinstance(said, dict):
        raise PassingError("identity_not_understood")
    return said
