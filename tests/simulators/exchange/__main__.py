"""``python -m tests.simulators.exchange --port 8085 --desk http://127.0.0.1:8000 --token …``"""

import argparse
import os
import signal
import threading

from tests.simulators.exchange.server import NUMBER, start


def main() -> None:
    reader = argparse.ArgumentParser(description="Telephone exchange simulator")
    reader.add_argument("--port", type=int, default=0)
    reader.add_argument("--desk", default=os.environ.get("DESK_URL", "http://127.0.0.1:8000"))
    reader.add_argument("--token", default=os.environ.get("DEMO_LINE_TOKEN", ""))
    reader.add_argument("--secret", default=os.environ.get("TELEPHONY_HMAC_KEY", ""))
    reader.add_argument("--number", default=NUMBER)
    reader.add_argument("--poll", type=float, default=1.0, help="seconds between two questions")
    reader.add_argument("--ring", type=float, default=20.0, help="seconds for which one extension is rung")
    reader.add_argument(
        "--rotates", default="", help="extensions that the exchange rings by its own order: 101,104"
    )
    asked = reader.parse_args()
    running = start(
        asked.desk,
        asked.token,
        port=asked.port,
        secret=asked.secret,
        poll=asked.poll,
        ring=asked.ring,
        number=asked.number,
        rotates=tuple(filter(None, asked.rotates.split(","))),
    )
    print(f"listening on {running.url}", flush=True)
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    over.wait()
    running.stop()


if __name__ == "__main__":
    main()
