"""A pretended mail server: takes every letter by SMTP, shows it on a page, and has bad days on demand."""

from __future__ import annotations

import logging
import socket
import threading
import time
from dataclasses import dataclass

import uvicorn
from aiosmtpd.controller import Controller

from .app import application
from .imap import Post
from .smtp import Reception, State

__all__ = ["Post", "Running", "State", "application", "start"]


@dataclass
class Running:
    """A simulator in threads of this process: `smtp` is for EMAIL_URL, `imap` for MAILBOX_URL."""

    url: str
    smtp: str
    imap: str
    state: State
    post: Post
    controller: Controller
    server: uvicorn.Server
    thread: threading.Thread

    def stop(self) -> None:
        self.controller.stop()
        self.post.stop()
        self.server.should_exit = True
        self.thread.join(10)


def _listener(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    return listener


def start(port: int = 0, smtp_port: int = 0, imap_port: int = 0, agency: str = "") -> Running:
    """Serve on free loopback ports; answers when all accept connections."""
    state = State()
    state.agency = agency.lower() or state.agency
    post = Post(state.folders)
    post.start(imap_port)
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd writes every address
    if not smtp_port:
        with _listener(0) as probe:
            smtp_port = probe.getsockname()[1]
    controller = Controller(Reception(state), hostname="127.0.0.1", port=smtp_port, enable_SMTPUTF8=True)
    controller.start()
    state.address = f"smtp://127.0.0.1:{smtp_port}"
    listener = _listener(port)
    config = uvicorn.Config(
        application(state, post), log_level="critical", lifespan="off", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="mailbox-simulator", daemon=True
    )
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        if time.monotonic() > deadline or not thread.is_alive():
            raise RuntimeError("the mailbox simulator did not start")
        time.sleep(0.01)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    return Running(url, state.address, post.address, state, post, controller, server, thread)
