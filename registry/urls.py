from django.urls import URLPattern, URLResolver, path

from registry import views

app_name = "registry"

urlpatterns: list[URLPattern | URLResolver] = [
    path("unanswered/", views.unanswered, name="unanswered"),
    path("client/<int:client>/", views.history, name="history"),
    path("client/<int:client>/panel/", views.client_panel, name="client_panel"),
    path("client/<int:client>/ask/", views.ask, name="ask"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/again/", views.again, name="again"),
    path("answer/<int:pk>/", views.raw, name="raw"),
]
