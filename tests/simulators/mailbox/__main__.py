"""python -m tests.simulators.mailbox --port 0 --smtp-port 0 --imap-port 0"""

from __future__ import annotations

import argparse
import signal
import threading

from . import start
from .demo import letters

parser = argparse.ArgumentParser(prog="python -m tests.simulators.mailbox")
parser.add_argument("--port", type=int, default=0, help="of the page")
parser.add_argument("--smtp-port", type=int, default=0)
parser.add_argument("--imap-port", type=int, default=0)
parser.add_argument("--agency", default="", help="address whose letters come into the shared mailbox")
parser.add_argument("--demo", action="store_true", help="with letters of today in the shared mailbox")
given = parser.parse_args()

running = start(given.port, given.smtp_port, given.imap_port, given.agency)
if given.demo:
    for raw in letters(running.state.agency):
        running.post.folders.deliver(raw)
# The page first: whoever starts simulators waits for this one line.
print(f"listening on {running.url} {running.smtp} {running.imap}", flush=True)
done = threading.Event()
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda *_: done.set())
done.wait()
running.stop()
