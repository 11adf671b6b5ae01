"""The other systems by their codes, and where the environment says that each is."""

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# Code: the settings with its address. What none of them names must be a public address (guard.py).
HTTP: dict[str, tuple[str, ...]] = {
    "register": ("REGISTRY_URL",),
    "names": ("REGISTRY_NAMES_URL",),
    "mandates": ("PAASUKE_URL",),
    "jira": ("JIRA_URL",),
    "portal": ("PORTAL_URL",),
    "siva": ("SIVA_URL",),
    "tsa": ("TSA_URL",),
    "ocsp": ("OCSP_URL",),
    "trust_list": (),
    "client_login": ("CLIENT_OIDC_ISSUER",),
    "tara": ("TARA_ISSUER",),
    "govsso": ("GOVSSO_ISSUER",),
}
# Spoken to over a line of their own, to the address of the settings and no other.
SOCKETS = ("smtp", "imap", "clamd")
_PORTS = {"http": 80, "https": 443}


def named(system: str) -> Iterator[tuple[str, int]]:
    """Host and port of every address that the settings give this system."""
    for name in HTTP[system]:
        parts = urlsplit(getattr(settings, name, ""))
        if parts.hostname:
            yield parts.hostname.lower(), parts.port or _PORTS[parts.scheme]


def allowed_hosts() -> set[str]:
    """What OUTGOING_ALLOW names by host, or by host and port."""
    return {each.lower() for each in settings.OUTGOING_ALLOW if _network(each) is None}


def allowed_networks() -> list[Network]:
    """What OUTGOING_ALLOW names by network or address."""
    return [found for each in settings.OUTGOING_ALLOW if (found := _network(each)) is not None]


def _network(text: str) -> Network | None:
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        return None
