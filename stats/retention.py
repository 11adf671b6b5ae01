"""What this room keeps of persons, and how it is let go of (slot RETENTION)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from desk import workdays
from desk.people.models import User
from desk.records import actions as records
from desk.records import retention
from desk.records.models import RetentionRule
from desk.records.retention import Store
from stats.models import PersonDay, PersonMix, TeamDay

PERSON_DAYS = "person_days"


def kept_from() -> date:
    """The first day of which figures of persons are still kept; before it there are sums of the team only."""
    return workdays.today() - timedelta(days=retention.rule_of(PERSON_DAYS).days)


def old_days(before: datetime) -> QuerySet[TeamDay]:
    """Days before that one of which figures of persons are here; a team of one person is a person too."""
    its = [Exists(model.objects.filter(day=OuterRef("day"))) for model in (PersonDay, PersonMix)]
    return TeamDay.objects.filter(its[0] | its[1] | Q(people=1), day__lt=workdays.day_of(before))


@transaction.atomic
def forget_day(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The persons' figures of this day and of earlier ones; the team's sums stay where two or more worked.

    What one person alone did on a day would still say how that person worked, so it goes as well: the
    contacts of the day stay counted where they name nobody (`Traffic`, `Contacts`).
    """
    day = TeamDay.objects.select_for_update().filter(pk=pk).first()
    if day is None:
        return False

    def let_go() -> None:
        PersonDay.objects.filter(day__lte=day.day).delete()
        PersonMix.objects.filter(day__lte=day.day).delete()
        if day.people == 1:
            day.delete()

    records.destroy(rule=rule, subject=("team_day", pk), client_id=None, by=by, kept=[], let_go=let_go)
    return True


# Three months, as the house's default for figures of persons; to be agreed with those whose figures they are.
STORES: tuple[Store, ...] = (
    Store(
        PERSON_DAYS, _("Figures of persons: their days"), 90,
        "Kinnitada töötajate esindajaga: isikulised näitajad kolm kuud, edasi üksnes koondsummad",
        old_days, forget_day,
    ),
)  # fmt: skip
