from django.urls import URLPattern, URLResolver, path

from tickets.views import escalate, tickets

app_name = "tickets"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", tickets.index, name="list"),
    path("unsent/", tickets.unsent, name="unsent"),
    path("unsent/<int:pk>/again/", tickets.again, name="again"),
    path("home/", tickets.home_panel, name="home_panel"),
    path("client/<int:pk>/", tickets.client_panel, name="client_panel"),
    path("enquiry/<int:pk>/", tickets.enquiry_panel, name="enquiry_panel"),
    path("enquiry/<int:pk>/escalate/", escalate.escalate, name="escalate"),
    path("enquiry/<int:pk>/missing/", escalate.missing, name="missing"),
    path("expert/<uuid:uuid>/", tickets.expert, name="expert"),
    path("<int:pk>/", tickets.page, name="page"),
    path("<int:pk>/tell/", tickets.tell, name="tell"),
    path("<int:pk>/told/", tickets.confirm_told, name="confirm_told"),
    path("<int:pk>/comment/", tickets.comment, name="comment"),
    path("<int:pk>/by-hand/", tickets.by_hand, name="by_hand"),
]
