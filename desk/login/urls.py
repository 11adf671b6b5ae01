"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from desk.login.views import entering, events, fallback, keys, lock, service, sessions

app_name = "entry"

urlpatterns: list[URLPattern | URLResolver] = [
    path("begin/", service.begin, name="begin"),
    path("back/<slug:way>/", service.come_back, name="back"),
    path("password/", entering.password, name="password"),
    path("password/change/", entering.change_password, name="change_password"),
    path("start/", entering.enrol, name="enrol"),
    path("recovery/", entering.recovery_codes, name="recovery_codes"),
    path("lock/", lock.lock, name="lock"),
    path("unlock/", lock.unlock, name="unlock"),
    path("state/", lock.state, name="state"),
    path("sessions/", sessions.mine, name="sessions"),
    path("sessions/others/end/", sessions.end_others, name="end_others"),
    path("sessions/<int:pk>/end/", sessions.end, name="end"),
    path("people/", sessions.logged_in, name="logged_in"),
    path("people/<int:pk>/sessions/", sessions.of, name="sessions_of"),
    path("people/<int:pk>/sessions/end/", sessions.end_all_of, name="end_all_of"),
    path("fallback/", fallback.fallback, name="fallback"),
    path("fallback/<int:pk>/", fallback.of, name="fallback_of"),
    path("fallback/<int:pk>/off/", fallback.off, name="fallback_off"),
    path("keys/", keys.keys, name="keys"),
    path("keys/new/", keys.new_key, name="new_key"),
    path("keys/<int:pk>/", keys.key, name="key"),
    path("keys/<int:pk>/revoke/", keys.revoke_key, name="revoke_key"),
    path("events/", events.events, name="events"),
]
