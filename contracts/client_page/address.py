"""Addresses of the client's page, whole, for letters and for those who send the client back to it."""

from django.conf import settings
from django.urls import reverse


def whole(name: str, *parts: str) -> str:
    """The address of a page of `contracts_client` on the host where clients find it."""
    address = reverse(f"contracts_client:{name}", urlconf="desk.client_urls", args=parts)
    return host() + address


def host() -> str:
    """Scheme and host of the client's page: its own where it has one."""
    if not settings.CLIENT_PAGE_HOST:
        return str(settings.PUBLIC_URL)
    return f"{settings.PUBLIC_URL.partition('://')[0]}://{settings.CLIENT_PAGE_HOST}"
