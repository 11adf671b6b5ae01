"""Addresses of evidence, of what was signed by hand, and of the register of signing rights."""

from django.urls import URLPattern, URLResolver, path

from contracts.views import evidence, handsigned, mandates

urlpatterns: list[URLPattern | URLResolver] = [
    path("evidence/", evidence.index, name="evidence_index"),
    path("container/<int:pk>/evidence/", evidence.page, name="evidence"),
    path("container/<int:pk>/evidence/report/", evidence.report, name="evidence_report"),
    path("container/<int:pk>/evidence/original/", evidence.original, name="evidence_original"),
    path("container/<int:pk>/look-again/", evidence.look_again, name="look_again"),
    path("<int:pk>/by-hand/", handsigned.by_hand, name="by_hand"),
    path("<int:pk>/by-hand/decide/", handsigned.decide, name="hand_decide"),
    path("signing-rights/", mandates.page, name="mandates"),
]
