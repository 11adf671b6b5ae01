"""The commands of a person's data: what they write and refuse, and that the code stays out of sight."""

import json
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from desk.clients.keeping.persons import GONE
from desk.clients.models import Person
from desk.records.models import AccessLogEntry
from tests.clients.world import mari_tamm, tamme_puit
from tests.conftest import Actor

pytestmark = pytest.mark.django_db
CODE = "24503120016"


@pytest.fixture
def mari(as_specialist: Actor) -> Person:
    tamme_puit(as_specialist.user)
    return mari_tamm()


def said(name: str, *args: str) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue()


def test_everything_of_a_person_lies_in_one_archive(mari: Person, tmp_path: Path) -> None:
    told = said("export_person", f"EE{CODE}", "--out", str(tmp_path))
    (archive,) = tmp_path.iterdir()
    assert archive.stat().st_mode & 0o077 == 0
    assert CODE not in archive.name
    assert CODE not in told
    assert "isikuandmed.pdf" in ZipFile(archive).namelist()
    look = AccessLogEntry.objects.get(shown_kind="person", shown_id=mari.pk)
    assert (look.user_id, look.purpose, look.view) == (0, "subject", "export_person")


def test_the_code_may_come_from_stdin(mari: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{CODE}\n"))
    told = json.loads(said("export_person", "-", "--json", "--language", "en"))
    assert told["language"] == "en"
    assert told["kept"]


def test_what_is_no_code_is_refused_without_repeating_it() -> None:
    with pytest.raises(CommandError) as refused:
        call_command("export_person", "///")
    assert "///" not in str(refused.value)


def test_trying_out_and_doing_say_the_same(mari: Person) -> None:
    tried = json.loads(said("erase_person", CODE, "--ground", "ordered", "--dry-run", "--json"))
    assert Person.objects.get(pk=mari.pk).last_name == "Tamm"
    done = json.loads(said("erase_person", CODE, "--ground", "ordered", "--basis", "2-3/14", "--json"))
    assert done["outcomes"] == tried["outcomes"]
    assert Person.objects.get(pk=mari.pk).last_name == GONE


def test_the_register_is_kept_outside_and_read_back(mari: Person, tmp_path: Path) -> None:
    said("erase_person", CODE, "--ground", "ordered")
    kept = tmp_path / "erased.jsonl"
    kept.write_text(said("erase_person", "--register"))
    assert CODE not in kept.read_text()
    Person.objects.filter(pk=mari.pk).update(last_name="Tamm", first_name="Mari", personal_code=CODE)
    assert "1" in said("erase_person", "--again", str(kept))
    assert Person.objects.get(pk=mari.pk).last_name == GONE
    kept.write_text("{}")
    with pytest.raises(CommandError):
        said("erase_person", "--again", str(kept))
