"""What an expert of the second level says on our page: the answer, what is missing, or why not."""

from collections.abc import Collection, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from desk.http import Refused
from desk.people.models import User
from tickets import opening, permissions, workflow
from tickets.actions import duties, returning
from tickets.actions.escalating import ask, lock, lock_issue, record
from tickets.actions.files import put, share
from tickets.actions.following import answered
from tickets.enums import Deed, Means, State
from tickets.models import Escalation, L2Answer
from tickets.models.tickets import EscalationQuerySet
from tickets.words import phrases


@transaction.atomic
def answer_as_expert(
    *,
    escalation: Escalation,
    text: str,
    by: User,
    files: "Sequence[UploadedFile[Any]]" = (),
    seen: str = "",
    everyone: bool = False,
) -> L2Answer:
    """The expert's words become the answer, and the duty to tell the client opens.

    `seen` is `standing` as the expert saw it: who writes over an answer must have read that one. With
    `everyone` the words, and the files, hold for all who wait for the same issue.
    """
    lock(escalation)
    _speaks(escalation, by)
    if refusal := opening.not_answerable(escalation.state):
        raise Refused(refusal)
    if escalation.state == State.ANSWERED and seen != standing(escalation):
        raise Refused(
            _("The ticket has been answered meanwhile: read that answer below before you add to it.")
        )
    if not text.strip():
        raise Refused(_("Write the answer."))
    told = "expert_again" if escalation.state == State.ANSWERED else "expert_answered"
    given = put(escalation, files, by)
    for other in _waiting_too(escalation, by) if everyone else ():
        share(given, other, by)
        _take(other, text, by, "expert_answered")
    said = _take(escalation, text, by, told)
    _hear_in_jira(escalation, Means.SOLVED)
    return said


def _waiting_too(escalation: Escalation, by: User) -> list[Escalation]:
    """The other tickets of its issue that have no answer yet (inside a transaction that holds the issue)."""
    readable = set(waiting_too(escalation, by).values_list("pk", flat=True))
    return [each for each in lock_issue(escalation.issue) if each.pk in readable]


def waiting_too(escalation: Escalation, by: User) -> EscalationQuerySet:
    """The other tickets of its issue that have no answer yet; not a complaint about the expert himself."""
    states = workflow.FOLLOWING - {State.ANSWERED}
    return Escalation.objects.of_issue(escalation).readable_by(by).filter(state__in=states)


def _take(escalation: Escalation, text: str, by: User, told: str) -> L2Answer:
    answered(escalation, text.strip())
    escalation.save()
    duties.follow(escalation, by)
    record(escalation, told, by)
    return _said(escalation, Means.SOLVED, text, by)


@transaction.atomic
def refuse_as_expert(*, escalation: Escalation, text: str, by: User) -> L2Answer:
    """The second level will not solve it, and says why: what to do with it is the desk's to decide."""
    lock(escalation)
    _speaks(escalation, by)
    if refusal := opening.not_returnable(escalation.state, State.REFUSED):
        raise Refused(refusal)
    if not text.strip():
        raise Refused(_("Say why the ticket is refused."))
    returning.refused(escalation=escalation, text=text.strip(), by=by)
    _hear_in_jira(escalation, Means.REFUSED)
    return _said(escalation, Means.REFUSED, text, by)


@transaction.atomic
def return_as_expert(*, escalation: Escalation, missing: Collection[str], text: str, by: User) -> L2Answer:
    """Something is missing: which questions of the form (`missing`, their keys), and what in words."""
    lock(escalation)
    _speaks(escalation, by)
    if refusal := opening.not_returnable(escalation.state, State.NEEDS_INFO):
        raise Refused(refusal)
    if not text.strip():
        raise Refused(_("Write what is needed."))
    returning.return_incomplete(escalation=escalation, missing=missing, text=text.strip(), by=by)
    _hear_in_jira(escalation, Means.NEEDS_INFO)
    return _said(escalation, Means.NEEDS_INFO, text, by)


def standing(escalation: Escalation) -> str:
    """A mark of the answer that stands now; another one whenever somebody answers."""
    newest = escalation.expert_answers.newest().values_list("pk", flat=True).first() or 0
    at = escalation.answered_at.isoformat() if escalation.answered_at else ""
    return f"{newest} {at}"


def _speaks(escalation: Escalation, by: User) -> None:
    if refusal := permissions.answers_for(by, escalation.unit):
        raise Refused(refusal)


def _hear_in_jira(escalation: Escalation, means: Means) -> None:
    if escalation.issue.jira_id:
        ask(escalation, Deed.COMMENT, phrases.SPOKEN[means])


def _said(escalation: Escalation, means: Means, text: str, by: User) -> L2Answer:
    return L2Answer.objects.create(escalation=escalation, by=by, text=text.strip(), means=means)
