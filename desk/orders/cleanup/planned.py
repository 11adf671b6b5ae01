"""A change as it is planned, before it is written into a batch."""

import dataclasses
from collections.abc import Iterator
from typing import Any

from desk.orders.enums import ChangeState
from desk.orders.models import Batch, BatchChange, WorkItem

CHUNK = 500  # rows of an order looked at together


@dataclasses.dataclass(frozen=True)
class Planned:
    """`why` is the code of why nothing is done there (words.WHY); `seen` is what must still be so later."""

    subject_kind: str
    subject_id: int
    client_id: int | None
    field: str
    before: str = ""
    after: str = ""
    why: str = ""
    seen: dict[str, Any] = dataclasses.field(default_factory=dict)

    def row(self, batch: Batch, position: int) -> BatchChange:
        """As the batch keeps it."""
        return BatchChange(
            batch=batch, position=position, subject_kind=self.subject_kind, subject_id=self.subject_id,
            client_id=self.client_id, field=self.field, before=self.before, after=self.after, why=self.why,
            state=ChangeState.LEFT if self.why else ChangeState.PLANNED,
            kept={"seen": self.seen} if self.seen else {},
        )  # fmt: skip


# A planner answers with changes, and with the bare code of what needs no line of its own (words.NOTHING).
Found = Planned | str


def left(item: WorkItem, field: str, why: str, after: str = "") -> Planned:
    """The row is left alone."""
    return Planned("work_item", item.pk, item.client_id, field, after=after, why=why)


def chunks(batch: Batch) -> Iterator[list[WorkItem]]:
    """All rows of the order with their clients, some at a time, in their order."""
    last = 0
    while rows := list(
        WorkItem.objects.of_order(batch.order_id).filter(position__gt=last).select_related("client")[:CHUNK]
    ):
        yield rows
        last = rows[-1].position


def cell(batch: Batch, item: WorkItem) -> str:
    """What stands in the chosen column; empty where the row is shorter."""
    column = int(batch.params["column"])
    values = item.values
    return str(values[column]).strip() if column < len(values) else ""
