"""Shifts of the week's plan, and helpers who hold the desk's rights for some days.

The database refuses two shifts of one person at a time; what it refuses is said in words.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import workdays
from desk.http import Refused
from desk.people.enums import Duty, Role
from desk.people.models import Absence, Shift, User, UserRole
from desk.people.permissions import DESK
from desk.people.roster import week

OVERLAP = "people_shift_one_at_a_time"
NAMED = 5  # shifts of which each is named in a message


@dataclass(frozen=True)
class Hours:
    """From when until when on one day, by the clock on the wall, and in which duty."""

    begins: time
    ends: time
    duty: Duty = Duty.CALLS


@dataclass(frozen=True)
class Planned:
    """What was made of many days at once, and in words what was not and why."""

    made: tuple[Shift, ...]
    said: tuple[str, ...]


@transaction.atomic
def add_shift(*, user: User, day: date, hours: Hours, by: User) -> Shift:
    """Plan one shift; also on a holiday, since somebody may have to work then."""
    _check(user, day)
    shift = Shift(user=user, duty=hours.duty)
    return _place(shift, day, hours, by)


@transaction.atomic
def change_shift(*, shift: Shift, hours: Hours, by: User) -> Shift:
    """Other times or another duty, on the same day."""
    day = workdays.day_of(shift.starts_at)
    _check(shift.user, day)
    shift.duty = hours.duty
    return _place(shift, day, hours, by)


@transaction.atomic
def remove_shift(*, shift: Shift, by: User) -> None:
    """Take a shift out of the plan; its history stays."""
    shift._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
    shift.delete()


@transaction.atomic
def take_back(*, shifts: Iterable[int], by: User) -> int:
    """Remove what was just planned by `by` at one stroke, except what was changed since; how many."""
    pks = list(shifts)
    touched = Shift.history.filter(id__in=pks).exclude(history_type="+", history_user=by)
    rows = list(Shift.objects.filter(pk__in=pks).exclude(pk__in=list(touched.values_list("id", flat=True))))
    for shift in rows:
        remove_shift(shift=shift, by=by)
    return len(rows)


@transaction.atomic
def plan_days(*, user: User, days: Sequence[date], hours: Hours, by: User) -> Planned:
    """The same shift on several days: not on holidays or absences, ending earlier on shortened days."""
    wanted = [
        Shift(
            user=user,
            duty=hours.duty,
            starts_at=_moment(day, hours.begins),
            ends_at=_moment(day, hours.ends),
        )
        for day in days
    ]
    _check_order(wanted[0].starts_at, wanted[0].ends_at) if wanted else None
    return _lay(wanted, by)


@transaction.atomic
def copy_week(*, monday: date, by: User) -> Planned:
    """Lay the week that begins on `monday` over the next one, where what already stands is kept."""
    rows = Shift.objects.within(monday, monday + timedelta(days=6)).select_related("user")
    wanted = [_a_week_later(shift) for shift in rows.order_by("starts_at", "user_id")]
    short = [day.date for day in week(monday) if day.shortened and any(_on(row, day.date) for row in rows)]
    planned = _lay(wanted, by)
    words = _("%(day)s was shortened: its shifts were copied as they stood.")
    return Planned(planned.made, (*planned.said, *(words % {"day": _day(day)} for day in short)))


@transaction.atomic
def add_helper(*, user: User, first: date, last: date, hours: Hours, by: User) -> Planned:
    """Lend a colleague the specialist's role from `first` to `last`, and plan those working days."""
    if last < first:
        raise Refused(_("The last day is before the first."))
    if (last - first).days >= settings.ROSTER_HELPER_DAYS:
        raise Refused(
            _("A helper comes for at most %(days)s days; for longer, the administrator gives the role.")
            % {"days": settings.ROSTER_HELPER_DAYS}
        )
    if last < workdays.today():
        raise Refused(_("These days are over."))
    # The row of the person keeps two heads from lending the same days twice.
    User.objects.select_for_update().get(pk=user.pk)
    if UserRole.objects.within(first, last).filter(user=user, role__in=DESK).exists():
        raise Refused(_("%(name)s already has a role at the desk on these days.") % {"name": user})
    role = UserRole(user=user, role=Role.SPECIALIST, from_day=first, until_day=last)
    role._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
    role.save()
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    working = [day for day in days if workdays.is_working(day)] or days
    planned = plan_days(user=user, days=working, hours=hours, by=by)
    if hours.duty != Duty.CALLS or user.extension:
        return planned
    said = _("%(name)s has no extension, so calls do not ring there: the administrator adds it.")
    return Planned(planned.made, (*planned.said, said % {"name": user}))


