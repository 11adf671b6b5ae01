"""What the doctor says of the login services of the staff."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from desk import oidc
from desk.login.providers import Service, of_way
from desk.outbox import OutsideTrouble
from desk.slots import Finding

_NAMES = {"tara": "TARA", "govsso": "GovSSO"}


def parts() -> Iterator[Finding]:
    """One for each service, and whether there is any way in at all."""
    for way, name in _NAMES.items():
        service = of_way(way)
        yield _of(service, name) if service else Finding(f"login by {name}", "manual", _("not set up"))
    if not settings.DEMO and of_way("tara") is None and of_way("govsso") is None:
        yield Finding("login of the staff", "warning", _("no login service: passwords alone"), _REGISTER)


def _of(service: Service, name: str) -> Finding:
    part = f"login by {name}"
    try:
        oidc.ping(service.provider)
    except OutsideTrouble as trouble:
        return Finding(part, "failed", trouble.code, _OTHER_WAY)
    sample = not service.provider.issuer.startswith("https://")
    return Finding(part, "sample" if sample else "ok")


_REGISTER = _(
    "Register the desk at RIA (docs/operations.md, Logging in), then set TARA_ISSUER or GOVSSO_ISSUER."
)
_OTHER_WAY = _(
    "Look at the address and the network. People come in by the other service, or by password and second"
    " factor, which an administrator switches on."
)
