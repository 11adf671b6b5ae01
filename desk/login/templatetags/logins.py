"""The buttons of the login services, for the page of the login."""

from typing import Any

from django import template

from desk.login.providers import Service, means, services

register = template.Library()


@register.inclusion_tag("login/_services.html")
def login_services(going: str = "") -> dict[str, Any]:
    """One button for each service that is set up."""
    return {"services": services(), "going": going, "means": means()}


@register.simple_tag
def ways_in() -> list[Service]:
    """The services that are set up."""
    return services()
