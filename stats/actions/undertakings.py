"""Undertakings of confidentiality and access to registers of others: entered, corrected, ended."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from desk import workdays
from desk.http import Refused
from desk.people.actions import settle_todos
from desk.people.models import User
from stats.actions import reminding
from stats.enums.learning import UndertakingKind
from stats.models import Undertaking
from stats.permissions import leads_learning


@transaction.atomic
def enter(
    *, person: User, kind: UndertakingKind, register: str, scope: str, granted_on: date, paper: str,
    until_day: date | None, by: User,
) -> Undertaking:  # fmt: skip
    """Write it down; who does so minds its dates. One of a kind stands at a time."""
    _refuse(by)
    row = Undertaking(user=person, kind=kind, keeper=by)
    return _save(row, register, scope, granted_on, paper, until_day)


@transaction.atomic
def correct(
    *, undertaking: Undertaking, register: str, scope: str, granted_on: date, paper: str,
    until_day: date | None, by: User,
) -> Undertaking:  # fmt: skip
    """Other dates or words, or a longer time by a new paper; from now on `by` minds the dates."""
    _refuse(by)
    _hold(undertaking)
    undertaking.keeper = by
    return _save(undertaking, register, scope, granted_on, paper, until_day)


@transaction.atomic
def end(*, undertaking: Undertaking, on_day: date, by: User) -> None:
    """Access was taken away, or the undertaking is over, on this day."""
    _refuse(by)
    _hold(undertaking)
    if on_day > workdays.today():
        raise Refused(_("This day is still to come."))
    if on_day < undertaking.granted_on:
        raise Refused(_("It did not stand yet on this day."))
    undertaking.ended_on, undertaking.ended_by = on_day, by
    undertaking.save()
    reminding.remind_of(undertaking)


def _save(
    row: Undertaking, register: str, scope: str, granted_on: date, paper: str, until_day: date | None
) -> Undertaking:
    row.register = register.strip() if row.kind == UndertakingKind.ACCESS else ""
    if row.kind == UndertakingKind.ACCESS and not row.register:
        raise Refused(_("Name the register."))
    if not paper.strip():
        raise Refused(_("Name the paper that shows it."))
    if until_day is not None and until_day < granted_on:
        raise Refused(_("The last day is before the first one."))
    row.scope, row.granted_on, row.paper, row.until_day = scope.strip(), granted_on, paper.strip(), until_day
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(_("The same stands for this person already: correct it, or end it first.")) from None
    # The day that a to-do names may be another now.
    settle_todos(kind=reminding.ENDS, subject=(reminding.UNDERTAKING, row.pk or 0), by=row.keeper)
    reminding.remind_of(row)
    return row


def _hold(row: Undertaking) -> None:
    row.refresh_from_db(from_queryset=Undertaking.objects.select_for_update())
    if row.ended_on is not None:
        raise Refused(_("This has ended already."))


def _refuse(by: User) -> None:
    if refusal := leads_learning(by):
        raise Refused(refusal)
