"""One thing that is handed over to the document register, as frozen values that go into JSON and back.

The same values make `metadata.json` and `capsule.xml`, and they are kept with the package, so that it is made
again byte for byte although names and texts have changed since. docs/document-register.md describes them.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SCHEMA = "abilaud.registration/1"


@dataclass(frozen=True)
class Party:
    """An organisation or a natural person. `code` is the register's or the person's own."""

    name: str
    code: str = ""
    natural: bool = False
    country: str = "EE"
    email: str = ""


@dataclass(frozen=True)
class Restriction:
    """A mark for internal use; days as YYYY-MM-DD. `identifier` is the short form: AvTS§35p1p12."""

    basis: str
    begins_on: str
    ends_on: str
    owner: str
    identifier: str = ""


@dataclass(frozen=True)
class Signature:
    """One signature that was counted; when it was given and when checked, in ISO 8601 with the offset."""

    kind: str
    signer: str
    verified: str
    verified_at: str
    signed_at: str = ""


@dataclass(frozen=True)
class File:
    """A file of a record. `source` says where its bytes are kept, and stays in the desk."""

    guid: str
    name: str
    content_type: str
    size: int
    sha256: str
    main: bool
    source: str


@dataclass(frozen=True)
class Record:
    """A document, the end of one, or a letter. `title` names no natural person."""

    uuid: str
    what: str
    type: str
    identifier: str
    dated_at: str
    title: str
    language: str
    abstract: str
    sender: Party
    recipient: Party
    files: tuple[File, ...]
    client: Party | None = None
    kind: str = ""
    portal: str = ""
    reply_due: str = ""
    # The reference under which the document stands in the register already: of a document that ended.
    related: str = ""
    valid_from: str = ""
    valid_until: str = ""
    last_day: str = ""
    end_reason: str = ""
    end_basis: str = ""
    enquiry: str = ""
    restriction: Restriction | None = None
    signatures: tuple[Signature, ...] = ()

    @property
    def folder(self) -> str:
        """Its folder in the package: the number for people, the identifier so that no two are the same."""
        safe = "".join(each if each.isalnum() or each in "-_." else "_" for each in self.identifier)
        return f"{safe[:60].strip('._') or self.what}_{self.what}_{self.uuid[:8]}"


@dataclass(frozen=True)
class Contents:
    """Everything that one package holds. `made_at` in ISO 8601."""

    made_at: str
    agency: Party
    records: tuple[Record, ...]

    def as_json(self) -> dict[str, Any]:
        """As it is kept; `parsed` reads it."""
        return {"schema": SCHEMA, **dataclasses.asdict(self)}


def metadata(contents: Contents, record: Record) -> dict[str, Any]:
    """What stands in the record's `metadata.json`: everything but where the desk keeps the bytes."""
    values = dataclasses.asdict(record)
    for file in values["files"]:
        del file["source"]
    agency = dataclasses.asdict(contents.agency)
    return {"schema": SCHEMA, "made_at": contents.made_at, "agency": agency, **values}


def parsed(values: Mapping[str, Any]) -> Contents:
    """What `Contents.as_json` gave, read back."""
    if values.get("schema") != SCHEMA:
        raise ValueError("not a package of this version")
    records = tuple(_record(each) for each in values["records"])
    return Contents(values["made_at"], Party(**values["agency"]), records)


def _record(values: Mapping[str, Any]) -> Record:
    restriction, client = values["restriction"], values["client"]
    made = {
        **values,
        "sender": Party(**values["sender"]),
        "recipient": Party(**values["recipient"]),
        "client": Party(**client) if client else None,
        "files": tuple(File(**each) for each in values["files"]),
        "restriction": Restriction(**restriction) if restriction else None,
        "signatures": tuple(Signature(**each) for each in values["signatures"]),
    }
    return Record(**made)
