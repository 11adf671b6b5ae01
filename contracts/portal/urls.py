"""Addresses of the work with portals."""

from django.urls import URLPattern, URLResolver, path

from contracts.views import publication

urlpatterns: list[URLPattern | URLResolver] = [
    path("publication/<int:pk>/", publication.added, name="added"),
    path("publication/<int:pk>/steps/", publication.steps, name="added_steps"),
    path("publication/<int:pk>/take-back/", publication.take_back, name="added_back"),
    path("publication/<int:pk>/screenshot/", publication.screenshot, name="screenshot"),
    path("publication/<int:pk>/again/", publication.try_again, name="publish_again"),
    path("unsent/", publication.unsent, name="unsent"),
]