@transaction.atomic
def end_helper(*, role: UserRole, by: User) -> None:
    """The helper is needed no longer: the role ends with yesterday, and what was planned from today goes."""
    today = workdays.today()
    if role.until_day is None or role.role != Role.SPECIALIST:
        raise Refused(_("This role was not lent for some days: the administrator changes it."))
    if role.until_day < today:
        raise Refused(_("These days are over."))
    first = max(today, role.from_day or today)
    for shift in Shift.objects.within(first, role.until_day).filter(user=role.user):
        remove_shift(shift=shift, by=by)
    role._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
    if role.from_day is not None and role.from_day >= today:
        role.delete()
        return
    role.until_day = today - timedelta(days=1)
    role.save(update_fields=["until_day"])


def _moment(day: date, hour: time) -> datetime:
    """In UTC: two times in one zone are compared by the wall's clock, which jumps on two nights a year."""
    return workdays.at(day, hour).astimezone(UTC)


def _day(day: date) -> str:
    return date_format(day, "D d.m")


def _on(shift: Shift, day: date) -> bool:
    return workdays.day_of(shift.starts_at) == day


def _span(shift: Shift) -> str:
    begins, ends = (moment.astimezone(workdays.TALLINN) for moment in (shift.starts_at, shift.ends_at))
    return f"{begins:%H:%M}–{ends:%H:%M}"


def _a_week_later(shift: Shift) -> Shift:
    """The same times on the wall's clock, also when the clocks change in between."""
    begins, ends = (
        (moment.astimezone(workdays.TALLINN) + timedelta(days=7)).astimezone(UTC)
        for moment in (shift.starts_at, shift.ends_at)
    )
    return Shift(user=shift.user, duty=shift.duty, starts_at=begins, ends_at=ends)


def _check_order(begins: datetime, ends: datetime) -> None:
    if ends <= begins:
        raise Refused(_("A shift ends after it begins, on the same day."))


def _check(user: User, day: date) -> None:
    if Absence.objects.on(day).filter(user=user).exists():
        raise Refused(_("%(name)s is absent on %(day)s.") % {"name": user, "day": _day(day)})
    if not UserRole.objects.in_force(day).filter(user=user, role__in=DESK).exists():
        raise Refused(
            _("%(name)s has no role at the desk on %(day)s: add a helper first.")
            % {"name": user, "day": _day(day)}
        )


def _place(shift: Shift, day: date, hours: Hours, by: User) -> Shift:
    shift.starts_at, shift.ends_at = _moment(day, hours.begins), _moment(day, hours.ends)
    _check_order(shift.starts_at, shift.ends_at)
    if not _saved(shift, by):
        raise Refused(_overlap(shift))
    return shift


def _saved(shift: Shift, by: User) -> bool:
    """Write the shift; False if the database refused it because the person works then already."""
    shift._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
    try:
        with transaction.atomic():
            shift.save()
    except IntegrityError as trouble:
        if OVERLAP not in str(trouble):
            raise
        return False
    return True


def _overlap(shift: Shift) -> str:
    """What stands in the way, read again since another may have written it a moment ago."""
    standing = Shift.objects.between(shift.starts_at, shift.ends_at).filter(user=shift.user)
    others = standing.exclude(pk=shift.pk)
    spans = ", ".join(f"{_span(row)} ({row.get_duty_display()})" for row in others)
    return _("%(name)s already works on %(day)s at that time: %(spans)s.") % {
        "name": shift.user,
        "day": _day(workdays.day_of(shift.starts_at)),
        "spans": spans or "–",
    }


