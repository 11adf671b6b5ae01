"""A pretended Jira, Data Center 10 or Cloud: REST, webhooks, a page for the second level, and bad days."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp

from . import cloud as cloud_rest
from . import datacenter, pages, rest
from .faults import Faults
from .hooks import Hooks
from .state import EXPERT, SERVICE, Issue, State
from .workflow import Screen

__all__ = ["EMAIL", "EXPERT", "SERVICE", "Issue", "Running", "Screen", "State", "application", "start"]

EMAIL = "desk@jira.example"


def application(state: State) -> tuple[ASGIApp, Hooks]:
    own = cloud_rest if state.cloud else datacenter
    app = Starlette(routes=[*rest.routes(own.VERSION, own.own()), *pages.routes()])
    app.state.jira = state
    app.state.hooks = hooks = Hooks(state)
    return Faults(app, state), hooks


@dataclass
class Running:
    """A simulator in a thread of this process."""

    url: str
    state: State
    hooks: Hooks
    server: uvicorn.Server
    thread: threading.Thread

    def stop(self) -> None:
        self.hooks.stop()
        self.server.should_exit = True
        self.thread.join(10)


def start(
    token: str = "demo-token", webhook: str = "", secret: str = "", port: int = 0,
    *, cloud: bool = False, email: str = EMAIL,
) -> Running:  # fmt: skip
    """Serve on a free loopback port; answers when it accepts connections."""
    # The protocol by its name: without it asyncio leaves Nagle's algorithm on, 40 ms an answer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    state = State(token, email, cloud=cloud)
    app, hooks = application(state)
    hooks.base = url
    if webhook:
        hooks.register(webhook, secret)
    server = uvicorn.Server(
        uvicorn.Config(
            app, log_level="warning", lifespan="off", timeout_graceful_shutdown=1, date_header=False
        )
    )
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="jira-simulator", daemon=True
    )
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        if time.monotonic() > deadline or not thread.is_alive():
            raise RuntimeError("the JIRA simulator did not start")
        time.sleep(0.01)
    return Running(url, state, hooks, server, thread)
