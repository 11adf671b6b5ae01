"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from desk.operations.views.looking import doctor, look_now
from desk.operations.views.outgoing import outgoing

app_name = "operations"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", doctor, name="doctor"),
    path("look/", look_now, name="look_now"),
    path("outgoing/", outgoing, name="outgoing"),
]
