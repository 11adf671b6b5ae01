"""``python -m tests.simulators.identity --port 8088 --client abilaud --secret …``"""

import argparse
import signal
import threading

from tests.simulators.identity.server import start


def main() -> None:
    reader = argparse.ArgumentParser(description="Identity provider simulator")
    reader.add_argument("--port", type=int, default=0)
    reader.add_argument("--client", default="abilaud")
    reader.add_argument("--secret", default="only-for-demo")
    reader.add_argument("--back", default="", help="the one return address that is registered; empty: any")
    reader.add_argument(
        "--desk", default="", help="where the staff's desk is, whose addresses are registered"
    )
    asked = reader.parse_args()
    running = start(asked.client, asked.secret, asked.port, asked.back, asked.desk)
    print(f"listening on {running.url}", flush=True)
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    over.wait()
    running.stop()


if __name__ == "__main__":
    main()
