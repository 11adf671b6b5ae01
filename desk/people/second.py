"""The list of what waits for a second person, and for whom. Reads, never writes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from desk import clock
from desk.people import approvals
from desk.people.models import Approval, User
from desk.people.words import page_of
from desk.slots import Kept

ANSWERED = timedelta(days=14)  # how long the one who asked is shown what was answered
MOST = 200  # rows that wait; more than that is not a list to work from


@dataclass(frozen=True)
class Row:
    """One thing that waits for a second person, as this reader meets it."""

    approval: Approval
    text: str
    url: str
    refusal: str
    may_withdraw: bool = False

    @property
    def mine(self) -> bool:
        """Whether the reader may be the second person."""
        return not self.refusal

    @property
    def reasoned(self) -> bool:
        """Whether a yes needs a reason too."""
        kind = approvals.kinds().get(self.approval.kind)
        return kind is not None and kind.reasoned


def waiting(user: User, kept: Collection[Kept]) -> list[Row]:
    """Everything that waits: what this person may decide first, then what others must, each oldest first."""
    rows = Approval.objects.waiting().without(kept).select_related("asked_by").order_by("asked_at", "pk")
    found = [_row(approval, user) for approval in rows[:MOST]]
    return sorted(found, key=lambda row: not row.mine)


def answered(user: User, kept: Collection[Kept]) -> list[Row]:
    """What became lately of that which this person asked, the last first."""
    since = clock.now() - ANSWERED
    rows = Approval.objects.answered_to(user.pk or 0, since).without(kept).select_related("decided_by")
    return [_row(approval, user) for approval in rows[:MOST]]


def _row(approval: Approval, user: User) -> Row:
    text = approvals.text_of(approval)
    url = page_of(approval.subject_kind, approval.subject_id)
    kind = approvals.kinds().get(approval.kind)
    own = approval.asked_by_id == user.pk and (kind is None or not kind.needed)
    return Row(approval, text, url, approvals.refusal(approval, user), own)
