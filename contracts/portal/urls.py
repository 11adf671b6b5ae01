"""Addresses of the work with portals."""

from django.urls import URLPattern, URLResolver, path

from contracts.views import listing, publication

urlpatterns: list[URLPattern | URLResolver] = [
    path("publication/<int:pk>/", publication.added, name="added"),
    path("publication/<int:pk>/steps/", publication.steps, name="added_steps"),
    path("publication/<int:pk>/take-back/", publication.take_back, name="added_back"),
    path("publication/<int:pk>/screenshot/", publication.screenshot, name="screenshot"),
    path("publication/<int:pk>/again/", publication.try_again, name="publish_again"),
    path("differences/", listing.index, name="differences"),
    path("differences/<int:pk>/", listing.page, name="difference"),
    path("differences/<int:pk>/looked-at/", listing.settle, name="difference_settle"),
    path("differences/<int:pk>/again/", listing.reopen, name="difference_reopen"),
    path("portal/<int:pk>/users/", listing.from_file, name="listing"),
    path("portal/<int:pk>/users/fetch/", listing.order, name="listing_order"),
    path("portal/users/<int:pk>/again/", listing.again, name="listing_again"),
    path("portal/users/template/", listing.template, name="listing_template"),
    path("unsent/", publication.unsent, name="unsent"),
]
