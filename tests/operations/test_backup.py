"""The drill: what is backed up comes back, and what is not a whole backup of ours does not."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from desk.clients.models import Client
from desk.operations import sealing
from desk.operations.backup import archive, making, postgres, shelf, tables
from desk.operations.models import Backup
from desk.operations.restoring import course, place, putting_back, trial
from desk.records import actions, blobs
from desk.records.models import Blob, Destruction, RetentionRule
from tests.upgrade.conftest import on_upgraded, upgraded, world

__all__ = ["on_upgraded", "upgraded", "world"]
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("released")]

KEY, OTHER = b"b" * 32, b"o" * 32
HEADER, SEALED = 72, sealing.CHUNK + sealing.TAG


def quiet(_line: str) -> None:
    pass


@pytest.fixture(autouse=True)
def own_key(settings: Any) -> None:
    settings.BACKUP_KEYS = [KEY]


@pytest.fixture
def shelf_folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


_MADE: dict[str, Path] = {}


@pytest.fixture
def backed_up(on_upgraded: str, shelf_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of this test's own, which it may spoil; made once for all."""
    if on_upgraded not in _MADE:
        _MADE[on_upgraded] = making.make(tmp_path_factory.mktemp("made"), say=quiet)[0]
    shelf_folder.mkdir()
    return Path(shutil.copy(_MADE[on_upgraded], shelf_folder))


@pytest.fixture
def into(upgraded: tuple[str, Path]) -> Iterator[str]:
    name = f"{upgraded[0]}_back"
    place.drop(name)
    yield name
    place.drop(name)


def rows(database: str) -> dict[str, list[str]]:
    """Every row of every table, as PostgreSQL writes it."""
    with place.connected(database) as found:
        return {
            name: sorted(
                row[0]
                for row in found.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(name)))
            )
            for name in tables.names(found.cursor())
        }


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def restored(backup: Path, into: str, data: Path, **wishes: Any) -> course.Report:
    return course.restore(course.Wish(place=backup, into=into, data=data, **wishes), quiet)


def test_what_is_backed_up_comes_back_row_by_row_and_file_by_file(
    shelf_folder: Path, into: str, world: str, tmp_path: Path
) -> None:
    before, stored = rows(world), files(place.data_dir() / "blobs")
    said = StringIO()
    call_command("backup", str(shelf_folder), "--json", stdout=said, stderr=StringIO())
    told = json.loads(said.getvalue())

    said = StringIO()
    call_command(
        *("restore", str(shelf_folder), "--verify", "--json"),
        *("--into", into, "--data", str(tmp_path / "back")),
        stdout=said, stderr=StringIO(),
    )  # fmt: skip
    report = json.loads(said.getvalue())

    assert report["ok"], report["proofs"]
    assert [proof["part"] for proof in report["proofs"]] == [
        *("backup", "rows", "log head", "files", "access log", "desk", "destroyed since"),
    ]
    assert "opened a client, found a client" in report["proofs"][5]["detail"]
    # The trial was on a copy: it left no mark, and it is gone.
    assert rows(into) == before
    assert files(tmp_path / "back" / "blobs") == stored
    assert len(stored) > 100
    assert not place.is_there(f"{into}_trial")
    kept = Backup.objects.newest_first()[0]
    assert (kept.name, kept.size, kept.digest) == (Path(told["file"]).name, told["size"], told["sha256"])
    assert kept.files == told["files"] == len(stored)
    assert kept.rows == sum(len(each) for each in before.values())


