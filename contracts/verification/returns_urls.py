"""Addresses of what comes back signed; joined into urls.py."""

from django.urls import URLPattern, URLResolver, path

from contracts.views import agency, returns

urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:pk>/return/", returns.upload, name="return"),
    path("<int:pk>/returns/", returns.progress, name="returns"),
    path("container/<int:pk>/", returns.container, name="container"),
    path("verification/<int:pk>/again/", returns.again, name="verify_again"),
    path("verification/<int:pk>/decide/", returns.decide, name="decide"),
    path("agency/", agency.waiting, name="agency"),
    path("<int:pk>/agency/prepared/", agency.prepared, name="agency_prepared"),
    path("<int:pk>/agency/", agency.upload, name="agency_return"),
]
