"""Addresses of clients and contact persons; names and codes never stand in them."""

from django.urls import URLPattern, URLResolver, path

from desk.clients.views import cautions, clients, contacts, merging, persons, writing

app_name = "clients"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", clients.index, name="index"),
    path("new/", writing.create, name="create"),
    path("alike/", writing.alike, name="alike"),
    path("pick/", clients.pick, name="pick"),
    path("duplicates/", merging.index, name="duplicates"),
    path("duplicates/<int:pk>/different/", merging.different, name="different"),
    path("<int:pk>/merge/", merging.merge, {"kind": "client"}, name="merge"),
    path("persons/<int:pk>/merge/", merging.merge, {"kind": "person"}, name="merge_persons"),
    path("merges/<int:pk>/undo/", merging.undo, name="undo_merge"),
    path("<int:pk>/same/", merging.same_as, {"kind": "client"}, name="same_as"),
    path("persons/<int:pk>/same/", merging.same_as, {"kind": "person"}, name="same_person"),
    path("<int:pk>/", clients.page, name="page"),
    path("<int:pk>/change/", writing.change, name="change"),
    path("<int:pk>/persons/new/", persons.add, name="add_person"),
    path("persons/<int:pk>/", persons.page, name="person"),
    path("persons/<int:pk>/change/", persons.change, name="change_person"),
    path("roles/<int:pk>/restore/", persons.restore_role, name="restore_role"),
    path("roles/<int:pk>/end/", persons.end_role, name="end_role"),
    path("contacts/<int:pk>/", contacts.try_contact, name="try_contact"),
    path("contacts/<int:pk>/vouch/", contacts.vouch, name="vouch"),
    path("contacts/client/<int:pk>/new/", contacts.add_contact, {"kind": "client"}, name="add_contact"),
    path(
        "contacts/person/<int:pk>/new/", contacts.add_contact, {"kind": "person"}, name="add_person_contact"
    ),
    path("cautions/client/<int:pk>/new/", cautions.add, {"kind": "client"}, name="add_caution"),
    path("cautions/person/<int:pk>/new/", cautions.add, {"kind": "person"}, name="add_person_caution"),
    path("cautions/<int:pk>/lift/", cautions.lift, name="lift_caution"),
    path("reason/client/<int:pk>/", clients.reason, {"kind": "client"}, name="reason"),
    path("reason/person/<int:pk>/", clients.reason, {"kind": "person"}, name="person_reason"),
]
