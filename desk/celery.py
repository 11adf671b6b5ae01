"""The worker's side: rows with a state are the queue, celery only drains them."""

import os

from celery import Celery
from celery.signals import worker_init, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")

app = Celery("desk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def look_at_fonts(**kwargs: object) -> None:
    """A worker that would render other documents than those that were approved does not begin."""
    from django.utils.module_loading import import_string

    import_string("contracts.printing.fonts.look_at_start")()


@worker_process_init.connect
def warm_up(**kwargs: object) -> None:
    """Load fonts and styles before the first document asks for them (about a second)."""
    from django.utils.module_loading import import_string

    import_string("contracts.printing.pdf.warm_up")()
