"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from desk.people.views import absences, handover, mine, notices, owed, presence, roster, second, todos

app_name = "people"

urlpatterns: list[URLPattern | URLResolver] = [
    path("presence/", presence.presence, name="presence"),
    path("here/", presence.here, name="here"),
    path("mine/", mine.mine, name="mine"),
    path("owed/", owed.owed, name="owed"),
    path("owed/panel/", owed.owed_panel, name="owed_panel"),
    path("owed/team/", owed.owed_team, name="owed_team"),
    path("owed/team/<int:pk>/", owed.owed_of, name="owed_of"),
    path("owed/ask/", todos.todo_ask, name="todo_ask"),
    path("owed/<int:pk>/", todos.todo, name="todo"),
    path("owed/<int:pk>/done/", todos.todo_done, name="todo_done"),
    path("owed/<int:pk>/give/", todos.todo_give, name="todo_give"),
    path("owed/<int:pk>/due/", todos.todo_due, name="todo_due"),
    path("second/", second.second, name="second"),
    path("second/<int:pk>/", second.second_decide, name="second_decide"),
    path("notices/", notices.notices, name="notices"),
    path("notices/bell/", notices.bell, name="bell"),
    path("notices/seen/", notices.notices_seen, name="notices_seen"),
    path("notices/<int:pk>/", notices.notice_open, name="notice_open"),
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
