"""Open work of absent people in this room, for whoever does it meanwhile (slot HANDOVER)."""

from collections.abc import Collection, Iterator

from django.db.models import F, IntegerField, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from desk.calls.enums import State
from desk.calls.models import Call, Callback
from desk.slots import Work

_COLUMNS = ("kind", "about", "due", "owed_by", "concerned")


def work(user_ids: Collection[int]) -> Iterator[Work]:
    """Callbacks that these people are to make, and their calls that ended without being closed."""
    planned = Callback.objects.planned().filter(owner__in=user_ids).order_by("slot_at", "pk")
    callbacks = planned.annotate(
        kind=Value("callback"), about=F("pk"), due=F("slot_at"), owed_by=F("owner_id"),
        concerned=F("enquiry__concerns_id"),
    )  # fmt: skip
    ended = Call.objects.filter(state=State.WRAP_UP, user__in=user_ids).newest_first()
    calls = ended.annotate(
        kind=Value("call"), about=F("pk"), due=F("hung_up_at"), owed_by=F("user_id"),
        concerned=Value(None, IntegerField()),
    )  # fmt: skip
    found = callbacks.values_list(*_COLUMNS).union(calls.values_list(*_COLUMNS), all=True)
    for kind, pk, due, owner, concerned in found:
        if kind == "callback":
            group, name, page = _("Callbacks"), str(Callback(pk=pk)), "calls:callback"
        else:
            group, name, page = _("Calls to finish"), str(Call(pk=pk)), "calls:workspace"
        url = reverse(page, args=[pk])
        yield Work(group, name, url, due, owner, kind=kind, kept_from=concerned)
