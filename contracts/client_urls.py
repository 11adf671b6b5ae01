"""Addresses of the client's own page; the long token is their only key."""

from django.urls import URLPattern, URLResolver, path

from contracts import client_views, returns_urls

app_name = "contracts_client"

urlpatterns: list[URLPattern | URLResolver] = [
    path("<str:token>/", client_views.page, name="page"),
    path("<str:token>/all/", client_views.everything, name="all"),
    path("<str:token>/document/<int:pk>/", client_views.document, name="document"),
    path("<str:token>/read/<int:pk>/", client_views.read, name="read"),
    *returns_urls.client_urlpatterns,
]
