"""The Business Register over SOAP (only user of zeep): a registry code in, what the register said out.

Contract: our own files in registry/contract/, written from the published one. Raises only the outbox's
errors, with a short code and nothing of the question or the answer in them.
"""

import re
from dataclasses import dataclass

from desk.outbox import PermanentError
from registry.gateway.access import Access, configured
from registry.gateway.calling import CONTRACT, Exchange, call
from registry.gateway.dated import rows_of
from registry.gateway.reading import CodeList, CodeValue, card_of, facts_of, lists_of
from registry.rules import Answer, DatedRow

__all__ = [
    "CONTRACT",
    "Access",
    "CodeList",
    "CodeValue",
    "Dated",
    "Exchange",
    "Reply",
    "classifiers",
    "configured",
    "details",
    "ping",
    "representation",
]

_CODE = re.compile(r"[1-9]\d{7}")
# Only persons: no general data, pledges, applications or rulings; rows that ended too.
_PERSONS_WITH_DATES = {
    "yandmed": False,
    "iandmed": True,
    "kandmed": False,
    "dandmed": False,
    "maarused": False,
    "ainult_kehtivad": False,
}


@dataclass(frozen=True)
class Reply:
    """What the register said; no answer: it knows no such organisation."""

    answer: Answer | None
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True)
class Dated:
    """Rows of the card with their dates, and the exchange that proves them."""

    rows: tuple[DatedRow, ...]
    exchange: Exchange


def representation(access: Access, code: str, issue: str) -> Reply:
    """Who may represent the organisation `code` (eight digits); `issue` is our number of the matter."""
    body, first = call(access, "esindus_v2", issue, ariregistri_kood=_number(code), keel="est")
    answer = card_of(body, code)
    if answer is not None:
        return Reply(answer, (first,))
    # Nothing found: does the organisation not exist, or has it only no representatives?
    body, second = call(access, "lihtandmed_v3", issue, ariregistri_kood=_number(code), keel="est")
    return Reply(facts_of(body, code), (first, second))


def details(access: Access, code: str, issue: str) -> Dated:
    """When the rows of the card began and ended: roles of persons with an Estonian code, and conditions."""
    question = {"ariregistri_kood": _number(code), **_PERSONS_WITH_DATES, "keel": "est", "evarv": 1}
    body, exchange = call(access, "detailandmed_v3", issue, **question)
    return Dated(rows_of(body, code), exchange)


def classifiers(access: Access, issue: str, name: str = "", english: bool = False) -> tuple[CodeList, ...]:
    """The register's lists of codes; with a `name` ("ISIKROLLID") only that one."""
    wanted = {"klassifikaator": name} if name else {}
    body, _ = call(access, "klassifikaatorid_v1", issue, **wanted, keel="eng" if english else "est")
    return lists_of(body)


def ping(access: Access | None = None) -> None:
    """Whether the register answers; raises one of the outbox's errors if not."""
    classifiers(access or configured(), "ping", "EVSTAATUSED")


def _number(code: str) -> int:
    # zeep would send whatever it is given.
    if not _CODE.fullmatch(code):
        raise PermanentError("input")
    return int(code)
