"""The front desk, and the project's own glue."""

from desk.celery import app as celery_app

__all__ = ["celery_app"]
