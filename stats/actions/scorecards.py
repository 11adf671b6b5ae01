"""Scorecards: the next version, used once a second person has approved it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.http import Refused
from desk.people.actions import ask_second, tell, withdraw_about
from desk.people.enums import ApprovalState
from desk.people.models import Approval, User
from stats.enums.quality import WorkKind
from stats.models import Criterion, CriticalError, Scorecard

KIND = "stats.scorecard"


@dataclass(frozen=True)
class Line:
    """A criterion, or (without a section) a critical error, as it is worded."""

    key: str
    name_et: str
    name_en: str
    guidance_et: str = ""
    guidance_en: str = ""
    section_et: str = ""
    section_en: str = ""


@transaction.atomic
def revise(*, work: WorkKind, criteria: Sequence[Line], errors: Sequence[Line], by: User | None) -> Scorecard:
    """Write the next version; it is used when approved. Reviews keep the version that they were begun with.

    By nobody: what the house begins with, which needs no approval.
    """
    if not criteria:
        raise Refused(_("A scorecard has at least one criterion."))
    for lines in (criteria, errors):
        if len({line.key for line in lines}) < len(lines):
            raise Refused(_("Each key stands once."))
    before = Scorecard.objects.select_for_update().filter(work=work).order_by("-number").first()
    made = Scorecard.objects.create(work=work, number=before.number + 1 if before else 1, made_by=by)
    Criterion.objects.bulk_create(
        Criterion(scorecard=made, position=place, **vars(line)) for place, line in enumerate(criteria, 1)
    )
    unsectioned = ({k: v for k, v in vars(line).items() if not k.startswith("section")} for line in errors)
    CriticalError.objects.bulk_create(
        CriticalError(scorecard=made, position=place, **words) for place, words in enumerate(unsectioned, 1)
    )
    if before is not None:
        # What waited for a second person is overtaken.
        withdraw_about(kind=KIND, subject=("scorecard", before.pk), by=by)
    asked = by and ask_second(kind=KIND, subject=("scorecard", made.pk), by=by, version=made.number)
    if not asked:
        _use(made, None)
    return made


def version_said(approval: Approval) -> None:
    """The second person's word: approved, the version is used from now on; its writer is told."""
    scorecard = Scorecard.objects.select_for_update().filter(pk=approval.subject_id).first()
    if scorecard is None or scorecard.approved_at is not None:
        return
    about = ("scorecard", scorecard.pk)
    if approval.state == ApprovalState.APPROVED:
        _use(scorecard, approval.decided_by)
        tell(users=[approval.asked_by], kind="stats.scorecard_accepted", subject=about)
    else:
        tell(users=[approval.asked_by], kind="stats.scorecard_refused", subject=about, reason=approval.reason)


def _use(scorecard: Scorecard, by: User | None) -> None:
    scorecard.approved_at, scorecard.approved_by = clock.now(), by
    scorecard.save(update_fields=["approved_at", "approved_by"])
