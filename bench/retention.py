"""How many due things a round destroys in a second, and what memory it takes.

    .local/venv/bin/python -m bench.retention [--calls 90000] [--letters 10000]

Old calls, and old letters with a file each, in a database of its own that is thrown away. Each thing goes in
a transaction of its own with its proof; memory is the process's highest, before the round and after it.
"""

import argparse
import os
import resource
import tempfile
import time
from datetime import timedelta

import django

from launch import environment
from launch.place import prepare_folders
from launch.stack import APP, Stack


def ask() -> argparse.Namespace:
    """What the command line says."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--calls", type=int, default=90_000)
    reader.add_argument("--letters", type=int, default=10_000)
    return reader.parse_args()


def measure(calls: int, letters: int) -> None:
    """Makes the rows, destroys them, and prints what it took."""
    from django.db import connection

    from desk.records import retention, runs

    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        _plant(calls, letters)
        before, began = _memory(), time.monotonic()
        run = runs.run(most=calls + letters + 1)
        took = time.monotonic() - began
        destroyed = sum(step.destroyed for step in run.steps.all())
        left = sum(retention.due(code).count() for code in ("calls", "letters_received"))
        print(f"destroyed {destroyed} in {took:.0f} s: {destroyed / took:.0f} a second; left {left}")
        print(f"memory {before} MB before, {_memory()} MB at most")
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def _plant(calls: int, letters: int) -> None:
    from desk import clock
    from desk.calls.models import Call, Line
    from desk.mail.models import Attachment, Incoming, IncomingBody, Mailbox
    from desk.records import blobs

    old = clock.now() - timedelta(days=4000)
    line = Line.objects.create(name="Klienditugi", number="6625999", token_hash="0" * 64)
    for start in range(0, calls, 5000):
        Call.objects.bulk_create(
            Call(
                line=line, call_id=f"bench-{start + n}", direction="in", number="", state="missed",
                notes="Küsis tähtaja kohta.", rang_at=old, hung_up_at=old,
            )
            for n in range(min(5000, calls - start))
        )  # fmt: skip
    mailbox = Mailbox.objects.create(name="INBOX")
    for number in range(letters):
        row = Incoming.objects.create(
            mailbox=mailbox, uid_validity=1, uid=number, kind="letter", received_at=old, size=100,
            content_hash="0" * 64, claimed_at=old, subject_kind="enquiry", subject_id=1,
        )  # fmt: skip
        IncomingBody.objects.create(
            incoming=row, sender="keegi@puit.example", subject="Küsimus", text="Tere!"
        )
        blob = blobs.store(f"fail {number}".encode(), "text/plain", "attachment")
        Attachment.objects.create(
            incoming=row, position=0, name="fail.txt", size=10, verdict="taken", blob=blob
        )


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


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
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ABILAUD_TEST_DB": f"bench_{os.getpid()}", "DATA_DIR": folder}
        django.setup()
        try:
            measure(asked.calls, asked.letters)
        finally:
            if stack:
                stack.leave()
