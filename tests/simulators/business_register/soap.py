"""SOAP as the register speaks it: envelopes with the prefixes of its answers, built and read with lxml."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from lxml import etree

from .world import (
    COUNTRIES,
    FIRST_DAY,
    FORMS,
    ROLES,
    ROLES_ENG,
    STATUSES,
    STATUSES_ENG,
    Organisation,
    Person,
)

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
PRODUCER = "http://arireg.x-road.eu/producer/"
XROAD = "http://x-road.eu/xsd/xroad.xsd"
IDENTIFIERS = "http://x-road.eu/xsd/identifiers"


# Parts of a detailandmed_v3 answer; each must be asked for or not.
WANTED = ("yandmed", "iandmed", "kandmed", "dandmed", "maarused")


class NotSoap(Exception):
    """The request is not what a SOAP client sends."""


@dataclass
class Question:
    service: str
    fields: dict[str, str]
    echo: etree._Element
    header: etree._Element | None
    raw: bytes

    @property
    def xroad(self) -> bool:
        return self.header is not None and self.header.find(f"{{{XROAD}}}client") is not None

    def headers(self) -> dict[str, str]:
        """What identifies the question on X-Road: plain headers, and the parts of the identifiers."""
        names = ("subsystemCode", "serviceCode", "memberCode")
        plain = {} if self.header is None else {
            name: self.header.findtext(f"{{{XROAD}}}{name}") or ""
            for name in ("userId", "id", "issue", "protocolVersion")
        }  # fmt: skip
        return {name: self.part(name) for name in names} | plain

    def part(self, name: str) -> str:
        """A member of an X-Road identifier, or a plain header."""
        header = self.header
        return "" if header is None else (header.findtext(f".//{{{IDENTIFIERS}}}{name}") or "")


def read(raw: bytes) -> Question:
    try:
        root = etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise NotSoap from None
    body = root.find(f"{{{ENVELOPE}}}Body")
    if root.tag != f"{{{ENVELOPE}}}Envelope" or body is None or len(body) != 1:
        raise NotSoap
    operation = body[0]
    keha = operation.find(f"{{{PRODUCER}}}keha")
    if keha is None or etree.QName(operation).namespace != PRODUCER:
        raise NotSoap
    fields = {etree.QName(each).localname: each.text or "" for each in keha}
    header = root.find(f"{{{ENVELOPE}}}Header")
    return Question(etree.QName(operation).localname, fields, keha, header, raw)


def answer(question: Question, fill: list[etree._Element]) -> bytes:
    """`<service>Response` with the echo of the question and `fill` as the content of keha."""
    envelope, body = _envelope(question)
    response = _sub(body, f"{question.service}Response")
    echo = _sub(response, "paring")
    for name, value in question.fields.items():
        _sub(echo, name, value)
    keha = _sub(response, "keha")
    keha.extend(fill)
    return _bytes(envelope)


def fault(question: Question | None, code: str, text: str, detail: str = "") -> bytes:
    envelope, body = _envelope(question)
    made = etree.SubElement(body, f"{{{ENVELOPE}}}Fault")
    etree.SubElement(made, "faultcode").text = code
    etree.SubElement(made, "faultstring").text = text
    if detail:
        etree.SubElement(etree.SubElement(made, "detail"), "faultDetail").text = detail
    return _bytes(envelope)


def organisations(found: list[Organisation], english: bool, only: str = "") -> list[etree._Element]:
    """The `ettevotjad` of esindus_v2; `only`: the personal code that narrows the persons, not the groups."""
    top = etree.Element(f"{{{PRODUCER}}}ettevotjad")
    for each in found:
        item = _sub(top, "item")
        _sub(item, "ariregistri_kood", each.code)
        _sub(item, "arinimi", each.name)
        _sub(item, "staatus", each.status)
        _sub(item, "staatus_tekstina", (STATUSES_ENG if english else STATUSES).get(each.status, ""))
        persons = _sub(item, "isikud")
        for row in each.persons:
            if not only or row.code == only:
                _person(persons, row, english)
        conditions = _sub(item, "esindusoiguse_eritingimused")
        for text in each.conditions:
            _sub(_sub(conditions, "item"), "item", text)
        groups = _sub(item, "esindusoiguse_grupid")
        for number, group in enumerate(each.groups, 1):
            grupp = _sub(groups, "grupp")
            _sub(grupp, "grupi_nr", str(number))
            for row in group:
                _person(grupp, row, english)
        _sub(item, "oiguslik_vorm", each.form)
        _sub(item, "oiguslik_vorm_tekstina", FORMS.get(each.form, ""))
    return [top]


def facts(found: list[Organisation], english: bool) -> list[etree._Element]:
    """The content of a lihtandmed_v3 answer."""
    top = etree.Element(f"{{{PRODUCER}}}ettevotjad")
    for each in found:
        item = _sub(top, "item")
        _sub(item, "evnimi", each.name)
        _sub(item, "oiguslik_vorm", each.form)
        _sub(item, "oiguslik_vorm_tekstina", FORMS.get(each.form, ""))
        _sub(item, "kehtetud_nimed")
        _sub(item, "ariregistri_kood", each.code)
        _sub(item, "staatus", each.status)
        _sub(item, "staatus_tekstina", (STATUSES_ENG if english else STATUSES).get(each.status, ""))
        _sub(item, "registrist_kustutamise_aeg", "01.02.2024" if each.status == "K" else "")
        _sub(item, "piirkond", "49")
        _sub(item, "esmakande_aeg", "02.01.2012")
    count = etree.Element(f"{{{PRODUCER}}}leitud_ettevotjate_arv")
    count.text = str(len(found))
    return [top, count]


def details(found: list[Organisation], persons: bool) -> list[etree._Element]:
    """The content of a detailandmed_v3 answer: rows of now and of the past, those beside the card too."""
    top = etree.Element(f"{{{PRODUCER}}}ettevotjad")
    for each in found:
        item = _sub(top, "item")
        _sub(item, "ariregistri_kood", each.code)
        _sub(item, "ettevotja_id", f"9{each.code}")
        _sub(item, "nimi", each.name)
        _sub(item, "kmkr_number")
        _sub(item, "yldandmed")
        if persons:
            _card(_sub(item, "isikuandmed"), each)
    count = etree.Element(f"{{{PRODUCER}}}leitud_ettevotjate_arv")
    count.text = str(len(found))
    return [top, count]


def _card(parent: etree._Element, each: Organisation) -> None:
    rows: list[tuple[Person | str, str, str]] = [(row, row.since or FIRST_DAY, "") for row in each.persons]
    rows += [(text, each.written.get(text, FIRST_DAY), "") for text in each.conditions]
    rows += [(gone.row, gone.since, gone.until) for gone in each.ended]
    card = _sub(parent, "kaardile_kantud_isikud")
    _sub(parent, "esindusoiguse_normaalregulatsioonid")
    texts = _sub(parent, "esindusoiguse_eritingimused")
    beside = _sub(parent, "kaardivalised_isikud")
    for number, (row, since, until) in enumerate(rows, 1):
        item = _sub(card if isinstance(row, Person) else texts, "item")
        _place(item, number)
        if isinstance(row, Person):
            _dated_person(item, row)
        else:
            _sub(item, "esinduse_tyyp", "MUU")
            _sub(item, "esinduse_tyyp_tekstina", "Muu")
            _sub(item, "esinduse_sisu", row)
        _days(item, since, until)
    for row in each.persons[:1]:
        item = _sub(beside, "item")
        _dated_person(item, Person(row.first, row.last, row.code, "O", "", row.country))
        _days(item, FIRST_DAY, "")


def _place(item: etree._Element, number: int) -> None:
    for name, value in {"kirje_id": number, "kaardi_piirkond": 1, "kaardi_nr": 1}.items():
        _sub(item, name, str(value))
    _sub(item, "kaardi_tyyp", "R")
    _sub(item, "kande_nr", "1")


def _dated_person(item: etree._Element, row: Person) -> None:
    legal = not row.first
    _sub(item, "isiku_tyyp", "J" if legal else "F")
    _sub(item, "isiku_roll", row.role)
    _sub(item, "isiku_roll_tekstina", ROLES.get(row.role, row.role))
    if not legal:
        _sub(item, "eesnimi", row.first)
    _sub(item, "nimi_arinimi", row.last)
    if row.country == "EST":
        _sub(item, "isikukood_registrikood", row.code)
    else:
        _sub(item, "valis_kood", row.code)
        _sub(item, "valis_kood_riik", row.country)


def _days(item: etree._Element, since: str, until: str) -> None:
    _sub(item, "algus_kpv", f"{since}Z")
    if until:
        _sub(item, "lopp_kpv", f"{until}Z")


def classifiers(wanted: str, english: bool) -> list[etree._Element]:
    """Lists of codes; without a name all of them."""
    lists = {
        "ISIKROLLID": ROLES | (ROLES_ENG if english else {}),
        "EVSTAATUSED": STATUSES_ENG if english else STATUSES,
        "OIGVORMID": FORMS,
    }
    made = []
    for name, values in lists.items():
        if wanted in {"", name}:
            top = etree.Element(f"{{{PRODUCER}}}klassifikaator")
            _sub(top, "klassifikaatori_kood", name)
            _sub(top, "klassifikaatori_nimetus", name.title())
            rows = _sub(top, "klassifikaatori_vaartused")
            for code, text in values.items():
                row = _sub(rows, "klassifikaatori_vaartus")
                _sub(row, "klassifikaatori_vaartuse_kood", code)
                _sub(row, "klassifikaatori_vaartuse_nimetus", text)
                _sub(row, "klassifikaatori_vaartuse_algus_kpv", "2012-01-26Z")
            made.append(top)
    return made


def _person(parent: etree._Element, row: Person, english: bool) -> None:
    item = _sub(parent, "item")
    values = {
        "fyysilise_isiku_eesnimi": row.first,
        "fyysilise_isiku_perenimi": row.last,
        "fyysilise_isiku_kood": row.code,
        "isikukood_riik": row.country,
        "isikukoodi_riik_tekstina": COUNTRIES.get(row.country, ""),
        "fyysilise_isiku_roll": row.role,
        "fyysilise_isiku_roll_tekstina": (ROLES | (ROLES_ENG if english else {})).get(row.role, row.role),
        "ainuesindusoigus_olemas": row.sole,
    }
    for name, value in values.items():
        if value:
            _sub(item, name, value)


def _envelope(question: Question | None) -> tuple[etree._Element, etree._Element]:
    envelope = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={"SOAP-ENV": ENVELOPE})
    header = etree.SubElement(envelope, f"{{{ENVELOPE}}}Header")
    if question is not None and question.xroad and question.header is not None:
        for each in question.header:
            header.append(etree.fromstring(etree.tostring(each, with_tail=False)))
        proof = etree.SubElement(header, f"{{{XROAD}}}requestHash")
        proof.set("algorithmId", "http://www.w3.org/2001/04/xmlenc#sha512")
        proof.text = base64.b64encode(hashlib.sha512(question.raw).digest()).decode()
    body = etree.SubElement(envelope, f"{{{ENVELOPE}}}Body", nsmap={"ns1": PRODUCER})
    return envelope, body


def _sub(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    element = etree.SubElement(parent, f"{{{PRODUCER}}}{name}")
    element.text = text or None
    return element


def _bytes(envelope: etree._Element) -> bytes:
    return bytes(etree.tostring(envelope, encoding="UTF-8", xml_declaration=True))
