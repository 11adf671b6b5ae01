"""What the staff's host serves where the client's page has a host of its own: everything but that page."""

from desk.urls import staff as urlpatterns

__all__ = ["urlpatterns"]
