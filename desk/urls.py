"""Where each room is mounted; pages compose by these names, not by imports."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from desk import health, home, live, search
from desk.login.views import entering, leaving
from desk.operations.views.metrics import metrics

staff: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("style/", home.style_guide, name="style_guide"),
    path("unsent/", home.unsent, name="unsent"),
    path("preferences/", home.preferences, name="preferences"),
    path("search/", search.search, name="search"),
    path("live/", live.stream, name="live"),
    path("login/", entering.log_in, name="login"),
    path("logout/", leaving.leave, name="logout"),
    path("login/govsso/logout/", leaving.ended_at_govsso, name="ended_at_govsso"),
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
    path("api/usages/", include("desk.api.usages")),
    path("api/", include("desk.api.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
# Where the client's page has a host of its own (CLIENT_PAGE_HOST), the staff's serves `staff` alone.
urlpatterns: list[URLPattern | URLResolver] = [*staff, path("k/", include("contracts.client_page.urls"))]

handler400, handler500 = "desk.broken.not_understood", "desk.broken.on_our_side"
