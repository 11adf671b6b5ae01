"""A table of many rows as a bureau may have kept it: clients with their agreements, main users and users,
some signed containers, and errors of ten kinds, each in a row of its own."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.contracts.takeover.tables import as_csv, person, registry_code
from tests.simulators.eid import Lab, add_signature, sign_files

# What is changed in a good row, and the code that must be told of it.
FAULTS: list[tuple[str, dict[str, str]]] = [
    ("BAD_PERSONAL_CODE", {"person_code": "39912319999"}),
    ("UNKNOWN_KIND", {"kind": "volitus"}),
    ("UNKNOWN_PORTAL", {"portal": "keskkonnaportaal"}),
    ("NO_PERSON", {"first_name": "", "last_name": "", "person_code": ""}),
    ("BAD_DATE", {"signed_on": "31.02.2019"}),
    ("PERIOD_REVERSED", {"valid_from": "01.03.2026", "valid_until": "01.02.2026"}),
    ("EXPIRED", {"valid_until": "31.12.2024"}),
    ("UNKNOWN_POWER", {"under": "puudub"}),
    ("CONTAINER_MISSING", {"container": "ei-ole-olemas.asice"}),
    ("CONTAINER_NOT_VALID", {"container": "muudetud.asice"}),
]
ROWS_A_CLIENT = 5
FIRST_DAY = date(2022, 3, 1)
SIGNERS = ["24503120016", "14101010079"]


def _row(client: int, number: str, kind: str, **more: str) -> dict[str, str]:
    day = FIRST_DAY + timedelta(days=client % 900)
    return {
        "client_code": registry_code(client),
        "client_name": f"Osaühing {client}",
        "portal": "kotkas",
        "kind": kind,
        "number": f"{client}/{number}",
        "signed_on": f"{day:%d.%m.%Y}",
    } | more


def _person(number: int) -> dict[str, str]:
    return {
        "first_name": "Katse",
        "last_name": f"Isik{number}",
        "person_code": person(number),
        "email": f"isik{number}@katse.example",
        "phone": "+372 5550 0004",
    }


def _of_client(client: int, container: str) -> Iterator[dict[str, str]]:
    """An agreement, a main user, a document of two users and one of a single user, in five rows."""
    leaning = {"contract_number": f"{client}/1"}
    yield _row(client, "1", "user_contract", container=container)
    yield _row(client, "2", "main_user_poa", may_delegate="jah", **leaning, **_person(client * 4))
    for which, number in ((1, "3"), (2, "3"), (3, "4")):
        under = {"under": f"{client}/2"} if number == "3" else {}
        yield _row(client, number, "user_poa", **leaning, **under, **_person(client * 4 + which))


def rows(total: int, errors: int, containers: int) -> list[dict[str, str]]:
    """`total` rows, of which `errors` are wrong, spread over the table, equally often of each kind."""
    clients = (total - errors) // ROWS_A_CLIENT
    found: list[dict[str, str]] = []
    for client in range(clients):
        found += _of_client(client, f"leping{client}.asice" if client < containers else "")
    for number in range(total - errors - len(found)):
        found.append(_row(clients + number, "1", "user_contract"))
    for number in range(errors):
        _code, fault = FAULTS[number % len(FAULTS)]
        wrong = _row(number % clients, f"V{number}", "user_poa", **_person(total * 4 + number)) | fault
        found.insert(number * total // errors, wrong)
    return found


def table(path: Path, folder: Path, lab: Lab, *, total: int, errors: int, containers: int) -> None:
    """Write the table and its folder of containers."""
    path.write_bytes(as_csv(rows(total, errors, containers)))
    for client in range(containers):
        day = FIRST_DAY + timedelta(days=client % 900)
        at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        data = sign_files(lab, SIGNERS[0], {"leping.pdf": b"%PDF-1.7 " + str(client).encode() * 500}, at)
        (folder / f"leping{client}.asice").write_bytes(add_signature(lab, SIGNERS[1], data, at))
    whole = sign_files(lab, SIGNERS[0], {"leping.pdf": b"%PDF-1.7 enne"}, datetime(2022, 3, 1, tzinfo=UTC))
    (folder / "muudetud.asice").write_bytes(_changed(whole))


def _changed(data: bytes) -> bytes:
    """The same container with another word in its document."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for each in before.infolist():
            content = before.read(each)
            after.writestr(
                each, content.replace(b"enne", b"parast") if each.filename == "leping.pdf" else content
            )
    return out.getvalue()
