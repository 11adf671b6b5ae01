"""Asking for a second pair of eyes, and giving it."""

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, live
from desk.http import Refused
from desk.people import approvals
from desk.people.actions.notices import tell
from desk.people.concerned import is_kept
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
    kind = approvals.kinds().get(approval.kind)
    if kind is not None and kind.hold is not None:
        kind.hold(approval)
    approval.refresh_from_db(from_queryset=Approval.objects.select_for_update())
    if approval.state == ApprovalState.WITHDRAWN:
        raise Refused(_("Nobody need look at this any more."))
    if approval.state != ApprovalState.WAITING:
        raise Refused(_("This has been decided already."))
    if is_kept((approval.subject_kind, approval.subject_id), by.pk or 0):
        raise Refused(_("This concerns you: another person decides."))
    if refusal := approvals.refusal(approval, by):
        raise Refused(refusal)
    assert kind is not None  # a kind that nobody offers was refused
    if not reason.strip() and (kind.reasoned or not approved):
        raise Refused(_("Write why you decide so.") if kind.reasoned else _("Say why not."))
    approval.state = ApprovalState.APPROVED if approved else ApprovalState.REFUSED
    approval.decided_by, approval.decided_at, approval.reason = by, clock.now(), reason.strip()
    approval.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    kind.decided(approval)
    if not kind.tells_itself:
        tell(
            users=[approval.asked_by],
            kind="people.second_approved" if approved else "people.second_refused",
            subject=(approval.subject_kind, approval.subject_id),
            client_id=approval.client_id,
        )
    live.announce("second")
    return approval


@transaction.atomic
def withdraw_second(*, approval: Approval, by: User | None) -> Approval:
    """The person who asked no longer needs it, or (nobody) the thing itself has gone on."""
    approval.refresh_from_db(from_queryset=Approval.objects.select_for_update())
    if approval.state == ApprovalState.WAITING:
        approval.state = ApprovalState.WITHDRAWN
        approval.save(update_fields=["state"])
        live.announce("second")
    return approval


@transaction.atomic
def take_back_second(*, approval: Approval, by: User) -> Approval:
    """The person who asked takes the question back."""
    if approval.asked_by_id != by.pk:
        raise Refused(_("Only the person who asked takes it back."))
    kind = approvals.kinds().get(approval.kind)
    if kind is not None and kind.needed:
        raise Refused(_("The thing waits for this decision: it cannot be taken back."))
    return withdraw_second(approval=approval, by=by)


@transaction.atomic
def withdraw_about(*, kind: str, subject: tuple[str, int], by: User | None) -> int:
    """Nobody need look at this thing any more: it has gone on or is gone; how many had waited."""
    waiting = list(Approval.objects.waiting().of(kind, subject))
    for approval in waiting:
        withdraw_second(approval=approval, by=by)
    return len(waiting)
