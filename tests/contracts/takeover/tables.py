"""Tables of what stood before the desk came, as tests write them; people in them were born 1801 to 1850."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from stdnum.ee import ik

from contracts.takeover.columns import COLUMNS

HEADINGS = [each.headings[0] for each in COLUMNS if each.name != "error"]
NAMES = [each.name for each in COLUMNS if each.name != "error"]
MARI, JAAN, KADRI, OLEG = "24503120016", "14007050024", "24402020080", "14303030098"
# A row that has nothing wrong; tests change what they are about.
GOOD = {
    "client_code": "10000001",
    "client_name": "Tamme Puit OÜ",
    "portal": "kotkas",
    "kind": "main_user_poa",
    "number": "12-3/2019/1",
    "signed_on": "05.03.2019",
    "first_name": "Kadri",
    "last_name": "Lepp",
    "person_code": KADRI,
    "email": "kadri.lepp@raamat.example",
    "phone": "+372 5550 0004",
    "may_delegate": "jah",
}
CONTRACT = {
    **GOOD,
    "kind": "user_contract",
    "number": "12-3/2018/7",
    "first_name": "",
    "last_name": "",
    "person_code": "",
    "email": "",
    "phone": "",
    "may_delegate": "",
}


def row(**changes: str) -> dict[str, str]:
    return {**GOOD, **changes}


def contract(**changes: str) -> dict[str, str]:
    return {**CONTRACT, **changes}


def as_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for each in rows:
        writer.writerow([each.get(name, "") for name in NAMES])
    return out.getvalue().encode("utf-8-sig")


def table(tmp_path: Path, *rows: Mapping[str, Any], name: str = "kehtivad.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(as_csv(rows))
    return path


def person(number: int) -> str:
    """The personal code of somebody who never lived: born in 1801 to 1850, and the check digit is right."""
    born = date(1801, 1, 1) + timedelta(days=number % 18_000)
    start = f"{1 + number % 2}{born:%y%m%d}{number // 18_000 + 100:03d}"
    return start + ik.calc_check_digit(start + "0")


def registry_code(number: int) -> str:
    """A registry code of no organisation, with the right check digit."""
    start = f"1{number:06d}"
    weights = ((1, 2, 3, 4, 5, 6, 7), (3, 4, 5, 6, 7, 8, 9))
    for each in weights:
        check = sum(weight * int(digit) for weight, digit in zip(each, start, strict=True)) % 11
        if check < 10:
            return f"{start}{check}"
    return f"{start}0"
