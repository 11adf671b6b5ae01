"""What must always be true of checks of representation."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.records.models import Destruction
from desk.slots import Invariant
from registry.models import Check, CheckPayload

DAY = timedelta(hours=24)
LATEST = 500


def _without_answer() -> list[int]:
    """Answered lately, and neither what was answered is there nor the proof that it was destroyed."""
    rows = Check.objects.answered().order_by("-pk").values_list("pk", flat=True)[:LATEST]
    latest = Check.objects.filter(pk__in=list(rows))
    proof = Destruction.objects.filter(subject_kind__in=["check", "checkpayload", "check_payload"])
    proof = proof.filter(subject_id=OuterRef("pk"))
    kept = CheckPayload.objects.filter(check_row=OuterRef("pk"))
    return list(latest.filter(~Exists(kept), ~Exists(proof)).values_list("pk", flat=True))


def _waits_for_days() -> Any:
    return Check.objects.waiting().by_people().filter(asked_at__lt=clock.now() - DAY)


INVARIANTS = (
    Invariant(
        "registry.answer",
        _("What the register answered is kept as evidence, or its destruction is proven."),
        _("Somebody deleted rows in the database itself: find out who and when, and restore them."),
        _without_answer,
    ),
    Invariant(
        "registry.waiting",
        _("No question of a person waits for the register longer than a day."),
        _("See the state of the Business Register; meanwhile proof can be taken in by hand."),
        _waits_for_days,
        grave=False,
    ),
)
