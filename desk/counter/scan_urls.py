"""Addresses of scanning and of the quarantine; joined into urls.py."""

from django.urls import URLPattern, URLResolver, path

from desk.counter.views import quarantine, scan

urlpatterns: list[URLPattern | URLResolver] = [
    path("papers/<int:pk>/scan/", scan.page, name="scan"),
    path("papers/<int:pk>/scan/pages/", scan.region, name="scan_pages"),
    path("papers/<int:pk>/scan/files/", scan.add, name="add_files"),
    path("papers/<int:pk>/scan/files/<int:file>/remove/", scan.remove, name="remove_file"),
    path("papers/<int:pk>/scan/pages/order/", scan.arrange, name="arrange_pages"),
    path("papers/<int:pk>/scan/pages/<int:page>/", scan.change, name="change_page"),
    path("papers/<int:pk>/scan/pages/<int:page>/picture/", scan.picture, name="page_picture"),
    path("papers/<int:pk>/scan/again/", scan.again, name="make_pages"),
    path("quarantine/", quarantine.index, name="quarantine"),
    path("quarantine/<int:pk>/", quarantine.page, name="quarantined"),
    path("quarantine/<int:pk>/file/", quarantine.file, name="quarantined_file"),
    path("quarantine/<int:pk>/decide/", quarantine.decide, name="decide_quarantined"),
]
