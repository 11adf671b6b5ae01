"""The demo world as a fixture, and the address of every page in it, so that guards walk real pages."""

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.urls import reverse

from desk import demo
from tests.house.routes import Route, all_routes

# Which row stands in the address of a page: "app.Model", or "app.Model:field" where it is not the key.
MODELS: dict[str, str] = {}


def build(at: datetime) -> None:
    """Reference data and every room's demo seed."""
    call_command("reference_data")
    for room in demo.ROOMS:
        if find_spec(f"desk.demo.{room}"):
            import_module(f"desk.demo.{room}").seed(at)


def address(route: Route) -> str | None:
    """The address of `route` for the first row of the demo world; None if no such row is there."""
    if not route.has_parts:
        return route.path
    label = MODELS.get(route.name)
    if label is None:
        return None
    name, _colon, field = label.partition(":")
    row: Any = apps.get_model(name)._default_manager.order_by("pk").first()
    return None if row is None else reverse(route.name, args=[getattr(row, field or "pk")])


def pages() -> list[Route]:
    """Every page that a member of staff can open with GET."""
    return [
        route
        for route in all_routes()
        if route.access and route.access.rule and "GET" in route.access.methods and route.name != "live"
    ]
