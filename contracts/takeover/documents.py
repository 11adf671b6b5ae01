"""Rows put together as documents: several rows with one number are several persons of one document. Pure."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.models import Authorisation, Kind, Portal
from contracts.takeover.enclosed import Enclosed
from contracts.takeover.entries import Entry, Person, differing
from contracts.takeover.troubles import Trouble
from desk.clients.models import Client

# What every row of a document says alike; the rest is of its person.
_SHARED = (
    "portal", "kind", "signed_on", "valid_from", "valid_until", "may_delegate", "may_sign", "under",
    "contract_number", "container", "unverified",
)  # fmt: skip


@dataclass(eq=False)
class Document:
    """One document of the table, with all that was found about it. `client` is None until it is added."""

    entries: list[Entry]
    kind: Kind | None = None
    portal: Portal | None = None
    client: Client | None = None
    # What the desk has already of it, from an earlier run.
    known: Authorisation | None = None
    under: "Document | Authorisation | None" = None
    enclosed: Enclosed | None = None
    # Under how many others it stands: they are taken before it.
    depth: int = 0

    @property
    def first(self) -> Entry:
        return self.entries[0]

    @property
    def number(self) -> str:
        return self.first.number

    @property
    def client_code(self) -> str:
        return self.first.client_code

    @property
    def rows(self) -> list[int]:
        return [each.row.number for each in self.entries]

    @property
    def persons(self) -> list[Person]:
        return [each.person for each in self.entries if each.person is not None]

    @property
    def signed_on(self) -> date:
        signed = self.first.dates["signed_on"]
        assert signed is not None  # a document without it has errors
        return signed

    @property
    def valid_until(self) -> date | None:
        return self.first.dates.get("valid_until")

    @property
    def valid_from(self) -> date | None:
        """As written; a term needs a beginning, which is else the day of signing."""
        said = self.first.dates.get("valid_from")
        return said or (self.first.dates.get("signed_on") if self.valid_until else None)

    @property
    def unverified(self) -> bool:
        """Whether the person says that its old signatures need not be checked."""
        return self.first.flags.get("unverified", False)

    @property
    def troubles(self) -> Iterator[Trouble]:
        for each in self.entries:
            yield from each.troubles

    @property
    def is_wrong(self) -> bool:
        return any(each.is_error for each in self.troubles)

    @property
    def key(self) -> str:
        """The same document in every run, whatever else its row says."""
        said = "|".join([self.client_code, self.number.casefold()])
        return hashlib.sha256(f"takeover|{said}".encode()).hexdigest()

    def wrong(self, code: str, column: str = "", **params: object) -> None:
        self.first.wrong(code, column, **params)


def grouped(entries: Iterable[Entry]) -> list[Document]:
    """The documents in the order of their first rows. A row without client or number stands alone."""
    found: dict[tuple[str, ...], Document] = {}
    for each in entries:
        key: tuple[str, ...] = (each.client_code, each.number.casefold())
        if not all(key):
            key = (*key, str(each.row.number))
        found.setdefault(key, Document([])).entries.append(each)
    documents = list(found.values())
    for document in documents:
        _contradictions(document)
    return documents


def _contradictions(document: Document) -> None:
    if len(document.entries) == 1:
        return
    for name in differing(document.entries, _SHARED):
        document.wrong("CONTRADICTION", name, rows=listed(document.rows))
    seen: dict[str, int] = {}
    for each in document.entries:
        code = each.person.code if each.person else ""
        if code in seen:
            each.wrong(
                "SAME_PERSON" if code else "SAME_ROW", "person_code" if code else "number", row=seen[code]
            )
        seen.setdefault(code, each.row.number)


def listed(rows: Sequence[int]) -> str:
    """Row numbers for a sentence; a few are enough."""
    shown = ", ".join(str(each) for each in rows[:8])
    return f"{shown} …" if len(rows) > 8 else shown
