"""Addresses for the agency's warehouse."""

from django.urls import URLPattern, URLResolver, path

from stats import api

app_name = "warehouse"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", api.promised(api.Tables), name="tables"),
    path("daily/<slug:table>/", api.promised(api.described(api.Daily, "daily")), name="daily"),
    path("monthly/<slug:table>/", api.promised(api.described(api.Monthly, "monthly")), name="monthly"),
]
