"""Addresses of the room for people; exchanges have theirs in `api_urls`."""

from django.urls import URLPattern, URLResolver, path

from desk.calls.views import callbacks, caller, card, help, identity, lists, log, many, missed, rotation, workspace

app_name = "calls"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.index, name="index"),
    path("card/", card.card, name="card"),
    path("home/", lists.home_panel, name="home_panel"),
    path("queue/", rotation.queue_panel, name="queue_panel"),
    path("rotation/", rotation.rotation, name="rotation"),
    path("log/", log.log, name="log"),
    path("dial/", log.dial, name="dial"),
    path("dial/<int:pk>/", log.dialled, name="dialled"),
    path("missed/", missed.index, name="missed"),
    path("missed/handle/", missed.handle, name="handle"),
    path("callbacks/", callbacks.index, name="callbacks"),
    path("callbacks/<int:pk>/", callbacks.page, name="callback"),
    path("callbacks/<int:pk>/change/", callbacks.change, name="change_callback"),
    path("callbacks/<int:pk>/attempt/", callbacks.attempt, name="attempt"),
    path("callbacks/enquiry/<int:pk>/", callbacks.of_enquiry, name="enquiry_callbacks"),
    path("callbacks/enquiry/<int:pk>/plan/", callbacks.plan_for_enquiry, name="plan_for_enquiry"),
    path("callbacks/client/<int:pk>/plan/", callbacks.plan_for_client, name="plan_for_client"),
    path("<int:pk>/call-back/", missed.call_back, name="call_back"),
    path("<int:pk>/callback/", callbacks.plan_for_call, name="plan"),
    path("<int:pk>/callbacks/", callbacks.of_call, name="call_callbacks"),
    path("client/<int:client>/", lists.client_panel, name="client_panel"),
    path("<int:pk>/", workspace.workspace, name="workspace"),
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
    path("<int:pk>/correct/", workspace.correct, name="correct"),
    path("<int:pk>/many/", many.many, name="many"),
    path("<int:pk>/help/", help.raise_hand, name="raise_hand"),
    path("help/<int:pk>/come/", help.come, name="come"),
    path("help/<int:pk>/down/", help.put_down, name="put_down"),
    path("<int:pk>/reopen/", workspace.reopen, name="reopen"),
    path("<int:pk>/notes/", workspace.notes, name="notes"),
    path("<int:pk>/hang-up/", workspace.hang_up, name="hang_up"),
    path("<int:pk>/finish/", workspace.finish, name="finish"),
]
