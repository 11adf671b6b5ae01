"""Records that could show that the client was told; other rooms offer theirs in the slot EVIDENCE_KINDS."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from desk import slots
from desk.enquiries.models import Promise


@dataclass(frozen=True)
class Candidate:
    """One record a person may point at: `kind` as in `enums.Evidence`, its id, and a line to know it by."""

    kind: str
    pk: int
    text: str


def candidates(promise: Promise) -> Iterator[Candidate]:
    """What happened with the client since the promise was made; callables of the slot take the promise."""
    for find in slots.each("EVIDENCE_KINDS"):
        found: Iterable[Candidate] = find(promise)
        yield from found
