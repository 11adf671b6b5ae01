"""Who has logged in on the client's page, by the login service that the settings name (desk.oidc)."""

from django.conf import settings

from desk import oidc
from desk.oidc import Started

__all__ = ["Started", "configured", "finish", "ping", "start"]


def configured() -> bool:
    """Whether clients may log in here."""
    return bool(settings.CLIENT_OIDC_ISSUER)


def start(*, back: str, language: str) -> Started:
    """Begin a login that ends at the address `back`. Raises PassingError, PermanentError."""
    return oidc.start(_provider(), back=back, language=language)


def finish(*, back: str, code: str, nonce: str, verifier: str) -> str:
    """Who logged in, as the provider names him: "EE38001085718". Raises PassingError, PermanentError."""
    done = oidc.finish(_provider(), back=back, code=code, nonce=nonce, verifier=verifier)
    return done.who.subject


def ping() -> None:
    """Raise what `start` would raise, if the provider cannot be reached."""
    oidc.ping(_provider())


def _provider() -> oidc.Provider:
    return oidc.Provider(
        "client_login",
        settings.CLIENT_OIDC_ISSUER,
        settings.CLIENT_OIDC_CLIENT_ID,
        settings.CLIENT_OIDC_CLIENT_SECRET,
    )
