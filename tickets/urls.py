from django.urls import URLPattern, URLResolver, path

from tickets.views import escalate, expert, lists, page, queue, telling

app_name = "tickets"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.index, name="list"),
    path("unsent/", queue.unsent, name="unsent"),
    path("unsent/<int:pk>/again/", queue.again, name="again"),
    path("home/", lists.home_panel, name="home_panel"),
    path("client/<int:pk>/", lists.client_panel, name="client_panel"),
    path("enquiry/<int:pk>/", lists.enquiry_panel, name="enquiry_panel"),
    path("enquiry/<int:pk>/escalate/", escalate.escalate, name="escalate"),
    path("enquiry/<int:pk>/missing/", escalate.missing, name="missing"),
    path("expert/<uuid:uuid>/", expert.expert, name="expert"),
    path("<int:pk>/", page.page, name="page"),
    path("<int:pk>/tell/", telling.tell, name="tell"),
    path("<int:pk>/told/", telling.confirm_told, name="confirm_told"),
    path("<int:pk>/comment/", page.comment, name="comment"),
    path("<int:pk>/by-hand/", page.by_hand, name="by_hand"),
]