def altered(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[len(whole) * 3 // 4] ^= 1
    path.write_bytes(bytes(whole))


def cut_off(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: HEADER + SEALED * ((len(whole) - HEADER) // SEALED - 1)])


def reordered(path: Path) -> None:
    whole = path.read_bytes()
    at = HEADER + SEALED * ((len(whole) - HEADER) // SEALED - 3)
    one, two = whole[at : at + SEALED], whole[at + SEALED : at + 2 * SEALED]
    path.write_bytes(whole[:at] + two + one + whole[at + 2 * SEALED :])


def of_another_format(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[15] = sealing.FORMAT + 1
    path.write_bytes(bytes(whole))


def another_file(path: Path) -> None:
    path.write_bytes(b"-- PostgreSQL database dump\n" * 100)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (cut_off, "truncated"),
        (altered, "altered"),
        (reordered, "altered"),
        (of_another_format, "other_format"),
        (another_file, "not_a_backup"),
    ],
)
def test_a_spoiled_backup_is_refused_and_leaves_nothing(
    spoil: Callable[[Path], None], code: str, backed_up: Path, into: str, tmp_path: Path
) -> None:
    spoil(backed_up)
    said = StringIO()
    with pytest.raises(CommandError, match=code):
        call_command(
            *("restore", str(backed_up), "--into", into, "--data", str(tmp_path / "back"), "--json"),
            stdout=said, stderr=StringIO(),
        )  # fmt: skip
    assert json.loads(said.getvalue())["refused"] == code
    assert not place.is_there(into)
    assert not (tmp_path / "back").exists()


def test_an_empty_database_that_was_given_is_empty_again_after_a_refusal(
    backed_up: Path, into: str, tmp_path: Path
) -> None:
    place.create(into)
    cut_off(backed_up)
    with pytest.raises(sealing.Truncated):
        restored(backed_up, into, tmp_path / "back")
    with place.connected(into) as found:
        assert tables.names(found.cursor()) == []


def test_the_wrong_key_is_said_to_be_wrong(backed_up: Path, into: str, settings: Any, tmp_path: Path) -> None:
    settings.BACKUP_KEYS = [OTHER]
    with pytest.raises(sealing.WrongKey):
        restored(backed_up, into, tmp_path / "back")
    settings.BACKUP_KEYS = []
    with pytest.raises(making.NoKey):
        restored(backed_up, into, tmp_path / "back")
    settings.BACKUP_KEYS = [OTHER, KEY]
    assert restored(backed_up, into, tmp_path / "back").ok


def test_one_that_is_older_than_wished_is_refused(backed_up: Path, into: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="too_old"):
        call_command(
            *("restore", str(backed_up), "--into", into, "--newest-within", "0h"),
            stdout=StringIO(), stderr=StringIO(),
        )  # fmt: skip
    assert not place.is_there(into)


def test_one_of_a_newer_version_is_refused(
    backed_up: Path, into: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    known = putting_back.ours()
    monkeypatch.setattr(putting_back, "ours", lambda: known - {"records.0001_initial"})
    with pytest.raises(putting_back.Refused, match=r"records\.0001_initial"):
        restored(backed_up, into, tmp_path / "back")


def test_nothing_is_put_over_what_is_there(
    backed_up: Path, into: str, on_upgraded: str, tmp_path: Path
) -> None:
    with pytest.raises(place.NotThere, match="not empty"):
        restored(backed_up, on_upgraded, tmp_path / "back")
    with pytest.raises(place.NotThere, match="holds files"):
        restored(backed_up, into, place.data_dir())
    assert Client.objects.exists()


def test_a_backup_made_while_work_goes_on_is_of_one_moment(
    shelf_folder: Path, world: str, into: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, trouble = threading.Event(), []

    def work() -> None:
        at = 0
        try:
            while not stop.is_set():
                blobs.store(f"content {at}".encode(), "text/plain", "attachment")
                Client.objects.update(name=f"Klient {at}")
                at += 1
        except Exception as error:  # noqa: BLE001  (told in the test's own thread)
            trouble.append(error)
        finally:
            connection.close()

    doomed = blobs.store(b"destroyed while the backup is made", "text/plain", "attachment")
    usual = making._files

    def destroy_first(*args: Any) -> None:
        rule = RetentionRule(store="test", days=1, basis="")
        actions.destroy(
            rule=rule, subject=("test", 1), client_id=None, kept=[Blob.objects.get(pk=doomed.pk)],
            let_go=lambda: None,
        )  # fmt: skip
        usual(*args)

    monkeypatch.setattr(making, "_files", destroy_first)
    thread = threading.Thread(target=work)
    thread.start()
    try:
        path, made, _row = making.make(shelf_folder, say=quiet)
    finally:
        stop.set()
        thread.join()
    assert not trouble
    assert made.destroyed == [doomed.sha256]
    assert made.missing == []
    monkeypatch.setattr(trial, "try_out", lambda *args: iter(()))
    report = restored(path, into, tmp_path / "back", verify=True)
    assert report.ok, report.proofs
    assert doomed.sha256 not in files(tmp_path / "back" / "blobs")


def test_a_file_that_is_nowhere_is_told_and_the_rest_is_kept(
    shelf_folder: Path, world: str, into: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = Blob.objects.order_by("pk")[0].sha256
    (place.data_dir() / "blobs" / lost[:2] / lost).unlink()
    with pytest.raises(CommandError, match=lost):
        call_command("backup", str(shelf_folder), stdout=StringIO(), stderr=StringIO())
    assert Backup.objects.newest_first()[0].missing == 1
    monkeypatch.setattr(trial, "try_out", lambda *args: iter(()))
    report = restored(shelf_folder, into, tmp_path / "back", verify=True)
    assert [proof.part for proof in report.proofs if not proof.ok] == ["files"]


def test_one_that_breaks_off_leaves_no_file(
    shelf_folder: Path, on_upgraded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "_files", full)
    with pytest.raises(CommandError, match="No space"):
        call_command("backup", str(shelf_folder), stdout=StringIO(), stderr=StringIO())
    assert list(shelf_folder.iterdir()) == []


def test_old_backups_go_when_so_many_are_kept(shelf_folder: Path, on_upgraded: str) -> None:
    shelf_folder.mkdir()
    old = [shelf_folder / f"abilaud-2020010{day}T000000Z.backup" for day in (1, 2, 3)]
    for path in [*old, shelf_folder / "notes.txt"]:
        path.write_bytes(b"")
    newest = making.make(shelf_folder, say=quiet, keep=2)[0]
    assert shelf.finished(shelf_folder) == [newest, old[2]]
    assert (shelf_folder / "notes.txt").exists()


def test_without_a_program_or_with_an_old_one_it_says_what_to_install(
    shelf_folder: Path, on_upgraded: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(postgres, "_folders", lambda: iter([tmp_path]))
    postgres.tool.cache_clear()
    with pytest.raises(CommandError, match="there is no pg_dump: install postgresql-client"):
        call_command("backup", str(shelf_folder), stdout=StringIO(), stderr=StringIO())
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.1'\n")
    old.chmod(0o755)
    with pytest.raises(CommandError, match="pg_dump 9, which is older than the server"):
        call_command("backup", str(shelf_folder), stdout=StringIO(), stderr=StringIO())
    monkeypatch.undo()
    postgres.tool.cache_clear()


def test_a_backup_takes_the_running_ones_place_once_all_is_stopped(
    world: str, shelf_folder: Path, tmp_path: Path
) -> None:
    backed_up = making.make(shelf_folder, say=quiet)[0]
    before, gone = rows(world), blobs.store(b"destroyed since", "text/plain", "attachment")
    rule = RetentionRule(store="since", days=1, basis="")
    actions.destroy(rule=rule, subject=("test", 2), client_id=None, kept=[gone], let_go=lambda: None)
    Client.objects.update(name="Vale")
    with place.connected(world) as somebody:
        somebody.execute("SELECT 1")
        with pytest.raises(place.NotThere, match="stop web, worker and beat"):
            restored(backed_up, f"{world}_new", tmp_path / "new", replace=True)
    report = restored(backed_up, f"{world}_new", tmp_path / "new", replace=True)
    kept = report.replaced.split()[0]
    try:
        assert report.ok, report.proofs
        after = rows(world)
        assert after["clients_client"] == before["clients_client"]
        assert after["contracts_authorisation"] == before["contracts_authorisation"]
        assert Destruction.objects.filter(store="since", digests=[gone.sha256]).exists()
        assert all("Vale" in row for row in rows(kept)["clients_client"])
        aside = [path.name for path in place.data_dir().iterdir() if path.name.startswith("blobs-before-")]
        assert len(aside) == 1
        assert blobs.read(Blob.objects.order_by("pk")[0])
    finally:
        connection.close()
        place.drop(kept)


def test_what_a_backup_holds_can_be_read_by_nobody_without_the_key(backed_up: Path) -> None:
    content = backed_up.read_bytes()
    name = Client.objects.order_by("pk")[0].name
    assert name.encode() not in content
    assert b"records_blob" not in content
    kinds = [part.part for part in archive.parts(sealing.Unsealer(backed_up.open("rb"), [KEY]))]
    assert kinds[:2] == ["about", "database"]
    assert kinds[-1] == "manifest"


def test_a_database_that_was_made_by_hand_serves_where_ours_may_make_none(
    backed_up: Path, into: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def may_not(name: str, template: str = "template0") -> None:
        raise place.NotThere(f"the database {name} cannot be made")

    place.create(into)
    monkeypatch.setattr(trial, "create", may_not)
    report = restored(backed_up, into, tmp_path / "back", verify=True)
    assert [proof.part for proof in report.proofs if not proof.ok] == ["trial"]
    shutil.rmtree(tmp_path / "back")
    with psycopg.connect(place.url_of(into)) as found:
        assert found.execute("SELECT count(*) FROM clients_client").fetchone() != (0,)
