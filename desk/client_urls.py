"""What the client's own host serves (setting CLIENT_PAGE_HOST): the client's page and the health checks."""

from django.urls import URLPattern, URLResolver, include, path

from desk import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("k/", include("contracts.client_page.urls")),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]

handler400, handler500 = "desk.broken.not_understood", "desk.broken.on_our_side"
