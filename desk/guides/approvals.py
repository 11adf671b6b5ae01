"""What waits here for a second pair of eyes (slot SECOND_EYES): a version that a specialist wrote."""

from django.utils.translation import gettext_lazy as _

from desk.guides import actions
from desk.guides.enums import VersionState
from desk.guides.models import GuideVersion
from desk.people.actions import tell
from desk.people.approvals import Kind
from desk.people.enums import ApprovalState, Second
from desk.people.models import Approval


def decided(approval: Approval) -> None:
    """Approved, the version is published by the second person; refused, its writer learns why."""
    version = GuideVersion.objects.select_related("guide").filter(pk=approval.subject_id).first()
    if version is None or version.state != VersionState.DRAFT or approval.decided_by is None:
        return
    subject, writer = ("guide", version.guide_id), approval.asked_by
    if approval.state == ApprovalState.APPROVED:
        actions.publish(version=version, by=approval.decided_by)
        tell(users=[writer], kind="guides.accepted", subject=subject, title=version.title_et)
    else:
        tell(
            users=[writer], kind="guides.refused", subject=("guide_version", version.pk),
            title=version.title_et, reason=approval.reason,
        )  # fmt: skip


KINDS = {
    "guides.publish": Kind(
        text=_("A version of a guide waits to be published: %(title)s"),
        page="guides:version",
        decided=decided,
        usual={"": Second.LEADS},
        tells_itself=True,
    )
}
