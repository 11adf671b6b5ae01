"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from desk.people import views

app_name = "people"

urlpatterns: list[URLPattern | URLResolver] = [
    path("presence/", views.presence, name="presence"),
]
