"""The programming interface: read only, by session or key, described at `/api/schema/`."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import StringConverter
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import IsAuthenticated

from desk.api import schema as _said  # noqa: F401  (tells the OpenAPI document of keys)
from desk.api import views
from desk.http import Access, machine
from desk.people.permissions import anyone, at_the_desk

app_name = "api"


class Anything(StringConverter):
    """Whatever follows, with line ends too, which `path` does not take."""

    regex = r"[\s\S]*"


register_converter(Anything, "anything")

READS = ("GET", "HEAD")


def _promised(view: Any, rule: Any) -> Any:
    """The view with its promise, as the permission matrix reads it of every view."""
    view.access = Access("reads", READS, rule)
    return view


def _pages(name: str, rows: type[views.Reading]) -> list[URLPattern]:
    listed = _promised(rows.as_view({"get": "list"}), at_the_desk)
    single = _promised(rows.as_view({"get": "retrieve"}), at_the_desk)
    one = "enquiry" if name == "enquiries" else name.removesuffix("s")
    return [path(f"{name}/", listed, name=name), path(f"{name}/<int:pk>/", single, name=one)]


@machine(
    "anyone: there is nothing at this address", methods=(*READS, "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
)
def nowhere(request: HttpRequest, rest: str) -> JsonResponse:
    """Not a page for people."""
    return JsonResponse({"detail": "Not found."}, status=404)


schema = SpectacularAPIView.as_view(permission_classes=[IsAuthenticated])

urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", _promised(schema, anyone), name="schema"),
    *_pages("clients", views.Clients),
    *_pages("enquiries", views.Enquiries),
    *_pages("calls", views.Calls),
    *_pages("documents", views.Documents),
    *_pages("tickets", views.Tickets),
    # A program is answered in its own language, also where nothing is.
    path("<anything:rest>", nowhere, name="nowhere"),
]
