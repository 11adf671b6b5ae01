"""Addresses of timelines and of the access log."""

from django.urls import URLPattern, URLResolver, path

from desk.records import views

app_name = "records"

urlpatterns: list[URLPattern | URLResolver] = [
    path("client/<int:client>/timeline/", views.client_timeline, name="client_timeline"),
    path("enquiry/<int:pk>/timeline/", views.enquiry_timeline, name="enquiry_timeline"),
    path("in-place-of/", views.in_place_of, name="in_place_of"),
    path("access/", views.access_log, name="access_log"),
]
