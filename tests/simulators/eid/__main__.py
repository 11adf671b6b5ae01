"""``python -m tests.simulators.eid --port 8086``; ``--anchors`` only prints where the trust anchors are."""

import argparse
import signal
import threading
from pathlib import Path

from tests.simulators.eid.lab import Lab, default_folder
from tests.simulators.eid.server import start


def main() -> None:
    reader = argparse.ArgumentParser(description="eID simulator: test cards, OCSP, time-stamps")
    reader.add_argument("--port", type=int, default=0)
    reader.add_argument("--dir", type=Path, default=default_folder(), help="where keys and anchors are kept")
    reader.add_argument("--anchors", action="store_true", help="make the lab, print the anchors' folder, end")
    asked = reader.parse_args()
    if asked.anchors:
        print(Lab(asked.dir).anchors)
        return
    running = start(asked.port, asked.dir)
    print(f"listening on {running.url}", flush=True)
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    over.wait()
    running.stop()


if __name__ == "__main__":
    main()
