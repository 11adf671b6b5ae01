from django.urls import URLPattern, URLResolver, path

from stats import views

app_name = "stats"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.show, name="board"),
    path("promises/", views.promises, name="promises"),
    path("today/", views.home_panel, name="home_panel"),
]
