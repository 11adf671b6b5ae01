"""Which guides were used for an enquiry, how far they were followed, and that one of them misled."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from desk.enquiries.actions.holding import lock, note
from desk.enquiries.models import Enquiry, UsedGuide
from desk.guides import actions as guides
from desk.guides.enums import VersionState
from desk.guides.models import GuideFlag, GuideVersion
from desk.http import Refused
from desk.people.models import User


@transaction.atomic
def use_guide(*, enquiry: Enquiry, version: GuideVersion, by: User) -> UsedGuide:
    """The guide was opened for this enquiry, in the version that stands now; again changes nothing."""
    lock(enquiry)
    if version.state == VersionState.DRAFT:
        raise Refused(_("This version is not published yet."))
    used, new = UsedGuide.objects.get_or_create(enquiry=enquiry, version=version, defaults={"used_by": by})
    if new:
        note("guide_used", enquiry, by, title=version.title_et)
    return used


@transaction.atomic
def tick_steps(*, used: UsedGuide, steps: Collection[int], shown: Collection[int], by: User) -> UsedGuide:
    """These steps are done; of the others only those lose their tick that the person saw ticked (`shown`)."""
    used.refresh_from_db(from_queryset=UsedGuide.objects.select_for_update())
    known = set(used.version.steps.values_list("position", flat=True))
    done = (set(used.steps) - (set(shown) - set(steps))) | set(steps)
    used.steps = sorted(done & known)
    used.save(update_fields=["steps"])
    return used


@transaction.atomic
def unuse_guide(*, used: UsedGuide, by: User) -> None:
    """Opened by mistake: no step of it was done."""
    used.refresh_from_db(from_queryset=UsedGuide.objects.select_for_update())
    if used.steps:
        raise Refused(_("Steps of this guide were done: it stays with the enquiry."))
    note("guide_unused", used.enquiry, by, title=used.version.title_et)
    used.delete()


@transaction.atomic
def guide_misled(*, enquiry: Enquiry, version: GuideVersion, by: User) -> GuideFlag:
    """The guide that was used here is wrong: its owner is asked, and sees by number where it happened."""
    flag = guides.flag(version=version, by=by, enquiry_id=enquiry.pk)
    note("guide_misled", enquiry, by, title=version.title_et)
    return flag
