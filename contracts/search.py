"""Documents in the search box: by number."""

import re

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from contracts.models import Authorisation, Kind
from desk import clock
from desk.people.models import User
from desk.people.permissions import at_the_desk
from desk.slots import Hit, by_number

MOST = 8
SHORTEST_NUMBER = 3  # digits of a number typed without its prefix and year


@by_number
def documents(user: User, text: str, limit: int = MOST) -> list[Hit]:
    """The search box's share of this room (slot SEARCHES): by number, also without prefix, year or zeros."""
    if at_the_desk(user) is not None:
        return []
    asked = Q(number__in=_numbers(text))
    if said := text.strip():
        asked |= Q(number__iexact=said, taken_over__isnull=False)  # it has the number that it had
    found = Authorisation.objects.filter(asked).select_related("kind", "package__client")
    return [
        Hit(
            _("Documents"),
            f"{each.number} · {each.kind}",
            each.package.client.name,
            reverse("contracts:page", args=[each.package_id]),
            shown=(("client", each.package.client_id),),
        )
        for each in found.order_by("-pk")[:limit]
    ]


def _numbers(text: str) -> list[str]:
    """Full numbers that the text may stand for: "kl 2026 12" one of them, "012" those of two years."""
    typed = re.fullmatch(r"([A-Za-z]{1,4}(?=[\s-]|\d))?[\s-]*(?:(20\d\d)[\s-]+)?(\d{1,6})", text.strip())
    if typed is None or not (typed[1] or typed[2] or len(typed[3]) >= SHORTEST_NUMBER):
        return []
    this = clock.now().year
    years = [int(typed[2])] if typed[2] else [this, this - 1]
    prefixes = [typed[1].upper()] if typed[1] else Kind.objects.values_list("prefix", flat=True)
    return [f"{prefix}-{year}-{int(typed[3]):04d}" for prefix in prefixes for year in years]
