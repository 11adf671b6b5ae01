"""Asking the state's system of mandates about one contact person: only to know, never a right by itself."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from stdnum.ee import ik

from desk import clock, outbox
from desk.clients import practice
from desk.clients.codes import HOME
from desk.clients.models import Client, Person
from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note
from registry.mandates import Held
from registry.models import MandateQuestion


@transaction.atomic
def ask_mandates(*, client: Client, person: Person, by: User) -> MandateQuestion:
    """Ask which roles the contact person holds for the client; the worker brings the answer.

    Asked once at a time: while a question waits, that one is answered with. Refused while the switch is off,
    and where either has no Estonian code.
    """
    if not settings.PAASUKE_URL:
        raise Refused(_("The state's system of mandates is not set up on this desk."))
    practice.refuse(client)
    if not client.registry_code:
        raise Refused(_("Without a registry code the system of mandates cannot be asked."))
    if person.country != HOME or not ik.is_valid(person.personal_code):
        raise Refused(_("Without an Estonian personal code the system of mandates cannot be asked."))
    # Two presses of the button at one instant ask once.
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    waiting = MandateQuestion.objects.waiting().filter(client=client, person=person).first()
    if waiting is not None:
        return waiting
    question = MandateQuestion.objects.create(client=client, person=person, by=by, asked_at=clock.now())
    _note(question, "registry.mandates_asked", by=by)
    outbox.wake("registry.ask_mandates", question.pk)
    return question


def mandates_answered(question: MandateQuestion, held: Held) -> None:
    """The system of mandates answered (inside the outbox's transaction)."""
    values = {"answered_at": clock.now(), "roles": list(held.roles), "message_id": held.message_id}
    MandateQuestion.objects.filter(pk=question.pk).update(**values)
    _note(question, "registry.mandates_answered")


def mandates_given_up(question: MandateQuestion) -> None:
    """It could not be asked: neither a yes nor a no (inside the outbox's transaction)."""
    _note(question, "registry.mandates_unavailable")


def _note(question: MandateQuestion, kind: str, by: User | None = None) -> None:
    note(kind=kind, subject=("client", question.client_id), client_id=question.client_id, by=by)
