"""What the one way out costs: the same request over `desk.outgoing` and over a bare session, in one run.

python -m bench.outgoing
"""

import http.server
import os
import statistics
import threading
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")
os.environ.setdefault("DEMO", "1")

import django

django.setup()

import requests  # noqa: E402

from desk import outgoing, slots  # noqa: E402

TIMES = 400


class Answers(http.server.BaseHTTPRequestHandler):
    """A small answer at once."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"well")

    def log_message(self, *args: Any) -> None:
        return


def median(ask: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    spent = []
    for _each in range(TIMES):
        began = time.perf_counter()
        ask()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


def main() -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url, patience = f"http://127.0.0.1:{server.server_port}/rest/api/2/issue/KT-7", (1.0, 1.0)
    vars(slots)["each"] = lambda slot: iter([lambda note: None])  # without a database

    def bare() -> None:
        with requests.Session() as session:
            session.trust_env = False
            assert session.get(url, timeout=patience).text == "well"

    def ours() -> None:
        with outgoing.session("jira") as session:
            assert session.get(url, timeout=patience).text == "well"

    with requests.Session() as kept_bare, outgoing.session("jira") as kept_ours:
        kept_bare.trust_env = False
        pairs: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
            "a session for each request": (bare, ours),
            "one session kept": (
                lambda: kept_bare.get(url, timeout=patience).text,
                lambda: kept_ours.get(url, timeout=patience).text,
            ),
        }
        for name, (without, with_it) in pairs.items():
            first, second = median(without), median(with_it)
            print(f"{name}: bare {first:.2f} ms, ours {second:.2f} ms, more {second - first:+.2f} ms")


if __name__ == "__main__":
    main()
