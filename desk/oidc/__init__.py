"""OpenID Connect as the state's TARA and GovSSO speak it: code flow, PKCE, discovery, signed tokens.

Contracts: https://e-gov.github.io/TARA-Doku/TechnicalSpecification and
https://e-gov.github.io/GOVSSO/TechnicalSpecification; the simulator is tests/simulators/identity. Values come
in, frozen values or errors of desk.outbox go out, whose codes are words of ours and never what a token said.
Times are those of the machine, not desk.clock's: a provider's tokens do not move with a demo's clock.
"""

from desk.oidc.flow import ended, finish, ping, renew, start
from desk.oidc.provider import end_session, forget
from desk.oidc.values import LEVELS, STANDARD_PLACES, Ended, LoggedIn, Provider, Started, Who

__all__ = [
    "LEVELS", "STANDARD_PLACES", "Ended", "LoggedIn", "Provider", "Started", "Who", "end_session", "ended",
    "finish", "forget", "ping", "renew", "start",
]  # fmt: skip
