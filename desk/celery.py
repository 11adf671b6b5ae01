"""The worker's side: rows with a state are the queue, celery only drains them."""

import logging.config
import os
import time
from typing import Any

from celery import Celery
from celery.signals import (
    before_task_publish,
    setup_logging,
    task_postrun,
    task_prerun,
    worker_init,
    worker_process_init,
)

from desk import tracing

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


@setup_logging.connect
def log_as_we_do(**kwargs: object) -> None:
    """Celery's own lines look like all others: LOG_FORMAT and LOG_LEVEL decide, not its options."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@before_task_publish.connect
def say_who_woke_it(headers: dict[str, Any], **kwargs: object) -> None:
    """A task carries the id of the request that woke it, or of the task that did for one."""
    if tracing.current():
        headers[tracing.TASK_HEADER] = tracing.current()


@task_prerun.connect
def begin(task: Any, task_id: str, **kwargs: object) -> None:
    """From here on every line has the ids of the task and of the request that woke it."""
    given = getattr(task.request, tracing.TASK_HEADER, "")
    tracing.task_id.set(task_id)
    tracing.request_id.set(tracing.accepted(given) if given else "")
    task.request.began = time.perf_counter()


@task_postrun.connect
def end(task: Any, state: str | None, **kwargs: object) -> None:
    """Counted for Prometheus; what comes next in this process is another task's."""
    from desk import counted

    began = getattr(task.request, "began", None)
    if began is not None and not task.request.called_directly:
        counted.task_done(task.name, state or "unknown", time.perf_counter() - began)
    tracing.task_id.set("")
    tracing.request_id.set("")
