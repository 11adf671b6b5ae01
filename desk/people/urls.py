"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from desk.people.views import presence

app_name = "people"

urlpatterns: list[URLPattern | URLResolver] = [
    path("presence/", presence.presence, name="presence"),
]
