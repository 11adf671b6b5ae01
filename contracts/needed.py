"""What is needed however old it is, because documents stand or are under way (slot STILL_NEEDED)."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from contracts.models import Authorisation, Finding, Package, Rechecked, RepresentationChange, RightCheck
from contracts.models.drafts import LIVING


def packages() -> QuerySet[Any]:
    """Packages that are worked on, or of which a document stands."""
    standing = Authorisation.objects.filter(state__in=LIVING).order_by().values("package")
    under_way = Q(pk__in=Package.objects.open().order_by().values("pk"))
    return Package.objects.filter(under_way | Q(pk__in=standing)).order_by().values("pk")


def checks() -> QuerySet[Any]:
    """Checks of representation on which a document, its verification or a nightly comparison rests."""
    rests = (
        Package.objects.filter(check_at_sending__isnull=False).order_by().values("check_at_sending"),
        Finding.objects.filter(check_at_sending__isnull=False).order_by().values("check_at_sending"),
        Finding.objects.filter(check_at_acceptance__isnull=False).order_by().values("check_at_acceptance"),
        RightCheck.jobs.order_by().values("check_row"),
        Rechecked.objects.filter(check_row__isnull=False).order_by().values("check_row"),
        RepresentationChange.objects.order_by().values("before"),
        RepresentationChange.objects.order_by().values("after"),
    )
    return rests[0].union(*rests[1:])


NEEDED: dict[str, Callable[[], QuerySet[Any]]] = {"package": packages, "check": checks}
