"""What the clock does: guides whose review day has come, and the words by which guides are found."""

from django.db import transaction

from desk import workdays
from desk.guides.actions.guides import ask_review
from desk.guides.actions.holding import answerable
from desk.guides.actions.versions import index
from desk.guides.enums import VersionState
from desk.guides.models import Guide, GuideVersion


@transaction.atomic
def ask_for_reviews() -> int:
    """A to-do for each guide whose review day has come; again for one that is still open changes nothing."""
    due = list(Guide.objects.review_due(workdays.today()).select_related("owner"))
    for guide in due:
        ask_review(guide, answerable(guide))
    return len(due)


@transaction.atomic
def index_again() -> int:
    """The words of all guides that are found, as this release cuts them."""
    rows = GuideVersion.objects.exclude(state=VersionState.REPLACED).prefetch_related("steps")
    for version in rows:
        index(version)
    return len(rows)
