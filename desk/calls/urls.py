"""Addresses of the room for people; exchanges have theirs in `api_urls`."""

from django.urls import URLPattern, URLResolver, path

from desk.calls.views import caller, card, identity, lists, workspace

app_name = "calls"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.index, name="index"),
    path("card/", card.card, name="card"),
    path("home/", lists.home_panel, name="home_panel"),
    path("queue/", lists.queue_panel, name="queue_panel"),
    path("log/", lists.log, name="log"),
    path("client/<int:client>/", lists.client_panel, name="client_panel"),
    path("<int:pk>/", workspace.workspace, name="workspace"),
    path("<int:pk>/state/", workspace.state, name="state"),
    path("<int:pk>/answer/", card.answer, name="answer"),
    path("<int:pk>/refuse/", card.refuse, name="refuse"),
    path("<int:pk>/search/", workspace.search, name="search"),
    path("<int:pk>/choose/", workspace.choose, name="choose"),
    path("<int:pk>/person/", caller.person, name="person"),
    path("<int:pk>/client/", caller.client, name="client"),
    path("<int:pk>/contact/", caller.contact, name="contact"),
    path("<int:pk>/identity/", identity.check, name="identity"),
    path("<int:pk>/identity/refuse/", identity.refuse, name="refuse_identity"),
    path("<int:pk>/identity/show-all/", identity.show_all, name="show_all"),
    path("<int:pk>/enquiry/", workspace.enquiry, name="enquiry"),
    path("<int:pk>/notes/", workspace.notes, name="notes"),
    path("<int:pk>/hang-up/", workspace.hang_up, name="hang_up"),
    path("<int:pk>/finish/", workspace.finish, name="finish"),
]
