"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from desk.people.views import absences, handover, mine, presence, roster

app_name = "people"

urlpatterns: list[URLPattern | URLResolver] = [
    path("presence/", presence.presence, name="presence"),
    path("here/", presence.here, name="here"),
    path("mine/", mine.mine, name="mine"),
    path("roster/", roster.grid, name="roster"),
    path("roster/day/", roster.cell, name="cell"),
    path("roster/copy/", roster.copy_week, name="copy_week"),
    path("roster/back/", roster.take_back, name="take_back"),
    path("roster/helper/", roster.add_helper, name="add_helper"),
    path("roster/helper/<int:pk>/end/", roster.end_helper, name="end_helper"),
    path("absences/", absences.absences, name="absences"),
    path("absences/<int:pk>/", absences.absence_change, name="absence_change"),
    path("absences/<int:pk>/end/", absences.absence_end, name="absence_end"),
    path("absences/handover/", handover.handover, name="handover"),
    path("absences/handover/panel/", handover.handover_panel, name="handover_panel"),
]
