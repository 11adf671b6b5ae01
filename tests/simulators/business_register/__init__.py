"""A pretended Business Register: SOAP on both channels, organisations of every rule, bad days on demand."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass
from typing import Any

import uvicorn

from .app import State, application

__all__ = ["PASSWORD", "USERNAME", "Running", "State", "application", "start"]

USERNAME, PASSWORD = "abilaud", "naidis"


@dataclass
class Running:
    """A simulator in a thread of this process."""

    url: str
    state: State
    server: uvicorn.Server
    thread: threading.Thread

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)


def start(username: str = USERNAME, password: str = PASSWORD, port: int = 0, **tls: Any) -> Running:
    """Serve on a free loopback port; answers when it accepts connections.

    `tls`: uvicorn's `ssl_…` settings, where it plays a security server that wants a certificate.
    """
    # Said to be TCP, so that asyncio sends every piece of an answer at once: otherwise each waits 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    state = State(username, password)
    config = uvicorn.Config(
        application(state), log_level="critical", lifespan="off", timeout_graceful_shutdown=1, **tls
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="register-simulator", daemon=True
    )
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        if time.monotonic() > deadline or not thread.is_alive():
            raise RuntimeError("the register simulator did not start")
        time.sleep(0.01)
    scheme = "https" if tls else "http"
    return Running(f"{scheme}://127.0.0.1:{listener.getsockname()[1]}/", state, server, thread)
