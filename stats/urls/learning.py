from django.urls import URLPattern, URLResolver, path

from stats.views import learning, undertakings

urlpatterns: list[URLPattern | URLResolver] = [
    path("learning/", learning.learning, name="learning"),
    path("learning/calendar.ics", learning.my_ics, name="learning_calendar"),
    path("learning/new/", learning.session_new, name="session_new"),
    path("learning/invitation/<int:pk>/", learning.invitation, name="invitation"),
    path("learning/lacking/", undertakings.lacking, name="lacking"),
    path("learning/<int:pk>/", learning.session, name="session"),
    path("learning/<int:pk>/calendar.ics", learning.session_ics, name="session_calendar"),
    path("learning/<int:pk>/change/", learning.session_change, name="session_change"),
    path("learning/<int:pk>/invite/", learning.session_invite, name="session_invite"),
    path("learning/<int:pk>/invite/<int:attendee>/", learning.session_uninvite, name="session_uninvite"),
    path("learning/<int:pk>/answer/", learning.session_answer, name="session_answer"),
    path("learning/<int:pk>/mark/", learning.session_mark, name="session_mark"),
    path("learning/<int:pk>/off/", learning.session_call_off, name="session_call_off"),
    path("learning/<int:pk>/materials/", learning.material_add, name="material_add"),
    path("learning/<int:pk>/materials/<int:material>/", learning.material, name="material"),
    path(
        "learning/<int:pk>/materials/<int:material>/withdraw/", learning.material_withdraw,
        name="material_withdraw",
    ),
    path("learning/undertakings/", undertakings.undertakings, name="undertakings"),
    path("learning/undertakings/new/", undertakings.undertaking_new, name="undertaking_new"),
    path("learning/undertakings/<int:pk>/", undertakings.undertaking_change, name="undertaking_change"),
    path("learning/undertakings/<int:pk>/end/", undertakings.undertaking_end, name="undertaking_end"),
]  # fmt: skip
