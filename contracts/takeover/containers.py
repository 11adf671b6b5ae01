"""What is asked of the containers of a table: that they are there, hold, and are signed by whom it says."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.conf import settings

from contracts.enums import AgencySigns, SignedBy
from contracts.models import Authorisation
from contracts.takeover.columns import BY_NAME
from contracts.takeover.documents import Document
from contracts.takeover.enclosed import Enclosed, Look
from desk.outbox import PassingError
from desk.tables.bounds import megabytes

# For so long after the last signature a document may have been accepted before the desk came.
_ACCEPTED_WITHIN = timedelta(days=31)


def look(documents: Sequence[Document], at: Look) -> None:
    """Look at the containers of documents that are new here. Raises NoTrustData where nobody can judge."""
    named = [each for each in documents if each.known is None and each.first.row["container"] and each.portal]
    for document in named:
        document.enclosed = _found(document, at)
    for document in named:
        if document.enclosed is not None:
            _holds(document, document.enclosed)
    whole = [each for each in named if each.enclosed and (each.enclosed.holds or each.enclosed.only_of_age)]
    _of_two(whole)


def _found(document: Document, at: Look) -> Enclosed | None:
    name = document.first.row["container"]
    assert document.portal is not None  # only such are looked at
    if at.too_large(name):
        document.wrong("CONTAINER_TOO_LARGE", "container", most=megabytes(settings.CONTAINER_MAX_BYTES))
        return None
    try:
        found = at.at(name, document.portal)
    except PassingError:
        document.wrong("CONTAINER_WAITS", "container")
        return None
    if found is None:
        document.wrong("CONTAINER_MISSING", "container")
    return found


def _of_two(documents: Sequence[Document]) -> None:
    """One container holds documents of one client, and no more of them than it has files."""
    first: dict[str, Document] = {}
    claims: Counter[str] = Counter()
    for each in documents:
        assert each.enclosed is not None
        sha256 = each.enclosed.sha256
        claims[sha256] += 1
        other = first.setdefault(sha256, each)
        if other.client_code != each.client_code:
            each.wrong("CONTAINER_OF_TWO", "container", row=other.rows[0])
            other.wrong("CONTAINER_OF_TWO", "container", row=each.rows[0])
    for each in documents:
        assert each.enclosed is not None
        files, said = len(each.enclosed.checked.report.files), claims[each.enclosed.sha256]
        if each.enclosed.holds and files < said:
            each.wrong("TOO_FEW_FILES", "container", files=files, documents=said)


def _holds(document: Document, enclosed: Enclosed) -> None:
    if enclosed.holds:
        _signers(document, enclosed)
    elif enclosed.only_of_age:
        if not document.unverified:
            document.wrong(
                "CONTAINER_UNSURE", "container", why=enclosed.why, heading=BY_NAME["unverified"].heading
            )
    elif enclosed.waits:
        document.wrong("CONTAINER_WAITS", "container")
    else:
        code = "CONTAINER_DAMAGED" if enclosed.is_broken else "CONTAINER_NOT_VALID"
        document.wrong(code, "container", why=enclosed.why)


def _signers(document: Document, enclosed: Enclosed) -> None:
    kind, signed = document.kind, enclosed.checked.signed
    if kind is None:
        return
    if not signed:
        document.wrong("NO_SIGNER", "container")
        return
    if document.under is not None and signed.keys().isdisjoint(_holders(document.under)):
        document.wrong("SIGNER_NOT_GRANTOR", "container")
    named = _identities(each.code for each in document.persons)
    if kind.signed_by == SignedBy.PERSON and not named <= signed.keys():
        document.wrong("SIGNER_NOT_PERSON", "container")
    if kind.agency_signs != AgencySigns.NEVER and len(enclosed.checked.report.signatures) < 2:
        document.wrong("ONE_SIGNATURE", "container")
    last, said = enclosed.days[-1], document.first.dates.get("signed_on")
    if said is not None and not last <= said <= last + _ACCEPTED_WITHIN:
        document.wrong("SIGNED_ANOTHER_DAY", "signed_on", day=last.strftime("%d.%m.%Y"))


def _holders(power: Document | Authorisation) -> set[str]:
    if isinstance(power, Document):
        return _identities(each.code for each in power.persons)
    return _identities(each.code for each in power.persons.all())


def _identities(codes: Iterable[str]) -> set[str]:
    return {f"EE{code}" for code in codes}
