"""What lower rooms ask of this one through slots: obstacles to closing, purposes."""

from collections.abc import Collection

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.enums import PackageState
from contracts.models import Package, RepresentationChange
from contracts.models.packages import DONE
from desk.enquiries.models import Enquiry
from desk.people.deputies import works_for
from desk.people.models import User
from desk.records.purpose import Held, of_open_work
from desk.slots import Fact

# Done as far as the enquiry goes: the rest is a step of the worker or of nobody.
_SETTLED = {*DONE, PackageState.PUBLISHED}


def open_packages(enquiry: Enquiry) -> list[str]:
    """Documents of the enquiry that still wait for somebody (slot CLOSING_OBSTACLES)."""
    waiting = Package.objects.filter(enquiry=enquiry).exclude(state__in=_SETTLED).order_by("pk")
    return [
        _("Documents %(numbers)s are not finished: %(state)s.")
        % {"numbers": package.numbers, "state": package.get_state_display().lower()}
        for package in waiting.prefetch_related("authorisations")
    ]


@of_open_work
def open_work(user: User, client_ids: Collection[int]) -> list[Held]:
    """`package:7` when open documents of one of the clients are the person's work today, or else
    `representation_change:7` when such a change is to be seen to (slot PURPOSES)."""
    whose = works_for(user)
    packages = Package.objects.open().owned_by(*whose).filter(client_id__in=client_ids)
    changes = RepresentationChange.objects.open().owned_by(*whose).filter(client_id__in=client_ids)
    return [
        Held("package", packages.order_by("-pk")),
        Held("representation_change", changes.order_by("-pk")),
    ]


def under_way(client_ids: Collection[int]) -> dict[int, list[Fact]]:
    """Documents that are neither in force nor taken back, for a caller's card (slot CALLER_FACTS)."""
    open_ones = Package.objects.open().filter(client_id__in=client_ids).order_by()
    counts = dict(open_ones.values_list("client_id").annotate(Count("authorisations")))
    return {
        client: [
            Fact(
                ngettext("%(n)s document under way", "%(n)s documents under way", n) % {"n": n},
                n,
                reverse("contracts:client_panel", args=[client]),
            )
        ]
        for client, n in counts.items()
        if n
    }
