"""Our one ASGI server beside a plain WSGI server, on the same pages and the demo database.

    .local/venv/bin/python -m bench.serving [seconds]

For each server: requests a second, median and 95th percentile in milliseconds with four clients at once,
memory of the process, database sessions that it holds. gunicorn is measured where it is installed.
"""

import importlib.util
import os
import re
import statistics
import sys
import threading
import time
from pathlib import Path

import requests

from launch import desk, environment
from launch.place import LOGS, PYTHON, prepare_folders, say
from launch.processes import Process, Processes, answers, free_port
from launch.stack import Stack

CLIENTS = 4
PAGES = ("/login/", "/enquiries/")
_WSGIREF = """
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from desk.wsgi import application
class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True
class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *words): pass
make_server("127.0.0.1", int(sys.argv[1]), application, Threads, Quiet).serve_forever()
"""
_UVICORN = [PYTHON, "-m", "uvicorn", "--host", "127.0.0.1", "--log-level", "error", "--no-access-log"]
_GUNICORN = [PYTHON, "-m", "gunicorn", "--threads", "8", "--log-level", "error", "desk.wsgi:application"]


def servers(port: int) -> dict[str, list[str]]:
    """Name -> command."""
    found = {
        "uvicorn, pages in 8 threads (ours)": [*_UVICORN, "--port", str(port), "desk.asgi:application"],
        "wsgiref, a thread a connection": [PYTHON, "-c", _WSGIREF, str(port)],
    }
    if importlib.util.find_spec("gunicorn"):
        found["gunicorn, 8 threads"] = [*_GUNICORN, "--bind", f"127.0.0.1:{port}"]
    return found


def measure(url: str, cookies: dict[str, str], seconds: float) -> list[float]:
    """The times of all requests in milliseconds, from CLIENTS clients at once."""
    times: list[float] = []
    end = time.monotonic() + seconds

    def ask() -> None:
        with requests.Session() as session:
            session.cookies.update(cookies)
            while time.monotonic() < end:
                began = time.perf_counter()
                assert session.get(url, timeout=20, allow_redirects=False).status_code == 200
                times.append((time.perf_counter() - began) * 1000)

    clients = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return sorted(times)


def logged_in(url: str) -> dict[str, str]:
    """The cookies of a specialist."""
    with requests.Session() as session:
        page = session.get(f"{url}/login/", timeout=20).text
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
        fields = {"username": "spetsialist", "password": "abilaud-demo", "csrfmiddlewaretoken": token}
        session.post(f"{url}/login/", data=fields, timeout=20)
        return dict(session.cookies)


def memory(process: Process) -> int:
    """Resident megabytes of the process and its children."""
    pids = [process.popen.pid]
    children = Path(f"/proc/{pids[0]}/task/{pids[0]}/children")
    pids += [int(pid) for pid in children.read_text().split()]
    text = [Path(f"/proc/{pid}/status").read_text() for pid in pids]
    return sum(int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) for status in text) // 1024


def main(seconds: float) -> None:
    """Print the table."""
    prepare_folders()
    stack = Stack("demo")
    stack.start()
    settings = desk.demo_settings(stack)
    desk.make_demo_database(stack, environment.base() | settings)
    print(f"{'server':<38}{'page':<14}{'req/s':>7}{'median':>9}{'p95':>8}{'MB':>6}{'sessions':>10}")
    try:
        for name, command in servers(port := free_port()).items():
            processes = Processes(environment.base() | settings, LOGS)
            process = processes.start("bench", command)
            url = f"http://127.0.0.1:{port}"
            processes.wait_until(process, lambda url=url: answers(f"{url}/healthz"))  # type: ignore[misc]
            cookies = logged_in(url)
            for page in PAGES:
                who = cookies if page != "/login/" else {}
                measure(url + page, who, 1)
                times = measure(url + page, who, seconds)
                open_sessions = stack.psql("SELECT count(*) FROM pg_stat_activity WHERE datname = 'abilaud'")
                print(
                    f"{name:<38}{page:<14}{len(times) / seconds:>7.0f}{statistics.median(times):>9.1f}"
                    f"{times[int(len(times) * 0.95)]:>8.1f}{memory(process):>6}{open_sessions:>10}"
                )
            processes.stop()
    finally:
        stack.leave()
    say(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 5)
