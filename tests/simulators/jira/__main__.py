"""python -m tests.simulators.jira --port 0 [--token T] [--webhook URL] [--secret S] [--cloud [--email E]]
[--issues FILE]
"""

from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path

from . import EMAIL, start
from .demo import load

parser = argparse.ArgumentParser(prog="python -m tests.simulators.jira")
parser.add_argument("--port", type=int, default=0)
parser.add_argument("--token", default="demo-token")
parser.add_argument("--webhook", default="", help="where the desk listens: http://.../hooks/jira/<token>/")
parser.add_argument("--secret", default="", help="signs the webhooks (X-Hub-Signature)")
parser.add_argument("--cloud", action="store_true", help="Cloud (REST v3) in place of Data Center")
parser.add_argument("--email", default=EMAIL, help="of the account, in Cloud")
parser.add_argument("--issues", type=Path, help="a file of issues that are there from the start")
given = parser.parse_args()
running = start(given.token, given.webhook, given.secret, given.port, cloud=given.cloud, email=given.email)
if given.issues:
    load(running.state, given.issues)
print(f"listening on {running.url}", flush=True)
ended = threading.Event()
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, lambda *_: ended.set())
ended.wait()
running.stop()
