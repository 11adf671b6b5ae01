"""Asking for a second pair of eyes, and giving it."""

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, live
from desk.http import Refused
from desk.people import approvals
from desk.people.enums import ApprovalState, Second
from desk.people.models import Approval, User


@transaction.atomic
def ask_second(
    *,
    kind: str,
    subject: tuple[str, int],
    by: User,
    client_id: int | None = None,
    verdict: str = "",
    **params: str | int,
) -> Approval | None:
    """Let a second person look; None where the policy wants nobody, so the room goes on by itself.

    While one of this kind about this thing waits, it is that one.
    """
    second = approvals.second_for(kind, verdict)
    if second == Second.NOBODY:
        return None
    approval, _made = Approval.objects.get_or_create(
        kind=kind,
        subject_kind=subject[0],
        subject_id=subject[1],
        state=ApprovalState.WAITING,
        defaults={
            "verdict": verdict, "second": second, "client_id": client_id, "params": params, "asked_by": by,
        },
    )  # fmt: skip
    live.announce("second")
    return approval


@transaction.atomic
def decide_second(*, approval: Approval, approved: bool, by: User, reason: str = "") -> Approval:
    """The second person's word; a refusal needs a reason. The room's own action follows at once."""
    approval.refresh_from_db(from_queryset=Approval.objects.select_for_update())
    if approval.state != ApprovalState.WAITING:
        raise Refused(_("This has been decided already."))
    if refusal := approvals.refusal(approval, by):
        raise Refused(refusal)
    if not approved and not reason.strip():
        raise Refused(_("Say why not."))
    approval.state = ApprovalState.APPROVED if approved else ApprovalState.REFUSED
    approval.decided_by, approval.decided_at, approval.reason = by, clock.now(), reason.strip()
    approval.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    approvals.kinds()[approval.kind].decided(approval)
    live.announce("second")
    return approval


@transaction.atomic
def withdraw_second(*, approval: Approval, by: User) -> Approval:
    """The person who asked no longer needs it."""
    approval.refresh_from_db(from_queryset=Approval.objects.select_for_update())
    if approval.state == ApprovalState.WAITING:
        approval.state = ApprovalState.WITHDRAWN
        approval.save(update_fields=["state"])
        live.announce("second")
    return approval
