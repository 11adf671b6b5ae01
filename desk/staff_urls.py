"""What the staff's host serves where the client's page has a host of its own: everything but that page."""

from desk.urls import handler400, handler500
from desk.urls import staff as urlpatterns

__all__ = ["handler400", "handler500", "urlpatterns"]
