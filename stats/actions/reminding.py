"""What trainings and undertakings ask of people, as to-dos: invitations, what lapses, what ends."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from desk import clock, workdays
from desk.people.actions import give_todo, settle_many_todos, settle_todos
from desk.people.enums import Role
from desk.people.models import User, UserRole
from desk.people.permissions import LEADS
from desk.people.roster import desk_people
from stats.enums.learning import AttendeeState
from stats.learning import lacking
from stats.models import Attendee, LearningSession, Passed, Undertaking

INVITED, LAPSES = "stats.answer_invitation", "stats.training_lapses"
ENDS, GONE = "stats.undertaking_ends", "stats.undertaking_gone"
ATTENDEE, PASSED, UNDERTAKING = "attendee", "passed", "undertaking"
WARNED = timedelta(days=30)  # before an undertaking or an access ends


def when(session: LearningSession) -> str:
    """`23.11.2026 13:00`, in the agency's time."""
    return f"{timezone.localtime(session.starts_at):%d.%m.%Y %H:%M}"


def ask(attendee: Attendee, session: LearningSession) -> None:
    """The invited person owes an answer until it begins. Within a transaction."""
    give_todo(
        kind=INVITED, owner=attendee.user, subject=(ATTENDEE, attendee.pk or 0), due_at=session.starts_at,
        title=session.title, when=when(session),
    )  # fmt: skip


def ask_no_more(attendees: Iterable[Attendee], by: User | None) -> None:
    """Nobody need answer these invitations. Within a transaction."""
    pks = [attendee.pk for attendee in attendees if attendee.pk is not None]
    settle_many_todos(subject_kind=ATTENDEE, subject_ids=pks, by=by, kind=INVITED)


@transaction.atomic
def remind() -> None:
    """Every night, and again without harm: what has come near becomes a to-do, what is over is none."""
    begun = Attendee.objects.filter(state=AttendeeState.INVITED, session__starts_at__lte=clock.now())
    lately = begun.filter(session__starts_at__gt=clock.now() - timedelta(days=7))
    ask_no_more(lately, None)
    _remind_of_trainings(workdays.today())
    for row in Undertaking.objects.in_force().select_related("user", "keeper"):
        remind_of(row)


def _remind_of_trainings(today: date) -> None:
    people = {person.pk: person for person in desk_people(today, today) if person.pk is not None}
    for user_id, rows in lacking.lapsing(people, today).items():
        for held in rows:
            if held.last is not None and held.until is not None:
                taught = Passed.objects.filter(user=user_id, requirement=held.requirement, on_day=held.last)
                give_todo(
                    kind=LAPSES, owner=people[user_id], subject=(PASSED, taught.latest("pk").pk or 0),
                    due_at=_end_of(held.until), title=str(held.requirement), day=f"{held.until:%d.%m.%Y}",
                )  # fmt: skip


def taught_again(passed: Passed, by: User | None) -> None:
    """What was to be repeated has been. Within a transaction."""
    before = Passed.objects.filter(user=passed.user, requirement=passed.requirement).exclude(pk=passed.pk)
    pks = [row.pk for row in before if row.on_day <= passed.on_day]
    settle_many_todos(subject_kind=PASSED, subject_ids=pks, by=by, kind=LAPSES)


def remind_of(row: Undertaking) -> None:
    """A to-do for who minds its dates, when it ends soon, or who has it is gone; none when neither is so."""
    today, what = workdays.today(), row.register or str(row.get_kind_display())
    subject, owner = (UNDERTAKING, row.pk or 0), _minds(row)
    ends = row.ended_on is None and row.until_day is not None and row.until_day <= today + WARNED
    gone = row.ended_on is None and Undertaking.objects.filter(pk=row.pk).of_the_gone(today).exists()
    if ends and row.until_day is not None and owner is not None:
        give_todo(
            kind=ENDS, owner=owner, subject=subject, due_at=_end_of(row.until_day), what=what,
            who=str(row.user), day=f"{row.until_day:%d.%m.%Y}",
        )  # fmt: skip
    if not ends:
        settle_todos(kind=ENDS, subject=subject, by=None)
    if gone and owner is not None:
        give_todo(kind=GONE, owner=owner, subject=subject, what=what, who=str(row.user))
    if not gone:
        settle_todos(kind=GONE, subject=subject, by=None)


def _minds(row: Undertaking) -> User | None:
    """The keeper; a head in place of one who no longer leads."""
    if row.keeper.holds(*LEADS):
        return row.keeper
    heads: QuerySet[UserRole] = UserRole.objects.in_force(workdays.today()).filter(
        role=Role.HEAD, user__is_active=True
    )
    first = heads.select_related("user").order_by("user_id").first()
    return first.user if first else None


def _end_of(day: date) -> datetime:
    return workdays.at(day, time(17))
