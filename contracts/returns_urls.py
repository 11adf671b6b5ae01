"""Addresses of what comes back signed; joined into urls.py and client_urls.py."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
client_urlpatterns: list[URLPattern | URLResolver] = []
