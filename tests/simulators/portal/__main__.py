"""``python -m tests.simulators.portal --port 8083 --token demo-token``"""

import argparse
import os
import signal
import threading

from tests.simulators.portal.server import start


def main() -> None:
    reader = argparse.ArgumentParser(description="Portal simulator")
    reader.add_argument("--port", type=int, default=0)
    reader.add_argument("--token", default=os.environ.get("PORTAL_TOKEN", "demo-token"))
    asked = reader.parse_args()
    running = start(asked.token, asked.port)
    print(f"listening on {running.url}", flush=True)
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    over.wait()
    running.stop()


if __name__ == "__main__":
    main()
