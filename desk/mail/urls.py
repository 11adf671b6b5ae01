from django.urls import URLPattern, URLResolver, path

from desk.mail import views

app_name = "mail"

urlpatterns: list[URLPattern | URLResolver] = [
    path("unsent/", views.unsent, name="unsent"),
    path("letters/<int:pk>/", views.letter, name="letter"),
    path("letters/<int:pk>/files/<int:file>/", views.attachment, name="attachment"),
    path("<int:pk>/files/<int:file>/", views.enclosure, name="enclosure"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/again/", views.again, name="again"),
]
