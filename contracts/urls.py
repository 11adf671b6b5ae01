"""Addresses of documents for staff; no name or code stands in them."""

from django.urls import URLPattern, URLResolver, path

from contracts import returns_urls
from contracts.views import drafting, many, packages, publication, rechecks

app_name = "contracts"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", packages.index, name="index"),
    path("draft/many/", many.draft_many, name="draft_many"),
    path("drafted/", many.drafted, name="drafted"),
    path("draft/<int:client>/", drafting.draft, name="draft"),
    path("<int:pk>/", packages.page, name="page"),
    path("<int:pk>/progress/", packages.progress, name="progress"),
    path("<int:pk>/send/", packages.send, name="send"),
    path("<int:pk>/tell/", packages.tell_again, name="tell_again"),
    path("<int:pk>/ask/", packages.ask_again, name="ask_again"),
    path("<int:pk>/refill/", packages.refill, name="refill"),
    path("<int:pk>/recall/", packages.recall, name="recall"),
    path("document/<int:pk>/pdf/", packages.pdf, name="pdf"),
    path("publication/<int:pk>/", publication.added, name="added"),
    path("publication/<int:pk>/again/", publication.try_again, name="publish_again"),
    path("registration/", publication.registrations, name="registrations"),
    path("registration/panel/", publication.registrations_panel, name="registrations_panel"),
    path("registration/<int:pk>/", publication.register, name="register"),
    path("template/<int:pk>/preview/", publication.preview, name="preview"),
    path("template/preview/", publication.preview_unsaved, name="preview_unsaved"),
    path("changes/", rechecks.index, name="changes"),
    path("changes/<int:pk>/", rechecks.page, name="change"),
    path("changes/<int:pk>/looked-at/", rechecks.settle, name="change_settle"),
    path("changes/<int:pk>/again/", rechecks.reopen, name="change_reopen"),
    path("panel/", packages.home_panel, name="home_panel"),
    path("panel/<int:client>/", packages.client_panel, name="client_panel"),
    *returns_urls.urlpatterns,
]
