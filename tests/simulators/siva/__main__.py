"""``python -m tests.simulators.siva --port 8087 --anchors .local/eid-lab/anchors``"""

import argparse
import signal
import threading
from pathlib import Path

from tests.simulators.eid import default_folder
from tests.simulators.siva.server import start


def main() -> None:
    reader = argparse.ArgumentParser(description="SiVa simulator")
    reader.add_argument("--port", type=int, default=0)
    reader.add_argument(
        "--anchors", type=Path, default=default_folder() / "anchors", help="PEM files believed"
    )
    asked = reader.parse_args()
    running = start(asked.anchors, asked.port)
    print(f"listening on {running.url}", flush=True)
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    over.wait()
    running.stop()


if __name__ == "__main__":
    main()
