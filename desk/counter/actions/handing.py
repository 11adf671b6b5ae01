"""A visitor waits for a specialist by name."""

from django.db import transaction
from django.utils.translation import gettext as _

from desk import workdays
from desk.counter import permissions
from desk.counter.actions.moving import hold, move, tell
from desk.counter.actions.presence import is_free
from desk.counter.enums import VisitState
from desk.counter.models import Visit
from desk.http import Refused
from desk.people import actions as people
from desk.people.models import Absence, User
from desk.people.permissions import at_the_desk


@transaction.atomic
def hand(*, visit: Visit, to: User, by: User) -> Visit:
    """From now on the visitor waits for this person, in his old place; the person is told at once.

    Refused for somebody who does not work at the desk or is absent today.
    """
    hold(visit)
    if visit.state == VisitState.HANDED and visit.specialist_id == to.pk:
        return visit
    if text := permissions.may_work(by, visit):
        raise Refused(text)
    refuse_absent(to)
    server = visit.user
    move(visit, VisitState.HANDED, specialist=to, user=None, desk=None)
    if server is not None:
        is_free(server, visit)
    announce(visit, by)
    tell("handed", visit, by)
    return visit


@transaction.atomic
def release(*, visit: Visit, by: User) -> Visit:
    """The visitor need not wait for that person any longer: anyone may call him."""
    hold(visit)
    if visit.state != VisitState.HANDED:
        raise Refused(_("The visitor waits for nobody by name."))
    move(visit, VisitState.WAITING, specialist=None)
    tell("for_anyone", visit, by)
    return visit


def refuse_absent(to: User) -> None:
    """Raises Refused for a person for whom nobody should wait."""
    if not to.is_active or at_the_desk(to) is not None:
        raise Refused(_("%(name)s does not work at the desk.") % {"name": to})
    away = Absence.objects.on(workdays.today()).filter(user=to).select_related("deputy").first()
    if away is None:
        return
    if away.deputy is not None:
        said = {"name": to, "deputy": away.deputy}
        raise Refused(_("%(name)s is absent today; %(deputy)s stands in.") % said)
    raise Refused(_("%(name)s is absent today.") % {"name": to})


def announce(visit: Visit, by: User) -> None:
    """Tell the specialist that somebody waits for him; who sent the visitor to himself knows."""
    if visit.specialist is not None and visit.specialist != by:
        people.tell(
            users=[visit.specialist], kind="counter.handed", subject=("visit", visit.pk),
            client_id=visit.client_id, number=visit.number, office=visit.office.name_et,
        )  # fmt: skip
