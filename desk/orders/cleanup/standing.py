"""What a batch has come to, what it needs, and what stands in the portal when it is undone."""

from dataclasses import dataclass

from django.db.models import Count, Q

from desk.orders.enums import ChangeState, CleanUp, ItemResult
from desk.orders.models import Batch, BatchChange, ItemFinding
from desk.people import actions as people
from desk.people.models import Todo

PORTAL_STANDS = "orders.portal_stands"


@dataclass(frozen=True)
class Counts:
    """How many changes of a batch stand where."""

    planned: int = 0
    done: int = 0
    left: int = 0
    skipped: int = 0
    undone: int = 0
    kept: int = 0
    replaced: int = 0  # planned ones that put something in the place of what stood there

    @property
    def all(self) -> int:
        """Every line."""
        return self.planned + self.done + self.left + self.skipped + self.undone + self.kept

    @property
    def touched(self) -> int:
        """What the batch was to do at all."""
        return self.all - self.left


def counts(batch: Batch) -> Counts:
    """In one statement."""
    rows = batch.changes.order_by().values_list("state").annotate(
        number=Count("pk"), replaced=Count("pk", filter=~Q(before=""))
    )  # fmt: skip
    found = {state: (number, replaced) for state, number, replaced in rows}
    numbers = {state: number for state, (number, _replaced) in found.items()}
    return Counts(**numbers, replaced=found.get(ChangeState.PLANNED.value, (0, 0))[1])


def needs_second(batch: Batch) -> bool:
    """Merging and marking contacts dead always; fields where the order wants it or something is replaced."""
    if batch.what != CleanUp.FIELDS or batch.order.four_eyes:
        return True
    return batch.changes.filter(state=ChangeState.PLANNED).exclude(before="").exists()


def portal_corrections(batch: Batch) -> list[ItemFinding]:
    """What was corrected in the portal in rows of the clients that the batch touched; oldest first."""
    undone = batch.changes.filter(state=ChangeState.UNDONE)
    clients = set(undone.values_list("client_id", flat=True)) - {None}
    merged = BatchChange.objects.filter(batch=batch, state=ChangeState.UNDONE, subject_kind="client")
    clients |= set(merged.values_list("subject_id", flat=True))
    of_them = Q(item__client__in=clients) | Q(item__client__merged_into__in=clients)
    found = ItemFinding.objects.filter(of_them, item__order_id=batch.order_id, result=ItemResult.CORRECTED)
    return list(found.select_related("item", "by").order_by("pk"))


def list_portal_corrections(batch: Batch) -> None:
    """Nobody can undo them from here: each is a to-do for who made it, or who undid the batch."""
    assert batch.undone_by is not None  # a constraint of the table
    found = portal_corrections(batch)
    listed = Todo.objects.open().filter(
        kind=PORTAL_STANDS, subject_kind="item_finding", subject_id__in=[each.pk for each in found]
    )
    known = set(listed.values_list("subject_id", flat=True))
    people.give_todos(
        [
            Todo(
                kind=PORTAL_STANDS, owner=finding.by if finding.by.is_active else batch.undone_by,
                subject_kind="item_finding", subject_id=finding.pk, client_id=finding.item.client_id,
                params={
                    "order": batch.order.number, "batch": batch.number, "row": finding.item.position,
                },
            )
            for finding in found
            if finding.pk not in known
        ]
    )  # fmt: skip
