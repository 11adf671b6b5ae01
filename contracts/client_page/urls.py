"""Addresses of the client's own page; the long token is their only name."""

from django.urls import URLPattern, URLResolver, path

from contracts.client_page import returns, views

app_name = "contracts_client"

urlpatterns: list[URLPattern | URLResolver] = [
    path("<str:token>/", views.page, name="page"),
    path("<str:token>/all/", views.everything, name="all"),
    path("<str:token>/document/<int:pk>/", views.document, name="document"),
    path("<str:token>/read/<int:pk>/", views.read, name="read"),
    path("<str:token>/upload/", returns.upload, name="upload"),
    path("<str:token>/returned/", returns.progress, name="returned"),
    path("<str:token>/container/", returns.container, name="container"),
]
