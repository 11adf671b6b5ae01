"""`import_mail` over a folder of everything: each file gets a word, good ones are kept, memory is bounded."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from desk.counter import bounded
from desk.counter.models import IncomingMail, MailFile, Quarantined
from tests.browser import conftest as served
from tests.conftest import Actor
from tests.counter import hostile, paperwork

pytestmark = pytest.mark.slow


def told(place: Path, *more: str) -> dict[str, tuple[str, str]]:
    out = io.StringIO()
    call_command("import_mail", str(place), "--json", *more, stdout=out)
    rows = json.loads(out.getvalue())
    assert all(set(row) == {"file", "status", "reason"} for row in rows)
    return {row["file"]: (row["status"], row["reason"]) for row in rows}


def test_every_file_gets_its_word_and_the_good_ones_are_kept(tmp_path: Path, as_registrar: Actor) -> None:
    paperwork.office()
    due = hostile.folder(tmp_path / "post")
    assert told(tmp_path / "post") == due
    kept = sorted(name for name, (status, _reason) in due.items() if status == "kept")
    assert sorted(MailFile.objects.values_list("name", flat=True)) == sorted(Path(name).name for name in kept)
    assert IncomingMail.objects.count() == len(kept)
    assert {mail.way for mail in IncomingMail.objects.all()} == {"import"}
    assert {mail.received_by for mail in IncomingMail.objects.all()} == {as_registrar.user}
    assert sorted(Quarantined.objects.values_list("name", flat=True)) == ["katki.pdf", "krüptitud.pdf"]


def test_a_second_run_adds_nothing(tmp_path: Path, as_registrar: Actor) -> None:
    paperwork.office()
    due = hostile.folder(tmp_path / "post")
    told(tmp_path / "post")
    before = IncomingMail.objects.count(), MailFile.objects.count(), Quarantined.objects.count()
    again = told(tmp_path / "post")
    assert {name: said[0] for name, said in again.items()} == {name: said[0] for name, said in due.items()}
    assert again["leping.pdf"] == ("kept", "known")
    assert (IncomingMail.objects.count(), MailFile.objects.count(), Quarantined.objects.count()) == before


def test_words_are_for_people_unless_json_is_asked_for(tmp_path: Path, as_registrar: Actor) -> None:
    paperwork.office()
    (tmp_path / "tühi.pdf").touch()
    out = io.StringIO()
    call_command("import_mail", str(tmp_path), stdout=out)
    assert out.getvalue().startswith("refused")


def test_office_and_person_can_be_named(tmp_path: Path, as_registrar: Actor, as_head: Actor) -> None:
    paperwork.office()
    (tmp_path / "leping.pdf").write_bytes(hostile.pdf())
    assert told(tmp_path, "--office", "tallinn", "--by", "juht") == {"leping.pdf": ("kept", "")}
    assert IncomingMail.objects.get().received_by == as_head.user
    for wrong in (("--office", "nowhere"), ("--by", "nobody")):
        with pytest.raises(CommandError):
            told(tmp_path, *wrong)
    with pytest.raises(CommandError):
        told(tmp_path / "missing")


@pytest.mark.django_db(transaction=True)
def test_memory_is_bounded_whatever_lies_there(tmp_path: Path, as_registrar: Actor, settings: Any) -> None:
    """Peak of the command itself as the system counts it; processes that open files have their own end."""
    paperwork.office()
    hostile.folder(tmp_path / "post")
    # The biggest that is taken: a scan of 24 MB that does not compress.
    (tmp_path / "post" / "suurim.jpg").write_bytes(hostile.jpeg() + os.urandom(24_000_000))
    env = os.environ | {
        "SECRET_KEY": "test", "ENCRYPTION_KEYS": settings.ENCRYPTION_KEYS[0], "DEMO": "1",
        "DATABASE_URL": served.test_database_url(),
        "DATA_DIR": str(tmp_path / "data"), "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    code = (
        "import re, sys; from django.core.management import execute_from_command_line as run;"
        "run(['manage.py', 'import_mail', sys.argv[1], '--json']);"
        "print(); print('PEAK', re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "post")],
        env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found = re.search(r"PEAK (\d+)", done.stdout)
    assert found is not None
    peak = int(found[1]) // 1024
    print(f"peak of the command {peak} MB; a process that opens a file has {bounded.MEMORY >> 20} MB at most")
    assert peak < 450
