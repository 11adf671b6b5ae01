"""The register's daily list of changed organisations; its contract is unverified."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from .neighbours import Beside
from .soap import PRODUCER
from .world import Organisation

SERVICE = "ettevotjaMuudatusedTasuline_v1"


def of_day(
    beside: Beside, organisations: Mapping[str, Organisation], day: str
) -> list[etree._Element] | None:
    """The content of an answer; None if no day was given.

    Kinds of trouble: `element` one that nobody knows, `count` says more than it lists, `code` none.
    """
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        return None
    codes = beside.changed.get(day, [])
    rows = [_row(code, organisations.get(code), day) for code in codes]
    if beside.changes == "element":
        _sub(rows[0] if rows else _first(rows), "uus_vali", "1")
    if beside.changes == "code":
        rows.append(_row("", None, day))
    count = etree.Element(f"{{{PRODUCER}}}tulemuste_arv")
    count.text = str(len(rows) + (1 if beside.changes == "count" else 0))
    return [*rows, count]


def _first(rows: list[etree._Element]) -> etree._Element:
    rows.append(etree.Element(f"{{{PRODUCER}}}ettevotja_muudatused"))
    return rows[0]


def _row(code: str, organisation: Organisation | None, day: str) -> etree._Element:
    row = etree.Element(f"{{{PRODUCER}}}ettevotja_muudatused")
    if code:
        _sub(row, "ariregistri_kood", code)
    _sub(row, "arinimi", organisation.name if organisation else f"Keegi {code}")
    _sub(row, "oiguslik_vorm", organisation.form if organisation else "OÜ")
    entry = _sub(row, "kanded", "")
    for name, value in {
        "registrikaardi_piirkond": "1",
        "registrikaardi_tyyp": "R",
        "registrikaardi_nr": "1",
        "kande_nr": "2",
        "kande_kuupaev": day,
        "kande_liik": "3",
        "kande_liik_tekst": "Muutmiskanne",
        "isikuandmed": "Jah",
    }.items():
        _sub(entry, name, value)
    return row


def _sub(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{PRODUCER}}}{name}")
    element.text = text or None
    return element
