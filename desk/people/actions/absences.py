"""What people do about absences: enter, change, end. The history of the row keeps who did it; never why."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from desk import live, workdays
from desk.http import Refused
from desk.people import deputies
from desk.people.actions.notices import tell
from desk.people.models import Absence, User
from desk.people.permissions import own_or_leads

EVENT = "handover"  # what the pages of those concerned are told


@transaction.atomic
def enter_absence(*, user: User, first_day: date, last_day: date, deputy: User | None, by: User) -> Absence:
    """Write down that a person is away and who does the work meanwhile; None leaves it to those who lead."""
    _hold(user, by)
    absence = Absence(user=user, first_day=first_day, last_day=last_day, deputy=deputy, entered_by=by)
    _refuse_wrong(absence)
    _keep(absence, by)
    _notify("people.deputy", absence, deputy, by)
    return absence


@transaction.atomic
def change_absence(
    *, absence: Absence, first_day: date, last_day: date, deputy: User | None, by: User
) -> Absence:
    """Correct an absence that is not over; its first day stays once it has begun."""
    _hold(absence.user, by)
    absence.refresh_from_db()
    _refuse_over(absence)
    if absence.first_day != first_day and absence.first_day < workdays.today():
        raise Refused(_("The absence has begun: its first day stays."))
    before, days = absence.deputy, (absence.first_day, absence.last_day)
    absence.first_day, absence.last_day, absence.deputy = first_day, last_day, deputy
    _refuse_wrong(absence)
    _keep(absence, by, before.pk if before else None)
    if deputy != before:
        _notify("people.deputy_ended", absence, before, by, days)
        _notify("people.deputy", absence, deputy, by)
    elif days != (first_day, last_day):
        _notify("people.deputy_changed", absence, deputy, by)
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, by: User) -> None:
    """The person is here again from today; an absence that has not begun by then is taken back."""
    _hold(absence.user, by)
    absence.refresh_from_db()
    _refuse_over(absence)
    yesterday = workdays.today() - timedelta(days=1)
    _notify("people.deputy_ended", absence, absence.deputy, by)
    if absence.first_day > yesterday:
        absence._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
        _tell(absence)
        absence.delete()
        return
    absence.last_day = yesterday
    _keep(absence, by)


def _hold(user: User, by: User) -> None:
    """Whose absence it is, held to the end of the transaction: two entries come one after the other."""
    if refusal := own_or_leads(by, user):
        raise PermissionDenied(refusal)
    User.objects.select_for_update().get(pk=user.pk)


def _refuse_over(absence: Absence) -> None:
    if absence.last_day < workdays.today():
        raise Refused(_("This absence is over."))


def _refuse_wrong(absence: Absence) -> None:
    """Everything that is wrong with it, each as a sentence."""
    texts = []
    if absence.last_day < absence.first_day:
        texts.append(_("The last day comes before the first."))
    else:
        others = Absence.objects.within(absence.first_day, absence.last_day).filter(user=absence.user)
        if others.exclude(pk=absence.pk).exists():
            texts.append(_("The person is entered as absent on some of these days already."))
    if absence.deputy_id is not None and absence.deputy_id == absence.user_id:
        texts.append(_("Nobody is deputy to himself."))
    elif (
        absence.deputy_id is not None
        and not deputies.able(max(absence.first_day, workdays.today()))
        .filter(user=absence.deputy_id)
        .exists()
    ):
        texts.append(_("The deputy does not work at the desk then."))
    if texts:
        raise Refused(*texts)


def _keep(absence: Absence, by: User, before: int | None = None) -> None:
    absence._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
    absence.save()
    _tell(absence, before)


def _notify(
    kind: str, absence: Absence, deputy: User | None, by: User, days: tuple[date, date] | None = None
) -> None:
    """The deputy learns of it at once; whose absence it is, and of whose work, is seen on the page."""
    if deputy is None or deputy == by:
        return
    first, last = days or (absence.first_day, absence.last_day)
    tell(
        users=[deputy], kind=kind, subject=("absence", absence.pk), first=f"{first:%d.%m.%Y}",
        last=f"{last:%d.%m.%Y}",
    )  # fmt: skip


def _tell(absence: Absence, before: int | None = None) -> None:
    concerned = {absence.user_id, absence.deputy_id, before, *deputies.doing(absence.user_id)}
    live.push([who for who in concerned if who is not None], EVENT, absence.pk)
