"""What goes in and comes out; nothing that is secret or personal shows in a `repr`."""

from dataclasses import dataclass, field
from typing import Any

# Where TARA keeps its discovery document, and where the standard wants it; asked in this order.
TARA_PLACES = ("/oidc/.well-known/openid-configuration", "/.well-known/openid-configuration")
STANDARD_PLACES = ("/.well-known/openid-configuration",)
LEVELS = ("low", "substantial", "high")


@dataclass(frozen=True)
class Provider:
    """Whom we ask and what we demand of the answer.

    `code` names the system to desk.outgoing. `acr` is the lowest level of assurance that is believed (one of
    LEVELS), `methods` the means of authentication that are; empty: any. `places` are paths of the discovery
    document under the issuer. `scope` asks for no more than is needed.
    """

    code: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    acr: str = "substantial"
    methods: frozenset[str] = frozenset()
    places: tuple[str, ...] = TARA_PLACES
    scope: str = "openid"


@dataclass(frozen=True)
class Started:
    """Where the person goes to log in, and what we must remember until he is back."""

    address: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True)
class Who:
    """Who logged in. `subject` is as the provider names him ("EE38001085718"), `expires` seconds since 1970.

    `jti` is the token's own number: whoever must believe a token only once remembers it. `sid` is the
    provider's session, where it keeps one.
    """

    subject: str = field(repr=False)
    given_name: str = field(repr=False)
    family_name: str = field(repr=False)
    acr: str
    amr: tuple[str, ...]
    sid: str = field(repr=False)
    jti: str = field(repr=False)
    expires: int
    # When he showed himself to the provider, seconds since 1970; 0: not said.
    shown_at: int


@dataclass(frozen=True)
class LoggedIn:
    """Who logged in, and what is needed to renew and to end the provider's session."""

    who: Who
    nonce: str = field(repr=False)
    id_token: str = field(repr=False)
    refresh_token: str = field(repr=False)


@dataclass(frozen=True)
class Ended:
    """A session that the provider says is over."""

    sid: str = field(repr=False)
    jti: str = field(repr=False)
    issued: int


@dataclass(frozen=True)
class Found:
    """What discovery found: addresses and keys, read at this moment of the monotonic clock."""

    issuer: str
    authorize: str
    token: str
    end_session: str
    keys: Any = field(repr=False)
    read_at: float
