from django.urls import URLPattern, URLResolver, path

from stats.views import board

urlpatterns: list[URLPattern | URLResolver] = [
    path("", board.show, name="board"),
    path("wall/", board.wallboard, name="wallboard"),
    path("promises/", board.promises, name="promises"),
    path("today/", board.home_panel, name="home_panel"),
]
