"""What lower rooms ask of this one through slots: obstacles to closing, purposes, search."""

import re
from collections.abc import Collection

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.enums import PackageState
from contracts.models import Authorisation, Package
from desk.enquiries.models import Enquiry
from desk.people.models import User
from desk.people.permissions import at_the_desk
from desk.slots import Fact, Hit

# Done as far as the enquiry goes: the rest is a step of the worker or of nobody.
_SETTLED = {PackageState.TOLD, PackageState.PUBLISHED, PackageState.RECALLED}


def open_packages(enquiry: Enquiry) -> list[str]:
    """Documents of the enquiry that still wait for somebody (slot CLOSING_OBSTACLES)."""
    waiting = Package.objects.filter(enquiry=enquiry).exclude(state__in=_SETTLED).order_by("pk")
    return [
        _("Documents %(numbers)s are not finished: %(state)s.")
        % {"numbers": package.numbers, "state": package.get_state_display().lower()}
        for package in waiting.prefetch_related("authorisations")
    ]


def open_package(user: User, client_ids: Collection[int]) -> str:
    """`package:7` when documents that the person drafted for one of the clients are open (slot PURPOSES)."""
    mine = Package.objects.open().filter(client_id__in=client_ids, drafted_by=user)
    pk = mine.order_by("-pk").values_list("pk", flat=True).first()
    return f"package:{pk}" if pk else ""


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


def documents(user: User, text: str) -> list[Hit]:
    """The search box's share of this room (slot SEARCHES): by number, also without its zeros."""
    match = re.fullmatch(r"([A-Za-z]{1,4})-(\d{4})-(\d{1,6})", text.strip())
    if match is None or at_the_desk(user) is not None:
        return []
    number = f"{match[1].upper()}-{match[2]}-{int(match[3]):04d}"
    found = Authorisation.objects.filter(number=number).select_related("kind", "package__client")
    return [
        Hit(
            _("Documents"),
            f"{each.number} · {each.kind}",
            each.package.client.name,
            reverse("contracts:page", args=[each.package_id]),
            shown=(("client", each.package.client_id),),
        )
        for each in found
    ]
