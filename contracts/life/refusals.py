"""Which documents a refusal of the agency may name. Reads, never writes."""

from contracts.enums import AuthorisationState, Effect, PackageState, SignedBy
from contracts.models import Authorisation, Kind
from desk.clients.models import Client

NUMBER = "refused_number"  # among a refusal's values
# Sent, and not accepted.
WAITING = (
    PackageState.SENT, PackageState.DEFICIENT, PackageState.EXPIRED, PackageState.RETURNED,
    PackageState.AWAITING_AGENCY,
)  # fmt: skip


def refuses(kind: Kind) -> bool:
    """Whether documents of this kind refuse: the agency alone signs them, and they open and close nothing."""
    return kind.signed_by == SignedBy.AGENCY and kind.effect == Effect.INFORMS


def refusable(client: Client) -> list[Authorisation]:
    """Documents of a client that were sent and not accepted, the newest first."""
    rows = Authorisation.objects.filter(
        package__client=client, state=AuthorisationState.SENT, package__state__in=WAITING
    )
    others = rows.exclude(kind__signed_by=SignedBy.AGENCY).exclude(number="")
    return list(others.select_related("kind", "portal").order_by("-pk")[:50])


def refused_by(refusal: Authorisation) -> Authorisation | None:
    """The document that a refusal names, while it waits."""
    number = refusal.values.get(NUMBER, "")
    if not number or not refuses(refusal.kind):
        return None
    rows = Authorisation.objects.filter(number=number, package__client=refusal.package.client_id)
    return rows.filter(state=AuthorisationState.SENT).select_related("kind", "package").first()
