"""Pages of the room, a module a part of it."""

from django.urls import URLPattern, URLResolver

from stats.urls import board, contacts, learning, process, quality, reports, staffing, workload

app_name = "stats"

_PARTS = (board, contacts, reports, workload, staffing, quality, learning, process)

urlpatterns: list[URLPattern | URLResolver] = [page for part in _PARTS for page in part.urlpatterns]
