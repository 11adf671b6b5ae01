"""Changing how long something is kept: longer at once, shorter with a second person, since it destroys."""

from django.db import transaction
from django.utils.translation import gettext as _

from desk.http import Refused
from desk.people.actions.approvals import ask_second, withdraw_about
from desk.people.enums import ApprovalState
from desk.people.models import Approval, User
from desk.records import retention
from desk.records.models import RetentionRule

SHORTER = "records.shorter"
SUBJECT = "retention_rule"


@transaction.atomic
def change_rule(*, rule: RetentionRule, days: int, basis: str, by: User) -> Approval | None:
    """Set how long and why. A shorter term is asked of a second person and stands once that one agrees; the
    question, where there is one. A newer wish takes the place of an older one."""
    if days < 1 or not basis.strip():
        raise Refused(_("Say for how many days, at least one, and on what basis."))
    held = RetentionRule.objects.select_for_update().get(pk=rule.pk)
    withdraw_about(kind=SHORTER, subject=(SUBJECT, held.pk), by=by)
    asked = None
    if days < held.days:
        asked = ask_second(
            kind=SHORTER, subject=(SUBJECT, held.pk), by=by, store=retention.label_of(held.store),
            before=held.days, after=days,
        )  # fmt: skip
        days = held.days
    if (days, basis.strip()) != (held.days, held.basis):
        _keep(held, days, basis.strip(), by)
    return asked


def decided(approval: Approval) -> None:
    """The second person's word: agreed, the shorter term holds from the next night on."""
    if approval.state != ApprovalState.APPROVED:
        return
    held = RetentionRule.objects.select_for_update().get(pk=approval.subject_id)
    _keep(held, int(approval.params["after"]), held.basis, approval.asked_by)


def _keep(rule: RetentionRule, days: int, basis: str, by: User) -> None:
    rule.days, rule.basis = days, basis
    rule._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
    rule.save(update_fields=["days", "basis"])
