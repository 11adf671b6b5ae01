"""The programming interface: read only, session or token, described at `/api/schema/`."""

from typing import Any

from django.urls import URLPattern, URLResolver, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import IsAuthenticated

from desk.api import views
from desk.http import Access
from desk.people.permissions import anyone, at_the_desk

app_name = "api"

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


schema = SpectacularAPIView.as_view(permission_classes=[IsAuthenticated])

urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", _promised(schema, anyone), name="schema"),
    *_pages("clients", views.Clients),
    *_pages("enquiries", views.Enquiries),
    *_pages("calls", views.Calls),
    *_pages("documents", views.Documents),
    *_pages("tickets", views.Tickets),
]
