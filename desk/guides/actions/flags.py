""" "This guide is wrong": said in one click, answered by its owner, and whoever said it is told."""

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.guides import permissions
from desk.guides.actions.guides import ask_about_flag
from desk.guides.actions.holding import answerable, lock, note, title_of
from desk.guides.enums import VersionState
from desk.guides.models import Guide, GuideFlag, GuideVersion
from desk.http import Refused
from desk.people.actions import settle_todos, tell
from desk.people.models import User

LONGEST = 300  # characters of a note or an answer


@transaction.atomic
def flag(*, version: GuideVersion, by: User, enquiry_id: int | None = None) -> GuideFlag:
    """Say that a guide is wrong; said again before it is answered, it is the same remark."""
    if version.state == VersionState.DRAFT:
        raise Refused(_("This version is not published yet."))
    guide = version.guide
    lock(guide)
    made, new = GuideFlag.objects.get_or_create(
        version=version, by=by, settled_at=None, defaults={"enquiry_id": enquiry_id}
    )
    if new:
        if guide.active:
            ask_about_flag(guide, answerable(guide))
        note("flagged", guide, by)
    return made


@transaction.atomic
def remark(*, flag: GuideFlag, text: str, by: User) -> GuideFlag:
    """Add afterwards what is wrong."""
    flag.refresh_from_db(from_queryset=GuideFlag.objects.select_for_update())
    if flag.by_id != by.pk or flag.settled_at is not None:
        raise Refused(_("This remark has been answered already."))
    flag.note = text.strip()[:LONGEST]
    flag.save(update_fields=["note"])
    return flag


@transaction.atomic
def settle(*, flag: GuideFlag, answer: str, by: User) -> GuideFlag:
    """Answer a remark without changing the guide; whoever made it is told."""
    guide = flag.version.guide
    lock(guide)
    flag.refresh_from_db(from_queryset=GuideFlag.objects.select_for_update())
    if refusal := permissions.refuses_settling(guide, by):
        raise Refused(refusal)
    if flag.settled_at is not None:
        raise Refused(_("This remark has been answered already."))
    if not answer.strip():
        raise Refused(_("Write the answer."))
    _close(guide, [flag], answer.strip()[:LONGEST], by, "guides.settled")
    return flag


def settle_with(version: GuideVersion, by: User) -> None:
    """A new version answers the remarks that were made before it was written."""
    guide = version.guide
    older = GuideFlag.objects.open().on(guide.pk).filter(at__lte=version.written_at)
    _close(guide, list(older), version.change_note, by, "guides.corrected")


def _close(guide: Guide, flags: list[GuideFlag], answer: str, by: User, kind: str) -> None:
    for each in flags:
        each.settled_at, each.settled_by, each.answer = clock.now(), by, answer
        each.save(update_fields=["settled_at", "settled_by", "answer"])
        note("settled", guide, by)
        if each.by_id != by.pk:
            told = answer or _("see the new version")
            tell(users=[each.by], kind=kind, subject=("guide", guide.pk), title=title_of(guide), answer=told)
    if not GuideFlag.objects.open().on(guide.pk).exists():
        settle_todos(kind="guides.flag", subject=("guide", guide.pk), by=by)
