"""Where each room is mounted; pages compose by these names, not by imports."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import URLPattern, URLResolver, include, path

from desk import health, home, live, search

staff: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("style/", home.style_guide, name="style_guide"),
    path("unsent/", home.unsent, name="unsent"),
    path("preferences/", home.preferences, name="preferences"),
    path("search/", search.search, name="search"),
    path("live/", live.stream, name="live"),
    path("login/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("entry/", include("desk.login.urls")),
    path("operations/", include("desk.operations.urls")),
    path("clients/", include("desk.clients.urls")),
    path("enquiries/", include("desk.enquiries.urls")),
    path("calls/", include("desk.calls.urls")),
    path("counter/", include("desk.counter.urls")),
    path("orders/", include("desk.orders.urls")),
    path("people/", include("desk.people.urls")),
    path("records/", include("desk.records.urls")),
    path("mail/", include("desk.mail.urls")),
    path("guides/", include("desk.guides.urls")),
    path("representation/", include("registry.urls")),
    path("documents/", include("contracts.urls")),
    path("tickets/", include("tickets.urls")),
    path("hooks/", include("tickets.hooks_urls")),
    path("board/", include("stats.urls")),
    path("api/telephony/", include("desk.calls.api_urls")),
    path("api/figures/", include("stats.urls.warehouse")),
    path("api/", include("desk.api.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
# Where the client's page has a host of its own (CLIENT_PAGE_HOST), the staff's serves `staff` alone.
urlpatterns: list[URLPattern | URLResolver] = [*staff, path("k/", include("contracts.client_page.urls"))]
