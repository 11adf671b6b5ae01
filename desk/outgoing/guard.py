"""Which addresses may be spoken to, so that data of others cannot lead us into our own network.

An address of the settings is its system's, wherever it lies. Every other one came with data (a certificate, a
discovery document, a contract, a list): it must be a public address, whatever its name says. A name is looked
up once, and the connection goes to the very address that was judged.
"""

import ipaddress
import socket
from typing import Any

from django.conf import settings

from desk.outgoing import systems

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Family, kind, protocol and address, as a socket wants them.
Place = tuple[int, int, int, Any]
# IPv6 that stands for an IPv4 address: the machine behind it may be anywhere.
_IN_DISGUISE = [ipaddress.ip_network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")]
MOST_PLACES = 4  # of one name; each is given a whole time-out


class NotPublic(Exception):
    """The name leads to an address that is not public, and nothing in the settings allows it."""


def places(system: str, host: str, port: int) -> list[Place]:
    """Where to connect, in the order of the name service. Raises NotPublic, socket.gaierror, UnicodeError."""
    found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    asked = [(int(family), int(kind), proto, where) for family, kind, proto, _name, where in found]
    if not _of_the_settings(system, host, port):
        for _family, _kind, _proto, where in asked:
            # One wrong address is enough: a name that leads to both is made to deceive.
            if not allowed(str(where[0])):
                raise NotPublic
    return asked[:MOST_PLACES]


def allowed(address: str) -> bool:
    """Whether this address may be spoken to although no setting names it."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if any(found in network for network in systems.allowed_networks()):
        return True
    if settings.DEMO and found.is_loopback:
        return True
    return is_public(found)


def is_public(found: Address) -> bool:
    """Whether it is on the open network: neither this machine, nor a private one, nor the cloud's own."""
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped or found.sixtofour or found.teredo:
            return False
        if any(found in network for network in _IN_DISGUISE):
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _of_the_settings(system: str, host: str, port: int) -> bool:
    host = host.lower().strip("[]")
    if (host, port) in set(systems.named(system)):
        return True
    return bool({host, f"{host}:{port}"} & systems.allowed_hosts())
