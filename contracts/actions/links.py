"""Links to the client's page: long, random, several at once; only the hash of a token is kept."""

import hashlib
import secrets

from contracts.client_page import address as client_address
from contracts.models import ClientLink, Package
from desk import clock
from desk.clients.models import ContactPoint

LINK_DAYS = 30


def token_hash(token: str) -> str:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def fresh_link(package: Package, contact: ContactPoint | None = None, page: str = "page") -> str:
    """One more link to the client's page, or to this one behind it, for a letter (inside an action)."""
    token = secrets.token_urlsafe(32)
    ClientLink.objects.create(
        package=package, token_hash=token_hash(token), contact=contact, made_at=clock.now()
    )
    return client_address.whole(page, token)


def end_links(package: Package) -> None:
    """No link of the package works any more (inside an action)."""
    package.links.filter(ended_at=None).update(ended_at=clock.now())
