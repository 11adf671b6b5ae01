"""Addresses of the client's own page; the long token is their only name."""

from django.urls import URLPattern, URLResolver, path

from contracts.client_page import codes, in_force, login, returns, views

app_name = "contracts_client"

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/back/", login.back, name="login_back"),
    path("<str:token>/", views.page, name="page"),
    path("<str:token>/code/", codes.enter, name="code"),
    path("<str:token>/code/mail/", codes.mail, name="code_mail"),
    path("<str:token>/login/", login.start, name="login"),
    path("<str:token>/in-force/", in_force.page, name="in_force"),
    path("<str:token>/in-force/<int:pk>/end/", in_force.end, name="end"),
    path("<str:token>/all/", views.everything, name="all"),
    path("<str:token>/document/<int:pk>/", views.document, name="document"),
    path("<str:token>/read/<int:pk>/", views.read, name="read"),
    path("<str:token>/upload/", returns.upload, name="upload"),
    path("<str:token>/returned/", returns.progress, name="returned"),
    path("<str:token>/container/", returns.container, name="container"),
]
