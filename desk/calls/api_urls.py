"""Addresses for telephone exchanges."""

from django.urls import URLPattern, URLResolver, path

from desk.calls import api

app_name = "calls_api"

urlpatterns: list[URLPattern | URLResolver] = [
    path("<str:token>/events/", api.events, name="events"),
]
