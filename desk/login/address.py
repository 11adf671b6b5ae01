"""Where on the network a request comes from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def network(request: HttpRequest) -> str:
    """Whom the request comes from: an address, of IPv6 the household's part of it.

    X-Forwarded-For is believed as far as CLIENT_PAGE_PROXIES of our own proxies wrote it: from the right.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    hops = [each.strip() for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if 0 < settings.CLIENT_PAGE_PROXIES <= len(hops):
        address = hops[-settings.CLIENT_PAGE_PROXIES]
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def masked(network: str) -> str:
    """As much of it as a list shows: 192.0.2.x, or the first half of an address of IPv6."""
    if "." in network:
        return network.rpartition(".")[0] + ".x"
    return network.partition("::")[0] if ":" in network else ""
