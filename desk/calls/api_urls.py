"""Addresses for telephone exchanges."""

from django.urls import URLPattern, URLResolver, path

from desk.calls import api

app_name = "calls_api"

# Each also without its last slash: an exchange's settings page is no place to meet a redirect.
urlpatterns: list[URLPattern | URLResolver] = [
    path("<str:token>/events/", api.events, name="events"),
    path("<str:token>/events", api.events),
    path("<str:token>/lookup", api.lookup, name="lookup"),
    path("<str:token>/lookup/", api.lookup),
    path("<str:token>/report/", api.report, name="report"),
    path("<str:token>/report", api.report),
    # A misspelt address holds the token all the same, and Django's own "not found" tells what it tried.
    path("<path:rest>", api.nowhere, name="nowhere"),
]
