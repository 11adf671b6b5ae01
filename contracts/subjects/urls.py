"""Addresses of requests about own data; no name or code stands in them."""

from django.urls import URLPattern, URLResolver, path

from contracts.subjects import deeds, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("data-requests/", views.index, name="data_requests"),
    path("data-requests/client/<int:pk>/", views.create, {"kind": "client"}, name="ask_for_client"),
    path("data-requests/person/<int:pk>/", views.create, {"kind": "person"}, name="ask_for_person"),
    path("data-requests/<int:pk>/", views.page, name="data_request"),
    path("data-requests/<int:pk>/file/<int:file>/", views.download, name="data_request_file"),
    path("data-requests/<int:pk>/report/", deeds.order_report, name="data_request_report"),
    path("data-requests/<int:pk>/extend/", deeds.extend, name="data_request_extend"),
    path("data-requests/<int:pk>/decide/", deeds.decide, name="data_request_decide"),
    path("data-requests/<int:pk>/try-out/", deeds.try_out, name="data_request_try_out"),
    path("data-requests/<int:pk>/correct/", deeds.correct, name="data_request_correct"),
    path("data-requests/<int:pk>/dispute/", deeds.dispute, name="data_request_dispute"),
    path("data-requests/<int:pk>/recipient/", deeds.recipient, name="data_request_recipient"),
    path("data-requests/<int:pk>/ready/", deeds.ready, name="data_request_ready"),
    path("data-requests/<int:pk>/close/", deeds.close, name="data_request_close"),
    path("data-requests/<int:pk>/withdraw/", deeds.withdraw, name="data_request_withdraw"),
]
