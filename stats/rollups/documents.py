"""Packages of documents by the day on which they were drafted."""

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from contracts.enums import ContainerSource, PackageState, ReturnVerdict
from contracts.models import Authorisation, Container, Finding, Package
from stats.rollups.counting import EVERY, Rows, seconds

OURS = [ContainerSource.AGENCY, ContainerSource.TAKEOVER]  # no answer of a client
SENT = Q(sent_at__isnull=False)
ACCEPTED = SENT & Q(signed_at__isnull=False)


def packages() -> QuerySet[Package]:
    """Packages drafted here, with the portal of their first document and what came back.

    `signed_at`: when the last of the documents was accepted.
    """
    documents = Authorisation.objects.filter(package=OuterRef("pk")).order_by()
    accepted = documents.values("package").annotate(last=Max("accepted_at")).values("last")
    answers = Container.objects.filter(package=OuterRef("pk")).exclude(source__in=OURS)
    refused = Finding.objects.deciding().filter(
        verdict=ReturnVerdict.FAILED, verification__container__package=OuterRef("pk")
    )
    refused = refused.exclude(verification__container__source__in=OURS)
    made = Package.objects.exclude(state=PackageState.TAKEN_OVER).filter(client__practice=False)
    return made.annotate(
        portal=Coalesce(Subquery(documents.order_by("pk").values("portal__code")[:1]), Value("")),
        signed_at=Subquery(accepted),
        # Not Exists: PostgreSQL would read every container there is for a list of a few packages.
        answer_id=Subquery(answers.order_by("pk").values("pk")[:1]),
        refusal_id=Subquery(refused.order_by("pk").values("pk")[:1]),
    )


def parts() -> tuple[Rows, ...]:
    """Packages, and what became of them."""
    return (
        Rows(
            packages,
            at="drafted_at",
            keys={"portal": "portal"},
            counts={
                "drafted": EVERY,
                "sent": SENT,
                "returned": Q(answer_id__isnull=False),
                "deficient": Q(refusal_id__isnull=False),
                "accepted": ACCEPTED,
                "published": Q(state__in=[PackageState.PUBLISHED, PackageState.TOLD]),
                "told": Q(state=PackageState.TOLD),
            },
            sums={"accept_s": seconds(ACCEPTED, "sent_at", "signed_at")},
        ),
    )
