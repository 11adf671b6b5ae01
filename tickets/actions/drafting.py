"""What is typed into a unit's form: kept as a draft, thrown away, handed over, mended if JIRA refuses it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, live, outbox
from desk.enquiries import actions as enquiries
from desk.enquiries.deadlines import due_in
from desk.enquiries.enums import State as EnquiryState
from desk.enquiries.models import Enquiry
from desk.http import Refused
from desk.outbox import JobState
from desk.people import deputies
from desk.people.actions import give_todo, settle_todos
from desk.people.enums import Role
from desk.people.models import User
from desk.records.actions import note
from tickets.actions import files, overriding
from tickets.actions.duties import holding, owner_of
from tickets.actions.escalating import ask, lock, record
from tickets.enums import Deed, State
from tickets.leaving import mending
from tickets.leaving.completeness import Finding
from tickets.leaving.people import people_around
from tickets.leaving.sheet import Sheet, blocking, mark, overrides, typed
from tickets.models import Escalation, Form, Issue, JiraOperation, TicketFile, Unit

MEND, SET_UP = "tickets.mend", "tickets.set_up"


class SavedMeanwhile(Refused):
    """A colleague has saved the same draft meanwhile; what stands there is in `stored`, nothing was lost."""

    def __init__(self, stored: Escalation) -> None:
        super().__init__(
            _("The draft was saved in another window meanwhile. Both texts are below: nothing is lost.")
        )
        self.stored = stored


@transaction.atomic
def draft(
    *, enquiry: Enquiry, unit: Unit, answers: Mapping[str, str], by: User, seen: str | None = None
) -> Escalation:
    """Keep what was typed so far, complete or not: one draft of an enquiry for a unit, whoever writes it.

    `seen` is `sheet.mark` of what the page was opened with; SavedMeanwhile when the draft is another one now.
    """
    held, form = _standing(enquiry, unit)
    if not enquiry.is_open:
        raise Refused(_("The enquiry is closed already."))
    if held is not None and seen is not None and mark(held) != seen:
        raise SavedMeanwhile(held)
    sheet = Sheet.of(form, answers, held)
    if held is None:
        issue = Issue.objects.create(unit=unit, project=unit.jira_project)
        held = Escalation.objects.create(
            enquiry=enquiry, unit=unit, issue=issue, form=form, answers=sheet.kept(), created_by=by,
            state=State.DRAFT,
        )  # fmt: skip
        record(held, "drafted", by, unit=unit.name)
        return held
    held.answers = sheet.kept()
    held.save(update_fields=["answers"])
    overriding.forget(held, sheet.personal(people_around(enquiry)), by)
    return held


@transaction.atomic
def attach(
    *, escalation: Escalation, place: str, uploads: "Sequence[UploadedFile[Any]]", by: User
) -> Escalation:
    """Put files with the draft, in the place of one that its form wants."""
    lock(escalation)
    _refuse_left(escalation)
    return _put(escalation, place, lambda: files.add_files(escalation=escalation, uploads=uploads, by=by))


@transaction.atomic
def place_file(*, escalation: Escalation, place: str, file: TicketFile, by: User) -> Escalation:
    """A file that stands with the draft already, from a letter perhaps, is the one that its form wants."""
    lock(escalation)
    _refuse_left(escalation)
    if file.escalation_id != escalation.pk:
        raise Refused(_("The form does not want this file."))
    return _put(escalation, place, lambda: [file])


def _put(escalation: Escalation, place: str, add: Callable[[], list[TicketFile]]) -> Escalation:
    sheet = Sheet.of(escalation.form, typed(escalation), escalation)
    if place not in {file.place for file in sheet.wanted_files}:
        raise Refused(_("The form does not want this file."))
    placed = {**sheet.files, place: [*sheet.files.get(place, []), *(file.pk for file in add())]}
    escalation.answers = replace(sheet, files=placed).kept()
    escalation.save(update_fields=["answers"])
    return escalation


@transaction.atomic
def throw_away(*, escalation: Escalation, by: User) -> None:
    """The draft is not wanted: it is closed, and what waited for it is over."""
    lock(escalation)
    _refuse_left(escalation)
    escalation.state, escalation.closed_at = State.CLOSED, clock.now()
    escalation.save(update_fields=["state", "closed_at"])
    overriding.forget(escalation, [], by)
    settle_todos(kind=MEND, subject=("escalation", escalation.pk), by=by)
    # JIRA had refused it: it is not asked again.
    JiraOperation.objects.unsent().filter(issue=escalation.issue_id, deed=Deed.CREATE).delete()
    enquiry = escalation.enquiry
    left = enquiry.escalations.open().exclude(state=State.DRAFT)
    if enquiry.state == EnquiryState.ESCALATED and not left.exists():
        enquiries.move(enquiry=enquiry, to=EnquiryState.IN_WORK, by=by, noted=True)
    record(escalation, "thrown_away", by, unit=escalation.unit.name)


@transaction.atomic
def escalate(
    *, enquiry: Enquiry, unit: Unit, answers: Mapping[str, str], by: User, seen: str | None = None
) -> Escalation:
    """Hand the enquiry to a second-level unit; `answers` by the keys of its form. A draft is sent on.

    Refused, with one text for each item, while something is missing or personal data stands in a text that
    no senior let go: JIRA holds no client data.
    """
    held, form = _standing(enquiry, unit)
    if held is not None and seen is not None and mark(held) != seen:
        raise SavedMeanwhile(held)
    sheet = Sheet.of(form, answers, held)
    findings = sheet.personal(people_around(enquiry))
    texts = [str(item) for item in sheet.missing]
    texts += [_remove(found) for found in blocking(findings, overrides(held, findings))]
    if texts:
        raise Refused(*texts)
    enquiries.move(enquiry=enquiry, to=EnquiryState.ESCALATED, by=by, noted=True)
    escalation = held or Escalation(
        enquiry=enquiry, unit=unit, issue=Issue.objects.create(unit=unit, project=unit.jira_project)
    )
    escalation.form, escalation.answers, escalation.state = form, sheet.sent(), State.QUEUED
    escalation.created_at, escalation.created_by = clock.now(), by
    escalation.save()
    overriding.forget(escalation, findings, by)
    _send(escalation, by)
    # The story of the enquiry tells it, once; the rest of the ticket's way is the ticket's own.
    note(
        kind="tickets.escalated", subject=("enquiry", enquiry.pk), client_id=enquiry.client_id, by=by,
        owner_id=enquiry.owner_id, number=enquiry.number, unit=unit.name, key=str(escalation),
    )  # fmt: skip
    if enquiry.owner_id:
        live.push(deputies.doing(enquiry.owner_id), "ticket", escalation.pk)
    return escalation


@transaction.atomic
def refused_by_jira(*, operation: JiraOperation) -> None:
    """JIRA refused to create the issue as it is (inside the queue's transaction): the form opens again.

    What concerns the unit's set-up is the administrator's; the rest is mended by whoever has the enquiry.
    """
    escalation = operation.escalation
    lock(escalation)
    if operation.deed != Deed.CREATE or escalation.state != State.QUEUED:
        return
    operation.refresh_from_db(fields=["errors"])
    escalation.state = State.DRAFT
    escalation.save(update_fields=["state"])
    record(escalation, "to_mend", None, unit=escalation.unit.name)
    due_at = due_in(clock.now(), 1)
    if (owner := owner_of(escalation)) is not None:
        give_todo(
            kind=MEND, owner=owner, subject=("escalation", escalation.pk), due_at=due_at,
            client_id=escalation.enquiry.client_id, number=escalation.enquiry.number,
        )  # fmt: skip
    if fields := mending.of_set_up(operation.errors):
        for owner in holding(Role.ADMINISTRATOR)[:1]:
            give_todo(
                kind=SET_UP, owner=owner, subject=("form", escalation.form_id), due_at=due_at,
                unit=escalation.unit.name_et, fields=", ".join(fields)[:200],
            )  # fmt: skip


def _standing(enquiry: Enquiry, unit: Unit) -> tuple[Escalation | None, Form]:
    """The draft that stands, held, and the version that it is filled in by; Refused where none can be."""
    if enquiry.practice:
        raise Refused(_("This is practice: nothing goes to the second level."))
    Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    held = Escalation.objects.open().filter(enquiry=enquiry, unit=unit).first()
    if held is None:
        form = unit.form
        if form is None:
            raise Refused(_("The unit has no form yet: the administrator words it."))
        return None, form
    lock(held)
    if held.state != State.DRAFT:
        raise Refused(_("The enquiry is with this unit already."))
    held.enquiry = enquiry
    return held, held.form


def _refuse_left(escalation: Escalation) -> None:
    if escalation.state != State.DRAFT:
        raise Refused(_("The ticket has left already."))


def _remove(found: Finding) -> str:
    return _("Personal data must not go to JIRA: %(found)s") % {"found": found}


def _send(escalation: Escalation, by: User) -> None:
    """Ask JIRA for the issue; what it refused before is the same piece of work, and the same issue."""
    issue = escalation.issue
    operation = JiraOperation.objects.filter(issue=issue, deed=Deed.CREATE).first()
    if operation is None:
        ask(escalation, Deed.CREATE)
        return
    issue.project = escalation.unit.jira_project  # the administrator may have mended it
    issue.save(update_fields=["project"])
    # It is looked for before it is created: whatever JIRA answered, there is never a second one.
    JiraOperation.objects.unsent().filter(pk=operation.pk).update(
        state=JobState.PENDING, next_at=None, claimed_at=None, reason="", errors={}, attempts=0,
        asked_at=operation.asked_at or operation.created_at,
    )  # fmt: skip
    outbox.wake("tickets.send", operation.pk)
    settle_todos(kind=MEND, subject=("escalation", escalation.pk), by=by)
