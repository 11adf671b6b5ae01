"""A visit in hand as the reason to look at a client (slot PURPOSES)."""

from collections.abc import Collection

from django.db.models import Q

from desk.counter.enums import VisitState
from desk.counter.models import Visit
from desk.people.deputies import works_for
from desk.people.models import User
from desk.records.purpose import Held, of_open_work


@of_open_work
def visit_in_hand(user: User, client_ids: Collection[int]) -> list[Held]:
    """`visit:7` when somebody of one of these clients is at the person's desk or waits for the person."""
    ids = works_for(user)
    mine = Q(user_id__in=ids, state__in=[VisitState.CALLED, VisitState.SERVING])
    mine |= Q(specialist_id__in=ids, state=VisitState.HANDED)
    return [Held("visit", Visit.objects.filter(mine, client_id__in=client_ids).order_by("pk"))]
