"""How soon `newCall` is answered while calls come at a steady rate, each of them answered and ended.

    .local/venv/bin/python -m bench.telephony [--rate 50] [--seconds 20] [--agents 40]

A database and a server of their own (see `rotation_drill`); the exchange, the people and the server share the
machine, as the budget says. A call is three events, so 50 calls a second are 150 requests. Calls start by the
clock whether or not the last one was answered, so a server that cannot keep up shows it in the times.
"""

import argparse
import os

import django

from launch import environment
from launch.place import prepare_folders
from launch.stack import APP, Stack


def ask() -> argparse.Namespace:
    """What the command line says."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--rate", type=float, default=50)
    reader.add_argument("--seconds", type=float, default=20)
    reader.add_argument("--agents", type=int, default=40)
    return reader.parse_args()


if __name__ == "__main__":
    asked = ask()
    prepare_folders()
    stack = None if environment.has_own_servers() else Stack(f"bench-{os.getpid()}")
    if stack:
        stack.start()
        if not stack.has_database(APP):
            stack.psql(f"CREATE DATABASE {APP}")
        os.environ.update(stack.environment())
    os.environ.update(environment.made_secrets("demo"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "desk.settings"
    django.setup()
    from bench.steady import measure

    try:
        measure(asked.rate, asked.seconds, asked.agents)
    finally:
        if stack:
            stack.leave()
