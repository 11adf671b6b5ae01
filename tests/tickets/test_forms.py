"""The administrator words the forms: each saving is a version, and what was filled in keeps its own."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from desk.http import Refused
from tests.conftest import Actor
from tests.tickets.conftest import World
from tickets import actions
from tickets.enums import FieldKind
from tickets.models import Escalation, Form, Question

pytestmark = pytest.mark.ignore_template_errors


def sent(form: Form, **changes: str) -> dict[str, str]:
    """The administrator's page of a form as a browser sends it."""
    rows = list(form.questions.all())
    values = {
        "attachments_et": "", "attachments_en": "", "told": form.told,
        "questions-TOTAL_FORMS": str(len(rows)), "questions-INITIAL_FORMS": str(len(rows)),
    }  # fmt: skip
    names = ("position", "key", "label_et", "label_en", "kind", "fills", "choices", "help_et", "help_en")
    for number, row in enumerate(rows):
        values |= {f"questions-{number}-{name}": str(getattr(row, name)) for name in names}
        values |= {f"questions-{number}-id": str(row.pk), f"questions-{number}-form": str(form.pk)}
        if row.required:
            values[f"questions-{number}-required"] = "on"
    return values | changes


def save(actor: Actor, form: Form, **changes: str) -> Any:
    return actor.post(reverse("admin:tickets_form_change", args=[form.pk]), sent(form, **changes))


@pytest.fixture
def form(world: World) -> Form:
    found = world.unit.form
    assert found is not None
    return found


def test_saving_writes_the_next_version_and_an_old_ticket_keeps_its_own(
    ticket: Escalation, form: Form, world: World, as_administrator: Actor
) -> None:
    assert save(as_administrator, form, **{"questions-0-label_et": "Mis on valesti"}).status_code == 302
    newest = world.unit.form
    assert newest is not None
    assert (newest.number, newest.made_by) == (2, as_administrator.user)
    assert [q.label_et for q in newest.questions.all()][:2] == ["Mis on valesti", "Keskkond"]
    ticket.refresh_from_db()
    assert ticket.form == form
    assert form.questions.all()[0].label_et == "Küsimus"


def test_a_question_can_be_left_out_and_files_be_wanted(
    form: Form, world: World, as_administrator: Actor
) -> None:
    changes = {"questions-3-DELETE": "on", "attachments_et": "Kuvatõmmis\nAruande fail"}
    save(as_administrator, form, **changes)
    newest = world.unit.form
    assert newest is not None
    assert newest.questions.count() == form.questions.count() - 1
    assert newest.attachments == ("Kuvatõmmis", "Aruande fail")


def test_saving_what_did_not_change_writes_nothing(form: Form, as_administrator: Actor) -> None:
    assert save(as_administrator, form).status_code == 302
    assert Form.objects.filter(unit=form.unit).count() == 1


def test_a_choice_without_choices_comes_back(form: Form, as_administrator: Actor) -> None:
    answer = save(as_administrator, form, **{"questions-0-kind": FieldKind.CHOICE})
    assert answer.status_code == 200
    assert Form.objects.filter(unit=form.unit).count() == 1


@pytest.mark.parametrize(
    "questions",
    [
        [],
        [actions.Asked("a", "A", "A"), actions.Asked("a", "B", "B")],
        [actions.Asked("a", "A", "A", kind=FieldKind.CHOICE)],
    ],
    ids=["none", "twice", "nothing to choose"],
)
def test_a_form_that_makes_no_sense_is_refused(
    world: World, as_administrator: Actor, questions: list[actions.Asked]
) -> None:
    with pytest.raises(Refused):
        actions.revise_form(unit=world.unit, questions=questions, by=as_administrator.user)


def test_a_version_is_never_changed(form: Form) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Question.objects.filter(form=form).update(label_et="Muu")


def test_a_ticket_needs_a_form(world: World, as_specialist: Actor) -> None:
    world.unit.pk, world.unit.code = None, "new"
    world.unit.save()
    with pytest.raises(Refused):
        actions.escalate(enquiry=world.enquiry, unit=world.unit, answers={}, by=as_specialist.user)
