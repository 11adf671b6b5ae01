"""The client's wish to end something that is in force: asked once, settled by the end itself."""

from datetime import time

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.enums import PackageState
from contracts.life import standing
from contracts.models import Authorisation, Package
from desk import workdays
from desk.enquiries.deadlines import working_day
from desk.http import Refused
from desk.people import actions as people
from desk.people.models import Todo, User
from desk.records.actions import note

DOCUMENT = "authorisation"
ASKED = "contracts.end_asked"
ANSWER_DAYS = 2  # working days in which the desk drafts what ends it, or calls


def asked_about(documents: list[int]) -> dict[int, Todo]:
    """Open wishes to end one of these documents, by the document."""
    rows = Todo.objects.open().filter(kind=ASKED, subject_kind=DOCUMENT, subject_id__in=documents)
    return {each.subject_id: each for each in rows}


@transaction.atomic
def ask_to_end(*, document: Authorisation) -> Todo:
    """The client wants to end it: a to-do for whoever sees to his documents, once while it is open."""
    Authorisation.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if open_one := asked_about([document.pk]).get(document.pk):
        return open_one
    if standing.span(document).over(workdays.today()) or document.accepted_at is None:
        raise Refused(_("This document has ended already."))
    client_id = document.package.client_id
    due = workdays.at(working_day(workdays.today(), ANSWER_DAYS), time(17))
    todo = people.give_todo(
        kind=ASKED, owner=_owner(document), subject=(DOCUMENT, document.pk), client_id=client_id, due_at=due,
        number=document.number,
    )  # fmt: skip
    note(kind=ASKED, subject=(DOCUMENT, document.pk), client_id=client_id, by=None, number=document.number)
    return todo


def _owner(document: Authorisation) -> User:
    """Who drafted the client's newest documents; what was taken over was drafted by nobody."""
    mine = Package.objects.filter(client=document.package.client_id).exclude(state=PackageState.TAKEN_OVER)
    newest = mine.filter(drafted_by__is_active=True).order_by("-pk").select_related("drafted_by").first()
    return newest.drafted_by if newest else document.package.drafted_by


@transaction.atomic
def settle(*, document: Authorisation, by: User | None) -> None:
    """What the client wanted to end has an end: nothing is left to do about the wish."""
    people.settle_todos(kind=ASKED, subject=(DOCUMENT, document.pk), by=by)
