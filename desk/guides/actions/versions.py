"""The words of a guide: drafted, proposed, published, replaced; a published version never changes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from django.contrib.postgres.search import SearchVectorField
from django.db import transaction
from django.db.models import Max, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.guides import permissions, stems
from desk.guides.actions.flags import settle_with
from desk.guides.actions.guides import review_from
from desk.guides.actions.holding import current, lock, note
from desk.guides.enums import GuideKind, VersionState
from desk.guides.models import Guide, GuideStep, GuideVersion
from desk.http import Refused
from desk.people.actions import ask_second, settle_todos, withdraw_second
from desk.people.models import Approval, User

LANGUAGES = ("et", "en", "ru")
REVIEW_MONTHS = 6  # what a new guide begins with; its owner sets its own


@dataclass(frozen=True)
class Wording:
    """What a version says; a step is its text in Estonian, English and Russian."""

    title_et: str
    title_en: str = ""
    title_ru: str = ""
    body_et: str = ""
    body_en: str = ""
    body_ru: str = ""
    change_note: str = ""
    steps: Sequence[tuple[str, str, str]] = field(default=())


@transaction.atomic
def draft(
    *,
    guide: Guide | None,
    wording: Wording,
    by: User,
    topic_codes: Sequence[str] = (),
    owner: User | None = None,
) -> GuideVersion:
    """Write the draft of a guide's next version, or of a new guide; its words stand for the ones before.

    A draft that waited to be published waits no longer: what is published is what the second person saw.
    """
    if guide is None:
        today = workdays.today()
        guide = Guide.objects.create(
            owner=owner or by, topic_codes=list(topic_codes), review_months=REVIEW_MONTHS,
            review_on=review_from(today, REVIEW_MONTHS),
        )  # fmt: skip
    else:
        lock(guide)
    version = guide.versions.filter(state=VersionState.DRAFT).select_related("guide").first()
    if version is None:
        last = guide.versions.aggregate(last=Max("number"))["last"] or 0
        version = GuideVersion(guide=guide, number=last + 1)
    else:
        if not permissions.sees(version, by):
            raise Refused(_("Somebody else is writing the next version of this guide."))
        withdraw(version, by)
    words = asdict(wording)
    steps = words.pop("steps")
    for name, text in words.items():
        setattr(version, name, text.strip())
    version.written_by, version.written_at = by, clock.now()
    version.save()
    version.steps.all().delete()
    GuideStep.objects.bulk_create(
        GuideStep(version=version, position=position, text_et=et, text_en=en, text_ru=ru)
        for position, (et, en, ru) in enumerate(steps, start=1)
    )
    index(version)
    note("drafted", guide, by)
    return version


def index(version: GuideVersion) -> None:
    """Make the words by which the version is found anew."""
    steps = list(version.steps.all())
    fields = [("A", code, str(getattr(version, f"title_{code}"))) for code in LANGUAGES]
    fields += [("B", code, str(getattr(step, f"text_{code}"))) for step in steps for code in LANGUAGES]
    fields += [("C", code, str(getattr(version, f"body_{code}"))) for code in LANGUAGES]
    words = Cast(Value(stems.vector(fields)), SearchVectorField())
    GuideVersion.objects.filter(pk=version.pk).update(words=words)


def waiting(version: GuideVersion) -> Approval | None:
    """The second person's look that the version waits for."""
    return Approval.objects.waiting().of("guides.publish", ("guide_version", version.pk)).first()


def withdraw(version: GuideVersion, by: User) -> None:
    """The version no longer waits for a second person."""
    if (approval := waiting(version)) is not None:
        withdraw_second(approval=approval, by=by)


@transaction.atomic
def propose(*, version: GuideVersion, by: User) -> bool:
    """Publish, or let a second person do so where the policy wants one; whether it is published now."""
    _refuse_unfinished(version)
    if permissions.may_publish(by):
        publish(version=version, by=by)
        return True
    asked = ask_second(
        kind="guides.publish", subject=("guide_version", version.pk), by=by, title=version.title_et
    )
    if asked is None:
        publish(version=version, by=by)
        return True
    note("proposed", version.guide, by, number=version.number)
    return False


@transaction.atomic
def publish(*, version: GuideVersion, by: User) -> GuideVersion:
    """The version is in force from now on; remarks made before it was written are answered by it."""
    guide = version.guide
    lock(guide)
    version.refresh_from_db()
    _refuse_unfinished(version)
    if (before := current(guide)) is not None:
        GuideVersion.objects.filter(pk=before.pk).update(state=VersionState.REPLACED)
    now = clock.now()
    version.state, version.published_at, version.published_by = VersionState.PUBLISHED, now, by
    version.save(update_fields=["state", "published_at", "published_by"])
    withdraw(version, by)
    guide.kind = GuideKind.PROCESS if version.steps.exists() else GuideKind.ARTICLE
    guide.active, guide.reviewed_at = True, now
    guide.review_on = review_from(workdays.day_of(now), guide.review_months)
    guide.save(update_fields=["kind", "active", "reviewed_at", "review_on"])
    settle_todos(kind="guides.review", subject=("guide", guide.pk), by=by)
    settle_with(version, by)
    note("published", guide, by, number=version.number)
    return version


def _refuse_unfinished(version: GuideVersion) -> None:
    if version.state != VersionState.DRAFT:
        raise Refused(_("This version is published already."))
    if not version.body_et and not version.steps.exists():
        raise Refused(_("Write the text or the steps first."))


@transaction.atomic
def discard(*, version: GuideVersion, by: User) -> None:
    """Throw the draft away; a guide that never had another version goes with it."""
    guide = version.guide
    lock(guide)
    version.refresh_from_db()
    if version.state != VersionState.DRAFT:
        raise Refused(_("This version is published already."))
    withdraw(version, by)
    note("discarded", guide, by)
    version.delete()
    if not guide.versions.exists():
        guide.delete()
