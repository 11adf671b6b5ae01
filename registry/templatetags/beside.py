"""What stands beside the register shows nothing while its switch is off."""

from typing import Any

from django import template
from django.conf import settings

from desk.clients.models import Client

register = template.Library()


@register.inclusion_tag("registry/_mandates_way.html")
def mandates_way(client: Client) -> dict[str, Any]:
    """The panel of the state's system of mandates."""
    return {"client": client, "on": bool(settings.PAASUKE_URL and client.registry_code)}
