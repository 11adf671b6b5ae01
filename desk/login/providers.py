"""The login services that this installation has: whom they are asked by desk.oidc, and what is demanded."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk import oidc
from desk.login.enums import Way

# What TARA's screen offers for each means; asked for so that nobody chooses what is then refused.
_SCOPES = {"idcard": "idcard", "mID": "mid", "smartid": "smartid", "eIDAS": "eidas"}


@dataclass(frozen=True)
class Service:
    """One login service. `shared`: its own session lets people into other systems too, and outlives ours."""

    way: Way
    provider: oidc.Provider
    label: str | Promise
    detail: str | Promise
    shared: bool


def services() -> list[Service]:
    """Those that are set up, in the order in which they are offered."""
    return list(_services())


def of_way(way: str) -> Service | None:
    """The service of this way; None if it is not set up."""
    return next((each for each in _services() if each.way == way), None)


def surest() -> Service | None:
    """The one that asks who somebody is each time, before one that may remember it."""
    return min(_services(), key=lambda each: each.shared, default=None)


def means() -> str:
    """By what people show who they are, in words."""
    words = {
        "idcard": _("ID-card"),
        "mID": _("Mobile-ID"),
        "smartid": "Smart-ID",
        "eIDAS": _("eID of another country"),
    }
    return ", ".join(str(words[each]) for each in settings.LOGIN_METHODS)


def back(way: str) -> str:
    """The whole return address to which this service sends people: what is registered there."""
    return settings.PUBLIC_URL + reverse("entry:back", args=[way])


def _services() -> Iterator[Service]:
    methods = frozenset(settings.LOGIN_METHODS)
    if settings.TARA_ISSUER:
        scope = " ".join(["openid", *(_SCOPES[each] for each in settings.LOGIN_METHODS)])
        provider = oidc.Provider(
            "tara", settings.TARA_ISSUER, settings.TARA_CLIENT_ID, settings.TARA_CLIENT_SECRET,
            acr=settings.LOGIN_ACR, methods=methods, scope=scope,
        )  # fmt: skip
        label, detail = _("Log in with TARA"), _("The state's authentication service")
        yield Service(Way.TARA, provider, label, detail, shared=False)
    if settings.GOVSSO_ISSUER:
        provider = oidc.Provider(
            "govsso", settings.GOVSSO_ISSUER, settings.GOVSSO_CLIENT_ID, settings.GOVSSO_CLIENT_SECRET,
            acr=settings.LOGIN_ACR, methods=methods, places=oidc.STANDARD_PLACES,
        )  # fmt: skip
        label, detail = _("Log in with GovSSO"), _("One login for several systems of the state")
        yield Service(Way.GOVSSO, provider, label, detail, shared=True)
