"""Addresses of the room."""

from django.urls import URLPattern, URLResolver

from desk.counter import paper_urls, scan_urls, visit_urls

app_name = "counter"

urlpatterns: list[URLPattern | URLResolver] = [
    *paper_urls.urlpatterns,
    *scan_urls.urlpatterns,
    *visit_urls.urlpatterns,
]