def _named(shifts: list[Shift]) -> str:
    """Few by their days, many by how many each person has."""
    if len(shifts) <= NAMED:
        return ", ".join(f"{shift.user} {_day(workdays.day_of(shift.starts_at))}" for shift in shifts)
    return ", ".join(f"{user} ({count})" for user, count in Counter(shift.user for shift in shifts).items())


def _lay(wanted: Iterable[Shift], by: User) -> Planned:
    """Write the shifts that can stand, and say of the others why not."""
    rows = list(wanted)
    if not rows:
        return Planned((), (_("There is nothing to plan."),))
    laying = _Laying(rows)
    made = tuple(shift for shift in laying.fitting() if laying.keep(shift, _saved(shift, by)))
    return Planned(made, laying.said())


class _Laying:
    """The days of many shifts, read once, and what was found on the way."""

    def __init__(self, rows: list[Shift]) -> None:
        self.rows = rows
        days = [workdays.day_of(row.starts_at) for row in rows]
        first, last = min(days), max(days)
        people = {row.user_id for row in rows}
        self.absences = list(Absence.objects.within(first, last).filter(user__in=people))
        self.roles = list(UserRole.objects.within(first, last).filter(user__in=people, role__in=DESK))
        self.ends: dict[tuple[int, date], datetime] = {}
        for row in rows:
            key = (row.user_id, workdays.day_of(row.starts_at))
            self.ends[key] = max(row.ends_at, self.ends.get(key, row.ends_at))
        self.holidays: dict[date, None] = {}
        self.shortened: dict[date, None] = {}
        self.absent: dict[User, dict[date, None]] = defaultdict(dict)
        self.gone: dict[User, None] = {}
        self.standing: list[Shift] = []

    def fitting(self) -> Iterable[Shift]:
        """Those for whose day nothing speaks against it, cut where the day is shorter."""
        for row in self.rows:
            day = workdays.day_of(row.starts_at)
            if workdays.holiday(day):
                self.holidays[day] = None
            elif any(a.user_id == row.user_id and a.first_day <= day <= a.last_day for a in self.absences):
                self.absent[row.user][day] = None
            elif not any(role.user_id == row.user_id and role.covers(day) for role in self.roles):
                self.gone[row.user] = None
            elif not workdays.is_shortened(day) or self._cut(row, day):
                yield row

    def _cut(self, row: Shift, day: date) -> bool:
        """End the person's day three hours earlier; False if nothing is left of this shift."""
        self.shortened[day] = None
        row.ends_at = min(row.ends_at, self.ends[row.user_id, day] - workdays.SHORTENED_BY)
        return row.ends_at > row.starts_at

    def keep(self, shift: Shift, saved: bool) -> bool:
        if not saved:
            self.standing.append(shift)
        return saved

    def said(self) -> tuple[str, ...]:
        """One sentence for each thing that was not done as asked."""
        said = [
            _("%(day)s is a holiday (%(name)s): nothing planned.")
            % {"day": _day(day), "name": workdays.holiday(day)}
            for day in self.holidays
        ]
        said += [
            _("%(day)s is shortened: the day ends three hours earlier.") % {"day": _day(day)}
            for day in self.shortened
        ]
        said += [
            _("%(name)s is absent on %(day)s.") % {"name": user, "day": ", ".join(map(_day, days))}
            for user, days in self.absent.items()
        ]
        said += [_("%(name)s has no role at the desk then.") % {"name": user} for user in self.gone]
        if self.standing:
            words = ngettext(
                "%(count)s shift was left out, since another already stands there: %(names)s.",
                "%(count)s shifts were left out, since others already stand there: %(names)s.",
                len(self.standing),
            )
            said.append(words % {"count": len(self.standing), "names": _named(self.standing)})
        return tuple(said)
