from django.urls import URLPattern, URLResolver, path

from desk.mail import views

app_name = "mail"

urlpatterns: list[URLPattern | URLResolver] = [
    path("unsent/", views.unsent, name="unsent"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/again/", views.again, name="again"),
]
