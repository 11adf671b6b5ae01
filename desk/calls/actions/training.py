"""Practice calls: a senior rings for somebody in training, and nothing of it counts or leaves the house."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.calls.actions import exchange, lines, offers
from desk.calls.actions.finishing import finish_talking
from desk.calls.actions.holding import hold
from desk.calls.enums import State
from desk.calls.models import Call, Line
from desk.calls.training import Scenario
from desk.clients import actions as clients
from desk.clients.enums import ContactKind, Kind
from desk.clients.models import ContactPoint
from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note

# The line of practice calls; data of the desk, so in Estonian.
LINE = "Harjutus"
ROLE = "juhatuse liige"


@transaction.atomic
def ring(*, trainee: User, scenario: Scenario, by: User) -> Call:
    """Ring for this person as an exchange would. Refused when they are not in training or not free now."""
    if not trainee.training:
        raise Refused(_("This person is not in training."))
    people_of(scenario, by)
    call = Call.objects.create(
        line=_line(by),
        call_id=f"{scenario.code}:{secrets.token_hex(8)}",
        number=scenario.number,
        language=scenario.language,
        training=True,
        rang_at=clock.now(),
    )
    offer, _following = offers.claim(call, only=trainee.pk)
    if offer is None:
        raise Refused(_("%(name)s takes no calls now; ask them to press “available”.") % {"name": trainee})
    note(kind="calls.practised", subject=("call", call.pk), client_id=None, by=by, number=str(call))
    return call


@transaction.atomic
def end(*, call: Call, by: User) -> Call:
    """The senior hangs up: while it rings the call is over, after the answer it goes to wrap-up."""
    hold(call)
    if not call.training:
        raise Refused(_("This is no practice call."))
    if call.state == State.RINGING:
        exchange.lose(call, State.ABANDONED)
    elif call.state == State.ANSWERED:
        finish_talking(call)
    return call


def people_of(scenario: Scenario, by: User) -> None:
    """The scenario's caller and clients, made at its first use and kept for the next ones."""
    if scenario.caller is None:
        return
    known = ContactPoint.objects.matching(scenario.number).filter(person__practice=True)
    if known.exists():
        return
    first, last = scenario.caller
    person = clients.create_person(
        first_name=first, last_name=last, language=scenario.language, practice=True, by=by
    )
    clients.add_contact(kind=ContactKind.PHONE, value=scenario.number, person=person, by=by)
    for name in scenario.clients:
        client = clients.create_client(
            kind=Kind.ORGANISATION, name=name, language=scenario.language, practice=True, by=by
        )
        clients.add_role(person=person, client=client, role=scenario.role, by=by)


def _line(by: User) -> Line:
    line = Line.objects.filter(name=LINE, training=True).first()
    if line is None:
        line, _token = lines.open_line(name=LINE, by=by)
        line.training = True
        line.save(update_fields=["training"])
    return line
