"""What a row of the registrar's list is about: its number, and where it belongs. Reads only."""

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from contracts.enums import Registered
from contracts.models import Authorisation, Registration
from desk.clients.enums import Kind as ClientKind
from desk.clients.models import Client
from desk.enquiries.models import Enquiry

RELATED = (
    "authorisation__kind", "authorisation__portal", "authorisation__package", "client",
    "incoming__in_enquiry__enquiry", "message",
)  # fmt: skip
PACKAGE = "package"  # the kind under which others speak of a package
_PRIVATE = {ClientKind.PERSON, ClientKind.SOLE_TRADER}


def with_enquiries(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """With `enquiry_number` and `enquiry_kind` of each letter; one of ours names its enquiry by id alone."""
    ours = Enquiry.objects.filter(pk=OuterRef("message__subject_id"))
    told = {
        f"enquiry_{name}": Case(
            When(message__subject_kind="enquiry", then=Subquery(ours.values(name)[:1])),
            default=Coalesce(F(f"incoming__in_enquiry__enquiry__{name}"), Value("")),
            output_field=CharField(),
        )
        for name in ("number", "kind")
    }
    return rows.annotate(**told)


def with_references(documents: QuerySet[Authorisation]) -> QuerySet[Authorisation]:
    """Documents with the `register_reference` of their signing and its day `registered_on`; empty without."""
    signed = Registration.objects.filter(
        authorisation=OuterRef("pk"), what__in=[Registered.SIGNED, Registered.REFUSED]
    )
    told = signed.exclude(registered_at=None).order_by("-registered_at")
    return documents.annotate(
        register_reference=Subquery(told.values("reference")[:1]),
        registered_on=Subquery(told.values("registered_on")[:1]),
    )


def subject_of(row: Registration) -> tuple[str, int]:
    """The thing whose story tells of it: the package, the enquiry, or the letter itself."""
    if row.authorisation is not None:
        return PACKAGE, row.authorisation.package_id
    if row.message is not None:
        own = row.message.subject_kind, row.message.subject_id
        return own if own[0] == "enquiry" else ("message", row.message.pk)
    assert row.incoming is not None
    tied = getattr(row.incoming, "in_enquiry", None)
    return ("enquiry", tied.enquiry_id) if tied else ("incoming", row.incoming.pk)


def identifier_of(row: Registration) -> str:
    """Its number here: of a letter, the enquiry's with the letter's own."""
    if row.authorisation is not None:
        return row.authorisation.number or str(row.authorisation)
    letter = row.incoming_id if row.what == Registered.LETTER_IN else row.message_id
    return f"{_enquiry_number(row) or 'KIRI'}/{letter}"


def _enquiry_number(row: Registration) -> str:
    known: str | None = getattr(row, "enquiry_number", None)
    if known is not None:
        return known
    kind, pk = subject_of(row)
    if kind != "enquiry":
        return ""
    return Enquiry.objects.filter(pk=pk).values_list("number", flat=True).first() or ""


def client_in_title(client: Client | None) -> str:
    """The client's name where it may stand in a title: the name of a natural person may not."""
    return client.name if client is not None and client.kind not in _PRIVATE else ""
