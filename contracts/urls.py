"""Addresses of documents for staff; no name or code stands in them."""

from django.urls import URLPattern, URLResolver, path

from contracts.life import urls as life_urls
from contracts.portal import urls as portal_urls
from contracts.registration import paper_urls
from contracts.registration import urls as registration_urls
from contracts.sitting import urls as sitting_urls
from contracts.subjects import urls as subjects_urls
from contracts.takeover import urls as takeover_urls
from contracts.verification import returns_urls
from contracts.verification import urls as evidence_urls
from contracts.views import (
    codes,
    drafting,
    many,
    packages,
    rechecks,
    sending,
    templates,
)

app_name = "contracts"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", packages.index, name="index"),
    path("draft/many/", many.draft_many, name="draft_many"),
    path("drafted/", many.drafted, name="drafted"),
    path("draft/<int:client>/", drafting.draft, name="draft"),
    path("<int:pk>/", packages.page, name="page"),
    path("<int:pk>/progress/", packages.progress, name="progress"),
    path("<int:pk>/send/", sending.send, name="send"),
    path("<int:pk>/render/", sending.render_again, name="render_again"),
    path("<int:pk>/tell/", sending.tell_again, name="tell_again"),
    path("<int:pk>/ask/", sending.ask_again, name="ask_again"),
    path("<int:pk>/refill/", sending.refill, name="refill"),
    path("<int:pk>/recall/", sending.recall, name="recall"),
    path("<int:pk>/code/", codes.code, name="code"),
    path("document/<int:pk>/pdf/", packages.pdf, name="pdf"),
    path("template/<int:pk>/preview/", templates.preview, name="preview"),
    path("template/preview/", templates.preview_unsaved, name="preview_unsaved"),
    path("template/check/", templates.check_unsaved, name="check_unsaved"),
    path("template/palette/", templates.palette, name="palette"),
    path("template/<int:pk>/", templates.version, name="version"),
    path("template/<int:pk>/decide/", templates.decide, name="version_decide"),
    path("template/<int:pk>/compare/<int:other>/", templates.compare, name="compare"),
    path("changes/", rechecks.index, name="changes"),
    path("changes/<int:pk>/", rechecks.page, name="change"),
    path("changes/<int:pk>/looked-at/", rechecks.settle, name="change_settle"),
    path("changes/<int:pk>/again/", rechecks.reopen, name="change_reopen"),
    path("panel/", packages.home_panel, name="home_panel"),
    path("panel/<int:client>/", packages.client_panel, name="client_panel"),
    *portal_urls.urlpatterns,
    *returns_urls.urlpatterns,
    *registration_urls.urlpatterns,
    *paper_urls.urlpatterns,
    *sitting_urls.urlpatterns,
    *evidence_urls.urlpatterns,
    *life_urls.urlpatterns,
    *takeover_urls.urlpatterns,
    *subjects_urls.urlpatterns,
]
