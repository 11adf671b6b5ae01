"""Server-sent events: they carry ids only; what they mean is fetched through the normal views.

One address, `/live/`: an async view under the ASGI server, one Redis subscription per open page. The
channel's name holds the database's, since Redis pub/sub ignores its own database number.
"""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from functools import cache

import redis
import redis.asyncio
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection, connections, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from desk import counted
from desk.http import Access

log = logging.getLogger(__name__)

KEEP_ALIVE = 15  # seconds between comments that keep proxies from closing the stream
EVERYONE = "everyone"  # the channel of all open pages
CUT = "cut"  # the channel on which sessions are named whose streams end
STREAMS_EACH = 20  # open pages of one person that one process serves; the others poll
CLOSE_AFTER = 300  # seconds; the browser then reconnects, with a fresh login check


# By person; asyncio alone touches it.
_open: Counter[int] = Counter()


@cache
def _redis() -> "redis.Redis":
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2)


def _channel(whose: int | str) -> str:
    return f"{connection.settings_dict['NAME']}:live:{whose}"


def push(user_ids: Iterable[int], event: str, pk: int) -> None:
    """After commit, tell the open pages of these users that `event` concerns row `pk`."""
    _publish(list(user_ids), event, pk)


def announce(event: str) -> None:
    """After commit, tell every open page that `event` happened, not to whom: what may be seen is fetched."""
    _publish([EVERYONE], event, 0)


def cut(sessions: Sequence[int]) -> None:
    """After commit, end the streams of these sessions (desk.login): they were ended or locked."""
    for session in sessions:
        _publish([CUT], CUT, session)


def _publish(channels: Sequence[int | str], event: str, pk: int) -> None:
    def send() -> None:
        told = json.dumps({"event": event, "pk": pk})
        try:
            with _redis().pipeline(transaction=False) as bus:
                for whose in channels:
                    bus.publish(_channel(whose), told)
                bus.execute()
        except redis.RedisError as trouble:
            # Pages poll while the stream is down, so a lost push is late, not lost.
            log.warning("live push failed: %s", type(trouble).__name__)

    transaction.on_commit(send)


async def _events(user_id: int, session: int | None) -> AsyncIterator[bytes]:
    bus = redis.asyncio.Redis.from_url(settings.REDIS_URL)
    subscription = bus.pubsub(ignore_subscribe_messages=True)
    loop = asyncio.get_running_loop()
    end = loop.time() + CLOSE_AFTER
    counted.STREAMS.inc()
    _open[user_id] += 1
    try:
        await subscription.subscribe(_channel(user_id), _channel(EVERYONE), _channel(CUT))
        yield b"retry: 2000\nevent: ready\ndata: 0\n\n"
        while loop.time() < end and not _left():
            message = await subscription.get_message(timeout=KEEP_ALIVE)
            if message is None:
                yield b": still here\n\n"
                continue
            if message["channel"] == _channel(CUT).encode():
                if json.loads(message["data"])["pk"] == session:
                    return
                continue
            yield b"data: " + message["data"] + b"\n\n"
    finally:
        counted.STREAMS.dec()
        _open[user_id] -= 1
        if not _open[user_id]:
            del _open[user_id]
        await subscription.aclose()  # type: ignore[no-untyped-call]
        await bus.aclose()


def _left() -> bool:
    """Whether the page has gone: a cancel that comes while a thread is awaited is heard by nobody else."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def stream(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The events of the person who is logged in."""
    user = await request.auser()
    if not user.is_authenticated:
        return HttpResponse(status=403)
    assert user.pk is not None
    if _open[user.pk] >= STREAMS_EACH:
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    session = await request.session.aget("login")  # which row of desk.login, whose middleware has judged it
    # The login check opened a database session; a stream that lasts minutes must not keep it.
    await sync_to_async(connections.close_all)()
    return StreamingHttpResponse(
        _events(user.pk, session),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


stream.access = Access("reads", ("GET", "HEAD"), lambda user: None)  # type: ignore[attr-defined]
