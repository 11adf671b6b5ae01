"""A real server on the test's database, for what only a real one shows."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import requests
from django.conf import settings
from django.db import connection

from launch.processes import free_port


@contextmanager
def served(said: Path, *arguments: str, **environment: str) -> Iterator[str]:
    """The address of a desk whose every word goes to the file `said`."""
    url = f"http://127.0.0.1:{free_port()}"
    path = f"/{connection.settings_dict['NAME']}"
    known = {
        "DATABASE_URL": urlunsplit(urlsplit(settings.DATABASE_URL)._replace(path=path)),
        "SECRET_KEY": settings.SECRET_KEY,
        "ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS),
        "DEMO": "1",
        "PUBLIC_URL": url,
    }
    command = [sys.executable, "-m", "uvicorn", "desk.asgi:application", "--port", str(urlsplit(url).port)]
    with said.open("wb") as out:
        server = subprocess.Popen(
            [*command, *arguments], stdout=out, stderr=subprocess.STDOUT, env=os.environ | known | environment
        )
    try:
        end = time.monotonic() + 90
        while time.monotonic() < end:
            assert server.poll() is None, said.read_text()[-2000:]
            try:
                requests.get(f"{url}/healthz", timeout=30)
                break
            except requests.RequestException:
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(20)
