"""One server for everything: the stream natively, every other page from a bounded thread pool.

Django's own ASGI handler gives each request a thread of its own, and with it a database session that
nobody bounds. `WEB_THREADS` threads of a2wsgi keep as many sessions, reused; see ARCHITECTURE.md.
"""

import logging
import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")

_stream = get_asgi_application()

from a2wsgi import WSGIMiddleware  # noqa: E402  (after Django's set-up)
from django.conf import settings  # noqa: E402

from desk.logs import own_every_line  # noqa: E402
from desk.records.logs import WithoutSecretAddresses  # noqa: E402
from desk.tracing import Traced  # noqa: E402
from desk.uploads import Bounded  # noqa: E402
from desk.wsgi import application as _pages  # noqa: E402

# We run it without its access log; whoever turns that on must not find tokens and numbers there.
logging.getLogger("uvicorn.access").addFilter(WithoutSecretAddresses())
own_every_line()

# The three packages describe the same protocol with types of their own, hence Any.
_threads: Any = WSGIMiddleware(_pages, workers=settings.WEB_THREADS)  # type: ignore[arg-type]
_bounded = Bounded(_threads)


async def _routed(scope: Any, receive: Any, send: Any) -> None:
    """`/live/` streams, the rest goes to the threads."""
    if scope["type"] == "http" and scope["path"] == "/live/":
        await _stream(scope, receive, send)
    elif scope["type"] == "http":
        await _bounded(scope, receive, send)
    elif scope["type"] == "lifespan":
        await _lifespan(receive, send)


# ASGI entry.
application = Traced(_routed)


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
