"""Addresses of taking over what is in force; joined into contracts/urls.py."""

from django.urls import URLPattern, URLResolver, path

from contracts.views import takeover

urlpatterns: list[URLPattern | URLResolver] = [
    path("takeover/", takeover.index, name="takeovers"),
    path("takeover/template/<str:form>/", takeover.template, name="takeover_template"),
    path("takeover/<int:pk>/", takeover.page, name="takeover"),
    path("takeover/<int:pk>/progress/", takeover.progress, name="takeover_progress"),
    path("takeover/<int:pk>/take/", takeover.take, name="takeover_take"),
    path("takeover/<int:pk>/discard/", takeover.discard, name="takeover_discard"),
    path("takeover/<int:pk>/again/", takeover.again, name="takeover_again"),
    path("takeover/<int:pk>/errors/", takeover.errors, name="takeover_errors"),
]
