"""From a table to documents in force: looked at first, taken whole, known the second time."""

import io
import json
import stat
import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from contracts.actions import takeover
from contracts.enums import AuthorisationState, ContainerSource, PackageState, ReturnVerdict
from contracts.models import Authorisation, Container, Finding, Kind, Package, Takeover
from contracts.takeover.columns import COLUMNS, template
from desk import clock, workdays
from desk.clients.models import Client
from desk.people.models import User
from desk.records.models import TimelineEntry
from desk.tables.table import write_table
from tests.contracts.conftest import Ground
from tests.contracts.takeover.tables import JAAN, KADRI, MARI, OLEG, contract, row, table
from tests.simulators.eid import Lab, add_signature, sign_files

pytestmark = pytest.mark.django_db


def run(path: Path, head: User, *options: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("import_authorisations", str(path), "--by", head.username, "--json", *options, stdout=out)
    said: dict[str, Any] = json.loads(out.getvalue())
    return said


def codes(said: dict[str, Any]) -> list[tuple[int, str]]:
    return [(each["row"], each["code"]) for each in said["errors"]]


def snapshot() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def files(settings: Any) -> list[str]:
    return sorted(str(each) for each in Path(settings.DATA_DIR).rglob("*") if each.is_file())


def signed(lab: Lab, folder: Path, name: str, *signers: str, at: Any = None, many: int = 1) -> None:
    """A container of the lab in the folder, signed by these people at that moment."""
    names = {f"dokument{number}.pdf": f"%PDF-1.7 {name} {number}".encode() for number in range(many)}
    data = sign_files(lab, signers[0], names, at)
    for each in signers[1:]:
        data = add_signature(lab, each, data, at)
    (folder / name).write_bytes(data)


def test_a_look_writes_nothing_at_all(tmp_path: Path, head: User, ground: Ground, settings: Any) -> None:
    path = table(tmp_path, contract(), row(contract_number="12-3/2018/7"), row(number="9", person_code="1"))
    before, kept = snapshot(), files(settings)
    said = run(path, head, "--dry-run")
    assert (said["rows"], said["documents"], said["taken"], said["wrong"]) == (3, 3, 2, 1)
    assert codes(said) == [(4, "BAD_PERSONAL_CODE")]
    assert snapshot() == before and files(settings) == kept


def test_documents_are_taken_over_with_their_persons(tmp_path: Path, head: User, ground: Ground) -> None:
    path = table(
        tmp_path,
        contract(),
        row(contract_number="12-3/2018/7", valid_until="31.12.2027"),
        row(contract_number="12-3/2018/7", valid_until="31.12.2027", first_name="Oleg", last_name="Smirnov",
            person_code=OLEG, email="", phone=""),
    )  # fmt: skip
    said = run(path, head)
    assert (said["taken"], said["wrong"], said["errors"]) == (2, 0, [])
    agreement, power = Authorisation.objects.order_by("pk")
    assert agreement.number == "12-3/2018/7" and not agreement.persons.exists()
    assert power.state == AuthorisationState.IN_FORCE and power.package.state == PackageState.TAKEN_OVER
    assert power.package.client == ground.tamme and power.template_version is None
    assert [each.code for each in power.persons.all()] == [KADRI, OLEG]
    assert (power.valid_from, power.valid_until) == (date(2019, 3, 5), date(2027, 12, 31))
    assert power.values["contract_number"] == agreement.number and power.values["may_delegate"] is True
    assert power.accepted_at and workdays.day_of(power.accepted_at) == date(2019, 3, 5)
    told = TimelineEntry.objects.filter(kind="contracts.taken_over", client_id=ground.tamme.pk)
    assert told.count() == 2 and all(each.by == head for each in told)
    takeover = Takeover.objects.get()
    assert (takeover.rows, takeover.taken, takeover.wrong, takeover.by) == (3, 2, 0, head)
    assert takeover.ended_at is not None and takeover.file is not None
    assert takeover.sha256 == takeover.file.sha256


def test_the_same_file_again_changes_nothing(tmp_path: Path, head: User, ground: Ground) -> None:
    path = table(
        tmp_path, contract(), row(), row(number="2", client_code="10000024", client_name="Soo Turvas OÜ")
    )
    assert run(path, head)["taken"] == 3
    before = {model: count for model, count in snapshot().items() if model != "contracts.Takeover"}
    said = run(path, head)
    assert (said["taken"], said["known"], said["wrong"]) == (0, 3, 0)
    assert {model: count for model, count in snapshot().items() if model != "contracts.Takeover"} == before
    assert Takeover.objects.count() == 2


def test_a_missing_client_is_added_once_and_never_doubled(tmp_path: Path, head: User, ground: Ground) -> None:
    new = {"client_code": "10000024", "client_name": "Soo Turvas OÜ"}
    person = {"client_code": MARI, "client_name": "Mari Tamm"}
    path = table(tmp_path, row(**new), row(**new, number="2", person_code=OLEG), row(**person, number="3"))
    said = run(path, head)
    assert said["taken"] == 3
    assert [each["code"] for each in said["warnings"]] == ["CLIENT_IS_NEW"] * 2, "once a client"
    assert Client.objects.get(registry_code="10000024").name == "Soo Turvas OÜ"
    assert Client.objects.get(personal_code=MARI).kind == "person"


def test_rows_with_errors_go_into_a_file_that_is_mended_and_run_again(
    tmp_path: Path, head: User, ground: Ground
) -> None:
    path = table(tmp_path, contract(), row(), row(person_code="39912319999", first_name="Oleg"))
    errors = tmp_path / "vead.csv"
    said = run(path, head, "--errors", str(errors))
    assert (said["taken"], said["wrong"]) == (1, 1)
    assert stat.S_IMODE(errors.stat().st_mode) == 0o600
    text = errors.read_text(encoding="utf-8-sig")
    lines = text.splitlines()
    assert lines[0].endswith(";Viga") and len(lines) == 3, "the document is there with all its persons"
    errors.write_bytes(text.replace("39912319999", OLEG).encode())
    assert run(errors, head)["taken"] == 1
    assert run(path, head, "--dry-run")["known"] == 1


def test_what_is_told_on_the_screen_holds_nobodys_data(
    tmp_path: Path, head: User, ground: Ground, capsys: pytest.CaptureFixture[str], caplog: Any
) -> None:
    path = table(
        tmp_path, row(person_code="39912319999"), row(number="3", email="kadri@", valid_until="1.2.20")
    )
    call_command("import_authorisations", str(path), "--by", head.username)
    told = "".join(capsys.readouterr()) + caplog.text
    assert "BAD_PERSONAL_CODE" in told and "BAD_EMAIL" in told
    for secret in ("39912319999", "Kadri", "Lepp", "kadri@", "10000001", "Tamme", "12-3/2019"):
        assert secret not in told


def test_a_power_is_taken_under_the_one_that_comes_later_in_the_table(
    tmp_path: Path, head: User, ground: Ground
) -> None:
    user = row(
        number="U-1", kind="Tavakasutaja volikiri", under="12-3/2019/1", person_code=OLEG, may_delegate=""
    )
    path = table(tmp_path, user, row())
    assert run(path, head)["taken"] == 2
    given = Authorisation.objects.get(number="U-1")
    assert given.granted_under == Authorisation.objects.get(number="12-3/2019/1")
    # And under one that is here already.
    later = row(number="U-2", kind="user_poa", under="12-3/2019/1", person_code=JAAN)
    path = table(tmp_path, later, name="b.csv")
    assert run(path, head)["taken"] == 1
    assert Authorisation.objects.get(number="U-2").granted_under == given.granted_under


def test_a_container_is_verified_anew_and_kept_with_what_was_found(
    tmp_path: Path, folder: Path, head: User, ground: Ground, lab: Lab
) -> None:
    at = clock.now() - timedelta(days=400)
    day = workdays.day_of(at).strftime("%d.%m.%Y")
    signed(lab, folder, "volikiri.asice", MARI, at=at)
    path = table(tmp_path, row(container="VOLIKIRI.asice", signed_on=day, valid_from=""))
    said = run(path, head, "--containers", str(folder))
    assert (said["taken"], said["errors"], said["warnings"]) == (1, [], [])
    [package] = Package.objects.all()
    container = Container.objects.get(package=package)
    assert container.source == ContainerSource.TAKEOVER and container.received_by == head
    finding = Finding.objects.for_package(package.pk).get()
    assert finding.verdict == ReturnVerdict.PASSED and finding.standing == "sample"
    [signature] = finding.verification.signatures.all()
    assert signature.identity == f"EE{MARI}"
    document = package.authorisations.get()
    assert document.accepted_at == signature.signed_at


def test_old_signatures_are_taken_only_where_somebody_says_so(
    tmp_path: Path, folder: Path, head: User, ground: Ground, lab: Lab
) -> None:
    """Whoever issued the card stands in no list any more; every byte is as it was signed."""
    signed(lab, folder, "vana.asice", "60001019906", at=clock.now() - timedelta(days=900))
    path = table(tmp_path, row(container="vana.asice"))
    assert codes(run(path, head, "--containers", str(folder))) == [(2, "CONTAINER_UNSURE")]
    path = table(tmp_path, row(container="vana.asice", unverified="jah"))
    assert run(path, head, "--containers", str(folder))["taken"] == 1
    finding = Finding.objects.get()
    assert finding.verdict == ReturnVerdict.INDETERMINATE and not finding.verification.signatures.exists()
    assert "ISSUER_NOT_TRUSTED" in {each.code for each in finding.all_problems}


def test_a_changed_container_is_never_taken_whatever_the_row_says(
    tmp_path: Path, folder: Path, head: User, ground: Ground, lab: Lab
) -> None:
    signed(lab, folder, "hea.asice", MARI)
    data = (folder / "hea.asice").read_bytes()
    (folder / "katki.asice").write_bytes(data[:-200])
    (folder / "tühistatud.asice").write_bytes(sign_files(lab, "60001018800", {"a.pdf": b"%PDF"}))
    path = table(
        tmp_path,
        row(number="1", container="katki.asice", unverified="jah"),
        row(number="2", container="tühistatud.asice", unverified="jah"),
        row(number="3", container="../../etc/passwd"),
    )
    said = run(path, head, "--containers", str(folder))
    assert codes(said) == [
        (2, "CONTAINER_DAMAGED"), (3, "CONTAINER_NOT_VALID"), (4, "CONTAINER_MISSING"),
    ]  # fmt: skip
    assert not Package.objects.exists()


def test_the_container_says_who_could_give_the_power(
    tmp_path: Path, folder: Path, head: User, ground: Ground, lab: Lab
) -> None:
    signed(lab, folder, "kadri.asice", KADRI)
    signed(lab, folder, "mari.asice", MARI)
    (folder / "tempel.asice").write_bytes(sign_files(lab, "70000013", {"a.pdf": b"%PDF"}))
    day = workdays.today().strftime("%d.%m.%Y")
    under = {
        "kind": "user_poa",
        "under": "12-3/2019/1",
        "may_delegate": "",
        "signed_on": day,
        "valid_from": "",
    }
    path = table(
        tmp_path,
        row(),
        row(**under, number="1", container="kadri.asice", person_code=OLEG),
        row(**under, number="2", container="mari.asice", person_code=JAAN),
        row(**under, number="3", container="tempel.asice", person_code=MARI),
    )
    said = run(path, head, "--containers", str(folder))
    assert codes(said) == [(4, "SIGNER_NOT_GRANTOR"), (5, "NO_SIGNER")]
    assert said["taken"] == 2


def test_one_container_holds_documents_of_one_client_and_no_more_than_its_files(
    tmp_path: Path, folder: Path, head: User, ground: Ground, lab: Lab
) -> None:
    signed(lab, folder, "kaks.asice", MARI, many=2)
    signed(lab, folder, "üks.asice", MARI)
    signed(lab, folder, "võõras.asice", MARI)
    theirs = {"client_code": "10000018", "client_name": "Kaasiku Kaevandus AS"}
    path = table(
        tmp_path,
        row(number="1", container="kaks.asice"),
        row(number="2", container="kaks.asice", person_code=OLEG),
        row(number="3", container="üks.asice", person_code=JAAN),
        row(number="4", container="üks.asice", person_code=MARI),
        row(number="5", container="võõras.asice", portal="e-keskkonnaamet"),
        row(number="6", container="võõras.asice", **theirs),
    )
    said = run(path, head, "--containers", str(folder))
    assert codes(said) == [
        (4, "TOO_FEW_FILES"), (5, "TOO_FEW_FILES"), (6, "CONTAINER_OF_TWO"), (6, "TOO_FEW_FILES"),
        (7, "CONTAINER_OF_TWO"), (7, "TOO_FEW_FILES"),
    ]  # fmt: skip


def test_whoever_may_not_take_over_is_refused(tmp_path: Path, ground: Ground, reference: None) -> None:
    with pytest.raises(CommandError):
        run(table(tmp_path, row()), ground.user)
    with pytest.raises(CommandError, match="no active user"):
        call_command("import_authorisations", str(table(tmp_path, row())), "--by", "keegi")


def test_a_table_that_cannot_be_read_says_why(tmp_path: Path, head: User) -> None:
    path = tmp_path / "tühi.csv"
    path.write_bytes(b"Nimi\nKadri\n")
    with pytest.raises(CommandError, match="Kliendi kood"):
        run(path, head)
    with pytest.raises(CommandError):
        run(tmp_path / "ei-ole.csv", head)
    assert not Takeover.objects.exists()


def test_the_template_has_every_column_and_its_row_is_taken(
    tmp_path: Path, head: User, ground: Ground
) -> None:

    headings, rows = template()
    assert len(headings) == len(COLUMNS) - 1
    for form in ("csv", "xlsx"):
        with (tmp_path / f"mall.{form}").open("wb") as file:
            write_table(file, headings, rows, form=form)
        said = run(tmp_path / f"mall.{form}", head, "--dry-run")
        assert [each["code"] for each in said["errors"]] == ["CONTAINER_MISSING"]


def test_what_the_desk_gave_itself_is_not_taken_over(tmp_path: Path, head: User, ground: Ground) -> None:
    package = ground.sent()
    own = package.authorisations.get()
    path = table(tmp_path, contract(number=own.number.lower(), portal="e-keskkonnaamet"))
    assert codes(run(path, head)) == [(2, "NUMBER_OF_OURS")]
    assert Kind.objects.get(code="user_contract").authorisations.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_tables_are_not_taken_over_at_once(tmp_path: Path, head: User, ground: Ground) -> None:
    held, done = threading.Event(), threading.Event()

    def another() -> None:
        with takeover.alone():
            held.set()
            done.wait(10)
        connection.close()

    thread = threading.Thread(target=another)
    thread.start()
    assert held.wait(10)
    try:
        with pytest.raises(CommandError):
            run(table(tmp_path, row()), head)
    finally:
        done.set()
        thread.join()
    assert run(table(tmp_path, row()), head)["taken"] == 1
