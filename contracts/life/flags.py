"""Documents whose grantor represents no more: found by the night, flagged while somebody has to see to it."""

from collections.abc import Iterable, Mapping, Sequence

from contracts.enums import ChangeState
from contracts.models import Authorisation, CountedSignature, RepresentationChange
from contracts.verification import comparing
from registry.models import Check


def given_by_the_lost(
    documents: Sequence[Authorisation],
    bases: Mapping[int, Check],
    after: Check,
    signatures: Mapping[int, Sequence[CountedSignature]],
) -> list[Authorisation]:
    """Those of the documents that somebody signed who had the right then and has it no longer.

    What a main user gave does not rest on who represents: it is not flagged, whatever the board does.
    """
    lost = {
        pk: comparing.lost(base, after, [each.identity for each in signatures.get(pk, ())])
        for pk, base in bases.items()
    }
    return [each for each in documents if each.granted_under_id is None and lost.get(each.package_id)]


def flagged(documents: Iterable[int]) -> dict[int, int]:
    """Those of the documents (by id) whose flag nobody has cleared, each with the change that raised it."""
    raised = RepresentationChange.documents.through.objects.filter(
        representationchange__state=ChangeState.OPEN, authorisation__in=list(documents)
    )
    return dict(raised.values_list("authorisation", "representationchange"))
