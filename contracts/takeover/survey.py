"""A table as the desk sees it before anything is written: its documents, and what is wrong with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from contracts.containers.trust import NoTrustData
from contracts.enums import REASONS
from contracts.takeover import containers, entries, matching
from contracts.takeover.columns import NEEDED, WORDS
from contracts.takeover.documents import Document, grouped
from contracts.takeover.enclosed import Look, Source
from contracts.takeover.troubles import Trouble
from desk import workdays
from desk.http import Refused
from desk.tables.table import read_table


@dataclass(frozen=True)
class Survey:
    """`rows`: how many were read. Documents stand in the order of the table."""

    headings: tuple[str, ...]
    error_place: int | None
    unknown: tuple[str, ...]
    rows: int
    documents: Sequence[Document]
    look: Look

    @property
    def wrong(self) -> list[Document]:
        return [each for each in self.documents if each.is_wrong]

    @property
    def known(self) -> list[Document]:
        return [each for each in self.documents if not each.is_wrong and each.known is not None]

    @property
    def new(self) -> list[Document]:
        """What would be taken over, in the order in which it is: powers before what was given under them."""
        found = [each for each in self.documents if not each.is_wrong and each.known is None]
        return sorted(found, key=lambda each: each.depth)

    @property
    def troubles(self) -> list[Trouble]:
        """In the order of their rows, errors before warnings."""
        found = [trouble for each in self.documents for trouble in each.troubles]
        return sorted(found, key=lambda each: (each.row, not each.is_error))


def survey(file: BinaryIO, source: Source) -> Survey:
    """Read the table and look at everything it speaks of. Raises TableError, and Refused where containers
    are named but nothing is there to check signatures by."""
    table = read_table(file, WORDS, needed=NEEDED)
    today = workdays.today()
    read = [entries.read(row, today) for row in table]
    documents = grouped(read)
    matching.match(documents, matching.ground(documents))
    look = Look(source)
    try:
        containers.look(documents, look)
    except NoTrustData:
        raise Refused(str(REASONS["no_trust_data"])) from None
    matching.lean(documents)
    return Survey(table.headings, table.places.get("error"), table.unknown, len(read), documents, look)
