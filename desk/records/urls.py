"""Addresses of timelines and of the access log."""

from django.urls import URLPattern, URLResolver, path

from desk.records import views
from desk.records.views import retention

app_name = "records"

urlpatterns: list[URLPattern | URLResolver] = [
    path("client/<int:client>/timeline/", views.client_timeline, name="client_timeline"),
    path("enquiry/<int:pk>/timeline/", views.enquiry_timeline, name="enquiry_timeline"),
    path("in-place-of/", views.in_place_of, name="in_place_of"),
    path("retention/", retention.index, name="retention"),
    path("retention/<int:pk>/", retention.rule, name="rule"),
    path("destructions/", retention.destructions, name="destructions"),
    path("holds/", retention.holds, name="holds"),
    path("holds/set/", retention.place_hold, name="place_hold"),
    path("holds/<int:pk>/lift/", retention.lift_hold, name="lift_hold"),
    path("access/", views.access_log, name="access_log"),
    path("access/of/", views.access_log_of, name="access_log_of"),
    path("access/export/", views.access_log_export, name="access_log_export"),
    path("checks/", views.checks, name="checks"),
    path("checks/odd/", views.odd, name="odd"),
    path("checks/<int:pk>/", views.check, name="check"),
    path("checks/<int:pk>/ask/", views.ask, name="ask"),
    path("checks/<int:pk>/decide/", views.decide, name="decide"),
    path("my-looks/<int:pk>/", views.own_look, name="own_look"),
    path("my-data/", views.own_data, name="own_data"),
]
