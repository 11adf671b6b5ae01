"""Addresses of enquiries and promises."""

from django.urls import URLPattern, URLResolver, path

from desk.enquiries.views import enquiries, favourites, promises

app_name = "enquiries"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", enquiries.index, name="index"),
    path("new/", enquiries.create, name="create"),
    path("client/<int:client>/", enquiries.client_panel, name="client_panel"),
    path("home/", promises.home_panel, name="home_panel"),
    path("favourites/", favourites.index, name="favourites"),
    path("favourites/<int:pk>/", favourites.star, name="favourite"),
    path("promises/", promises.index, name="promises"),
    path("promises/<int:pk>/keep/", promises.keep, name="keep"),
    path("<int:pk>/", enquiries.page, name="page"),
    path("<int:pk>/change/", enquiries.change, name="change"),
    path("<int:pk>/client/", enquiries.attach, name="attach"),
    path("<int:pk>/move/", enquiries.move, name="move"),
    path("<int:pk>/close/", enquiries.close, name="close"),
    path("<int:pk>/promises/", promises.make, name="promise"),
]
