"""The lock that lies in every page of the staff."""

from typing import Any

from django import template
from django.conf import settings

register = template.Library()

WARNING = 60  # seconds before the lock in which the page says that it comes


@register.inclusion_tag("login/_layer.html", takes_context=True)
def lock_layer(context: dict[str, Any]) -> dict[str, Any]:
    """The layer and its settings; nothing for somebody who has not logged in."""
    return {
        "user": context.get("user"),
        "csrf_token": context.get("csrf_token"),
        "after": settings.IDLE_LOCK_SECONDS,
        "warn": WARNING,
    }
