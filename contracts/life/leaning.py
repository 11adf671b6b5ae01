"""Documents taken over that would outlive what they lean on. Reads, never writes."""

from datetime import timedelta

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Least

from contracts.models import Authorisation
from contracts.models.drafts import LIVING, AuthorisationQuerySet
from desk import clock

_RECENT = timedelta(days=2)  # what came earlier was looked at then


def unwritten() -> AuthorisationQuerySet:
    """Those of the last takeovers whose agreement, or the power under which they were given, has an end that
    is earlier than theirs and does not stand in their row yet."""
    own = Least("valid_until", "last_day")
    rows = Authorisation.objects.opening().annotate(
        own_end=own, contract=KT("values__contract_number"),
        grantor_end=Least("granted_under__valid_until", "granted_under__last_day"),
    )  # fmt: skip
    agreements = Authorisation.objects.opening().filter(
        package__client=OuterRef("package__client"), portal=OuterRef("portal"), number=OuterRef("contract")
    )
    ends = agreements.exclude(number="").annotate(end=own).exclude(end=None)
    rows = rows.annotate(agreement_end=Subquery(ends.order_by("end").values("end")[:1]))
    by_grantor = Q(_later_than("grantor_end"), kind__ends_with_grantor=True)
    recent = rows.filter(taken_over__started_at__gte=clock.now() - _RECENT, state__in=LIVING)
    return recent.filter(by_grantor | _later_than("agreement_end"))


def _later_than(end: str) -> Q:
    return Q(Q(own_end=None) | Q(own_end__gt=F(end)), **{f"{end}__isnull": False})
