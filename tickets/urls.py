from django.urls import URLPattern, URLResolver, path

from tickets.views import escalate, expert, files, linking, lists, overrides, page, queue, telling

app_name = "tickets"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.index, name="list"),
    path("unsent/", queue.unsent, name="unsent"),
    path("unsent/<int:pk>/again/", queue.again, name="again"),
    path("unsent/<int:pk>/by-hand/", queue.done_by_hand, name="done_by_hand"),
    path("unsent/<int:pk>/give-up/", queue.give_up, name="give_up"),
    path("jira/", queue.status, name="status"),
    path("jira/open/", queue.open_line, name="open_line"),
    path("jira/try/", queue.try_line, name="try_line"),
    path("home/", lists.home_panel, name="home_panel"),
    path("client/<int:pk>/", lists.client_panel, name="client_panel"),
    path("enquiry/<int:pk>/", lists.enquiry_panel, name="enquiry_panel"),
    path("enquiry/<int:pk>/escalate/", escalate.escalate, name="escalate"),
    path("enquiry/<int:pk>/missing/", escalate.missing, name="missing"),
    path("overrides/", overrides.overrides, name="overrides"),
    path("overrides/<int:pk>/", overrides.override, name="override"),
    path("enquiry/<int:pk>/there-already/", linking.there_already, name="there_already"),
    path("enquiry/<int:pk>/link/", linking.link, name="link"),
    path("expert/", expert.expert_home, name="expert_home"),
    path("expert/<uuid:uuid>/", expert.expert, name="expert"),
    path("expert/<uuid:uuid>/return/", expert.send_back, name="send_back"),
    path("expert/<uuid:uuid>/refuse/", expert.refuse, name="refuse"),
    path("expert/<uuid:uuid>/files/<int:file>/", expert.expert_file, name="expert_file"),
    path("<int:pk>/", page.page, name="page"),
    path("<int:pk>/files/", files.files, name="files"),
    path("<int:pk>/files/add/", files.add, name="add_files"),
    path("<int:pk>/files/<int:file>/", files.download, name="file"),
    path("<int:pk>/files/<int:file>/away/", files.take_away, name="take_away"),
    path("<int:pk>/shared/", linking.shared, name="shared"),
    path("<int:pk>/join/", linking.join, name="join"),
    path("<int:pk>/leave/", linking.leave, name="leave"),
    path("<int:pk>/tell/", telling.tell, name="tell"),
    path("<int:pk>/told/", telling.confirm_told, name="confirm_told"),
    path("<int:pk>/comment/", page.comment, name="comment"),
    path("<int:pk>/by-hand/", page.by_hand, name="by_hand"),
]
