"""`./run --check`: a desk of its own, driven over HTTP as a client would, then gone."""

import os
import shutil
import subprocess

from launch import desk
from launch.place import LOCAL, LOGS, PROJECT, PYTHON, say
from launch.processes import free_port, stop_by_signal
from launch.stack import Stack


def checked() -> int:
    """0 when every step of both paths went through; the step that failed is named otherwise."""
    stack = Stack(f"check-{os.getpid()}")
    settings = desk.demo_settings(stack)
    one = desk.Desk(free_port(), settings, simulated=True, logs=LOGS / stack.name)
    passed = False
    stop_by_signal()
    try:
        stack.start()
        one.start(stack)
        addresses = {f"CHECK_{name.upper()}_URL": url for name, url in one.simulator_urls().items()}
        addresses["CHECK_LOGS"] = str(LOGS / stack.name)
        done = subprocess.run(
            [PYTHON, "-m", "launch.check", one.url],
            check=False,
            env=one.processes.environment | addresses,
            cwd=PROJECT,
            start_new_session=True,  # Ctrl+C is for the launcher, which ends this
        )
        passed = done.returncode == 0
        return done.returncode
    finally:
        one.processes.stop()
        stack.leave()
        shutil.rmtree(LOCAL / "data" / stack.name, ignore_errors=True)
        if passed:
            shutil.rmtree(LOGS / stack.name, ignore_errors=True)
        else:
            say(f"the logs are in {LOGS / stack.name}")
