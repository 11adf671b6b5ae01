"""Handing an enquiry to the second level, and what is asked of JIRA on the way."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from desk import live, outbox
from desk.enquiries.models import Enquiry
from desk.http import Refused
from desk.people import deputies
from desk.people.models import User
from desk.records.actions import note
from tickets.enums import Deed, State
from tickets.leaving import completeness
from tickets.leaving.people import people_around
from tickets.models import Escalation, Issue, JiraOperation, Question


def personal_data(
    enquiry: Enquiry, fields: list[Question], answers: Mapping[str, str]
) -> list[completeness.Finding]:
    """Personal data in the answers, named by the questions they stand under."""
    texts = [completeness.Written(field.key, field.label, answers.get(field.key, "")) for field in fields]
    return completeness.personal(texts, people_around(enquiry))


def _remove(found: completeness.Finding) -> str:
    return _("Personal data must not go to JIRA: %(found)s") % {"found": found}


def ask(escalation: Escalation, deed: Deed, text: str = "") -> JiraOperation:
    """Put a piece of work for JIRA in the queue (inside the action's transaction)."""
    operation = JiraOperation.objects.create(
        issue_id=escalation.issue_id, escalation=escalation, deed=deed, text=text
    )
    outbox.wake("tickets.send", operation.pk)
    return operation


def record(escalation: Escalation, what: str, by: User | None, **params: str) -> None:
    """One timeline entry of the ticket."""
    params.setdefault("key", str(escalation))
    if escalation.enquiry.owner_id:
        live.push(deputies.doing(escalation.enquiry.owner_id), "ticket", escalation.pk)
    note(
        kind=f"tickets.{what}", subject=("escalation", escalation.pk),
        client_id=escalation.enquiry.client_id, by=by, owner_id=escalation.enquiry.owner_id, **params,
    )  # fmt: skip


def lock(escalation: Escalation) -> None:
    """Hold the issue and then the ticket until the transaction ends, and see both as they are now.

    Always in this order, so that who follows JIRA and who tells a client never wait for each other.
    """
    Issue.objects.select_for_update(of=("self",)).get(escalations=escalation.pk)
    found = Escalation.objects.select_related("issue").select_for_update(of=("self",))
    escalation.refresh_from_db(from_queryset=found)


def lock_issue(issue: Issue) -> list[Escalation]:
    """Hold the issue and all of its tickets, as `lock` does; the tickets, the oldest first."""
    issue.refresh_from_db(from_queryset=Issue.objects.select_for_update(of=("self",)))
    held = Escalation.objects.filter(issue=issue).select_for_update(of=("self",)).order_by("pk")
    found = list(held.select_related("enquiry__owner", "unit", "promise"))
    for escalation in found:
        escalation.issue = issue
    return found


def created(issue: Issue, jira_id: str, jira_key: str) -> None:
    """JIRA has the issue (inside the queue's transaction): follow it from now on."""
    escalations = lock_issue(issue)
    issue.jira_id, issue.jira_key = jira_id, jira_key
    issue.save(update_fields=["jira_id", "jira_key"])
    for escalation in escalations:
        if escalation.state == State.QUEUED:
            escalation.state = State.CREATED
            escalation.save(update_fields=["state"])
        record(escalation, "created", None)
        ask(escalation, Deed.LINK)
    outbox.wake("tickets.read", issue.pk)


@transaction.atomic
def comment(*, escalation: Escalation, text: str, by: User) -> JiraOperation:
    """Write to the second level into the issue; Refused while the text holds personal data."""
    text = text.strip()
    if not escalation.issue.jira_id:
        raise Refused(_("There is no issue in JIRA yet."))
    if not text:
        raise Refused(_("Write the comment."))
    written = completeness.Written("comment", _("Comment"), text)
    found = completeness.personal([written], people_around(escalation.enquiry))
    if found:
        raise Refused(*[_remove(one) for one in found])
    record(escalation, "commented", by)
    return ask(escalation, Deed.COMMENT, text)


@transaction.atomic
def try_again(*, operation: JiraOperation, by: User) -> bool:
    """A person wants work that was given up to be tried again; whether it will be.

    What JIRA refused is mended in its form and sent from there.
    """
    if operation.deed == Deed.CREATE and operation.escalation.state == State.DRAFT:
        return False
    if not outbox.retry(operation):
        return False
    # Somebody looked and asked for it: the next waiting begins anew.
    JiraOperation.objects.filter(pk=operation.pk).update(attempts=0)
    record(operation.escalation, "again", by)
    outbox.wake("tickets.send", operation.pk)
    return True
