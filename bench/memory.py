"""Memory of one web process after walks over all pages, and of a worker after many tasks.

    python -m bench.memory [TASKS]

`DATABASE_URL` names a demo database with its `DATA_DIR`; pages are opened by the demo's own logins, each by
everyone who may. The worker gets what beat sends, in turn, on a queue of this run's own. Proportional memory
(PSS) is printed beside RSS: processes of one desk share pages.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import django
import redis
import requests

django.setup()

from celery import current_app  # noqa: E402
from django.conf import settings  # noqa: E402

from desk.schedule import SWEEPS  # noqa: E402
from launch.check.browser import Browser, NotThere  # noqa: E402
from launch.processes import free_port  # noqa: E402
from tests.house import places  # noqa: E402

LOGINS = ("spetsialist", "vanem", "juht", "referent", "ekspert", "yksusejuht", "haldur", "audiitor")
PASSWORD = "abilaud-demo"  # noqa: S105
QUEUE = f"bench-memory-{os.getpid()}"


def memory(pid: int) -> tuple[int, int]:
    """RSS and PSS of a process in MB."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = {name: int(value) for name, value in re.findall(r"^(Rss|Pss):\s+(\d+)", text, re.M)}
    return found["Rss"] // 1024, found["Pss"] // 1024


def children(pid: int) -> list[int]:
    """Its child processes."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def web() -> Iterator[tuple[str, int, int]]:
    """What one web process holds at its start, and after each walk over all pages."""
    port = free_port()
    home = f"http://127.0.0.1:{port}"
    own = os.environ | {"PUBLIC_URL": home, "LOG_LEVEL": "ERROR"}
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "desk.asgi:application",
        "--port",
        str(port),
        "--no-access-log",
    ]
    process = subprocess.Popen(command, env=own)
    try:
        _until_it_answers(home)
        yield "web, at its start", *memory(process.pid)
        pages = [place for route in places.pages() if (place := places.address(route))]
        for walk in (1, 2, 3):
            opened = sum(_walk(home, login, pages) for login in LOGINS)
            yield f"web, after walk {walk} ({opened} pages)", *memory(process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _until_it_answers(home: str) -> None:
    for _try in range(600):
        try:
            requests.get(f"{home}/healthz", timeout=5)
            return
        except requests.RequestException:
            time.sleep(0.1)
    raise SystemExit("the web process does not answer")


def _walk(home: str, login: str, pages: list[str]) -> int:
    """Opens every page that this person may; how many there were."""
    browser = Browser(home)
    browser.get("/login/").form(field="username").fill(username=login, password=PASSWORD).submit()
    opened = 0
    for place in pages:
        if "logout" in place or "/entry/" in place or "/live/" in place:
            continue
        try:
            opened += browser.session.get(home + place, timeout=60).status_code == 200
        except (requests.RequestException, NotThere):
            continue
    return opened


def worker(tasks: int) -> Iterator[tuple[str, int, int]]:
    """What a worker's child holds after so many tasks."""
    command = [sys.executable, "-m", "celery", "-A", "desk", "worker", "-c", "1", "--without-gossip"]
    command += ["--without-mingle", "--without-heartbeat"]
    process = subprocess.Popen(command, env=os.environ | {"CELERY_QUEUE": QUEUE, "LOG_LEVEL": "ERROR"})
    try:
        # Those that ask no other system: with none beside the bench each would wait for its time-out.
        names = [
            name
            for name in SWEEPS
            if name.partition(".")[0] in {"enquiries", "calls", "counter", "orders", "stats"}
        ]
        yield from _after(process.pid, names, 50, "worker's child, after 50 tasks")
        yield from _after(process.pid, names, tasks - 50, f"worker's child, after {tasks} tasks")
        yield "worker's parent", *memory(process.pid)
    finally:
        process.terminate()
        process.wait(60)


def _after(pid: int, names: list[str], tasks: int, said: str) -> Iterator[tuple[str, int, int]]:
    for number in range(tasks):
        current_app.send_task(names[number % len(names)], queue=QUEUE)
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        while broker.llen(QUEUE) or not children(pid):
            time.sleep(0.5)
    time.sleep(3)  # the last one
    yield said, *memory(children(pid)[0])


def main() -> None:
    tasks = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    print(f"{'':<44}{'RSS MB':>8}{'PSS MB':>8}   ({settings.DATABASES['default']['NAME']})")
    for found in (web(), worker(tasks)):
        for said, rss, pss in found:
            print(f"{said:<44}{rss:>8}{pss:>8}", flush=True)


if __name__ == "__main__":
    main()
