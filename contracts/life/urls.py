"""Addresses of what is in force: trees, stories, what would end, the register; joined into urls.py."""

from django.urls import URLPattern, URLResolver, path

from contracts.views import life, register

urlpatterns: list[URLPattern | URLResolver] = [
    path("tree/<int:client>/", life.tree_page, name="tree"),
    path("tree/<int:client>/send/", life.send_in_force, name="send_in_force"),
    path("document/<int:pk>/", life.document, name="document"),
    path("document/<int:pk>/what-ends/", life.what_ends, name="what_ends"),
    path("<int:pk>/consequences/", life.consequences, name="consequences"),
    path("register/", register.index, name="register_index"),
    path("register/export/", register.export, name="register_export"),
]
