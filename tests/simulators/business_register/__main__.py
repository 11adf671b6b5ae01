"""python -m tests.simulators.business_register --port 0 [--username U] [--password P]"""

from __future__ import annotations

import argparse
import signal
import threading

from . import PASSWORD, USERNAME, start

parser = argparse.ArgumentParser(prog="python -m tests.simulators.business_register")
parser.add_argument("--port", type=int, default=0)
parser.add_argument("--username", default=USERNAME)
parser.add_argument("--password", default=PASSWORD)
given = parser.parse_args()

running = start(given.username, given.password, given.port)
print(f"listening on {running.url.rstrip('/')}", flush=True)
done = threading.Event()
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda *_: done.set())
done.wait()
running.stop()
