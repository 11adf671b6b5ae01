"""A draft keeps what was typed: gone on with by a colleague, thrown away, handed over; nothing is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from desk import clock
from desk.enquiries import actions as enquiries
from desk.enquiries.enums import State as EnquiryState
from desk.enquiries.models import Enquiry
from desk.http import Refused
from desk.outbox import JobState
from desk.people.models import Todo
from desk.records.models import TimelineEntry
from tests.conftest import Actor
from tests.guides.world import LOGIN, published
from tests.simulators import jira
from tests.tickets.conftest import World, drain, the_issue
from tests.tickets.test_pages import form_url, text
from tickets import actions
from tickets.enums import Fill, State
from tickets.models import Escalation, Form, Issue, JiraOperation, TicketFile, Unit


def draft_of(world: World) -> Escalation:
    return Escalation.objects.get(enquiry=world.enquiry, unit=world.unit)


def kept(world: World, actor: Actor, **changes: str) -> Escalation:
    return actions.draft(
        enquiry=world.enquiry, unit=world.unit, answers={**world.answers, **changes}, by=actor.user
    )


def wants_files(world: World, by: Any) -> Form:
    """The administrator wants a picture with every ticket of the unit."""
    form = world.unit.form
    assert form is not None
    questions = [actions.Asked.of(question) for question in form.questions.all()]
    return actions.revise_form(
        unit=world.unit, questions=questions, by=by, attachments_et="Kuvatõmmis", attachments_en="Screenshot"
    )


def test_later_keeps_what_was_typed_and_the_enquiry_shows_it(world: World, as_specialist: Actor) -> None:
    answer = as_specialist.post(
        form_url(world), {"question": "Nupp on hall", "do": "later", "unit": world.unit.pk}
    )
    assert answer.headers["Location"] == world.enquiry.get_absolute_url()
    draft = draft_of(world)
    assert (draft.state, draft.answers[0]["text"]) == (State.DRAFT, "Nupp on hall")
    panel = text(as_specialist.get(reverse("tickets:enquiry_panel", args=[world.enquiry.pk])))
    assert "koostamisel" in panel
    assert f'href="{draft.get_absolute_url()}"'.replace("&", "&amp;") in panel
    world.enquiry.refresh_from_db()
    assert world.enquiry.state != EnquiryState.ESCALATED, "nothing has left"
    assert not JiraOperation.objects.exists()


def test_a_colleague_goes_on_with_it_and_sends_it(
    world: World, as_specialist: Actor, as_senior: Actor, level2: jira.State
) -> None:
    draft = kept(world, as_specialist, where="")
    page = text(as_senior.get(form_url(world)))
    assert "Teine veebilehitseja" in page
    assert "Puudub: Kus portaalis" in page
    answer = as_senior.post(form_url(world), {**world.answers, "unit": world.unit.pk})
    draft.refresh_from_db()
    assert answer.headers["Location"] == draft.get_absolute_url()
    assert (draft.state, draft.created_by) == (State.QUEUED, as_senior.user)
    drain()
    assert f"csd-{draft.issue.uuid.hex}" in the_issue(level2).labels
    assert Escalation.objects.count() == Issue.objects.count() == 1


def test_keeping_twice_is_one_draft_and_one_line_of_the_story(world: World, as_specialist: Actor) -> None:
    kept(world, as_specialist)
    kept(world, as_specialist, tried="Kaks veebilehitsejat")
    assert draft_of(world).answers[-1]["text"] == "Kaks veebilehitsejat"
    assert TimelineEntry.objects.filter(kind="tickets.drafted").count() == 1


def test_who_saves_over_a_colleagues_words_is_shown_them_first(
    world: World, as_specialist: Actor, as_senior: Actor
) -> None:
    kept(world, as_specialist)
    seen = as_specialist.get(form_url(world)).context["seen"]
    kept(world, as_senior, tried="Mobiil-ID töötas")
    given = {**world.answers, "tried": "Minu sõnad", "seen": seen, "do": "keep", "unit": world.unit.pk}
    page = as_specialist.post(form_url(world), given)
    assert "Minu sõnad" in text(page)
    assert "Mobiil-ID töötas" in text(page)
    assert draft_of(world).answers[-1]["text"] == "Mobiil-ID töötas"
    as_specialist.post(form_url(world), given | {"seen": page.context["seen"]})
    assert draft_of(world).answers[-1]["text"] == "Minu sõnad"


def test_a_draft_is_thrown_away_with_a_click(world: World, as_specialist: Actor) -> None:
    draft = kept(world, as_specialist)
    as_specialist.post(form_url(world), {"do": "away", "unit": world.unit.pk})
    draft.refresh_from_db()
    assert draft.state == State.CLOSED
    assert "Teine veebilehitseja" not in text(as_specialist.get(form_url(world)))
    with pytest.raises(Refused):
        actions.throw_away(escalation=draft, by=as_specialist.user)


def test_a_draft_is_no_open_ticket_to_a_caller(world: World, as_specialist: Actor) -> None:
    from tickets.facts import open_tickets

    kept(world, as_specialist)
    assert world.enquiry.client_id is not None
    assert open_tickets([world.enquiry.client_id]) == {}


def test_a_closed_enquiry_takes_no_draft(world: World, as_specialist: Actor) -> None:
    world.enquiry.state = EnquiryState.CLOSED
    with pytest.raises(Refused):
        kept(world, as_specialist)


def test_a_wanted_file_is_added_or_it_is_said_why_not(
    world: World, as_specialist: Actor, as_administrator: Actor
) -> None:
    wants_files(world, as_administrator.user)
    given = {**world.answers, "unit": world.unit.pk}
    page = text(as_specialist.post(form_url(world), given))
    assert "Kuvatõmmis: lisa fail või ütle, miks seda ei ole" in page
    png = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
    as_specialist.post(form_url(world), given | {"do": "keep", "file:0": SimpleUploadedFile("nupp.png", png)})
    assert TicketFile.objects.get().name == "nupp.png"
    assert "nupp.png" in text(as_specialist.get(form_url(world)))
    seen = as_specialist.get(form_url(world)).context["seen"]
    assert as_specialist.post(form_url(world), given | {"seen": seen}).status_code == 302
    ticket = draft_of(world)
    assert ticket.state == State.QUEUED
    assert ticket.answers[-1]["label"] == "Kuvatõmmis"
    assert ticket.answers[-1]["text"] == "Fail on lingi taga."


def test_a_file_that_is_with_the_draft_already_is_the_one_that_is_wanted(
    world: World, as_specialist: Actor, as_administrator: Actor
) -> None:
    wants_files(world, as_administrator.user)
    draft = kept(world, as_specialist)
    (file,) = actions.add_files(
        escalation=draft, uploads=[SimpleUploadedFile("logi.txt", b"rida")], by=as_specialist.user
    )
    assert "On juba olemas: logi.txt" in text(as_specialist.get(form_url(world)))
    given = {**world.answers, "do": f"is file:0 {file.pk}", "unit": world.unit.pk}
    as_specialist.post(form_url(world), given)
    page = as_specialist.get(form_url(world))
    assert page.context["missing"] == []
    assert "On juba olemas" not in text(page)


def test_files_go_with_the_ticket_that_is_sent_at_once(
    world: World, as_specialist: Actor, as_administrator: Actor
) -> None:
    wants_files(world, as_administrator.user)
    file = SimpleUploadedFile("logi.txt", b"rida")
    answer = as_specialist.post(
        form_url(world), {**world.answers, "seen": "", "unit": world.unit.pk, "file:0": file}
    )
    assert answer.status_code == 302
    assert draft_of(world).state == State.QUEUED
    assert TicketFile.objects.get().escalation == draft_of(world)


def test_why_there_is_no_file_goes_to_the_second_level(
    world: World, as_specialist: Actor, as_administrator: Actor
) -> None:
    wants_files(world, as_administrator.user)
    as_specialist.post(
        form_url(world), {**world.answers, "unit": world.unit.pk, "why-file:0": "Klient ei oska teha"}
    )
    assert draft_of(world).answers[-1]["text"] == "Klient ei oska teha"


def test_a_file_is_taken_away_again(world: World, as_specialist: Actor, as_administrator: Actor) -> None:
    wants_files(world, as_administrator.user)
    draft = kept(world, as_specialist)
    actions.attach(
        escalation=draft, place="file:0", by=as_specialist.user,
        uploads=[SimpleUploadedFile("logi.txt", b"rida")],
    )  # fmt: skip
    file = TicketFile.objects.get()
    as_specialist.post(form_url(world), {**world.answers, "do": f"file {file.pk}", "unit": world.unit.pk})
    assert not TicketFile.objects.exists()
    assert "Kuvatõmmis: lisa fail" in text(as_specialist.get(form_url(world)))


@pytest.fixture
def refused(ticket: Escalation, level2: jira.State) -> JiraOperation:
    """JIRA refuses the ticket of the enquiry, and names the field."""
    operation = JiraOperation.objects.get(issue=ticket.issue)
    operation.state, operation.reason = JobState.FAILED, "refused"
    operation.errors = {"summary": "Summary can't exceed 255 characters.", "issue_type": "Not valid."}
    operation.save()
    actions.refused_by_jira(operation=operation)
    return operation


def test_what_jira_refused_opens_again_with_its_words_at_the_field(
    refused: JiraOperation, world: World, as_specialist: Actor
) -> None:
    draft = draft_of(world)
    assert draft.state == State.DRAFT
    page = as_specialist.get(form_url(world))
    assert page.context["form"].errors["question"] == ["JIRA: Summary can't exceed 255 characters."]
    assert "Teine veebilehitseja" in text(page)
    assert "Not valid." in text(page)
    todo = Todo.objects.open().get(kind="tickets.mend")
    assert (todo.owner, todo.due_at is not None) == (as_specialist.user, True)


def test_the_set_up_is_the_administrators_to_mend(
    world: World, as_administrator: Actor, as_specialist: Actor, level2: jira.State
) -> None:
    ticket = actions.escalate(
        enquiry=world.enquiry, unit=world.unit, answers=world.answers, by=as_specialist.user
    )
    operation = JiraOperation.objects.get(issue=ticket.issue)
    operation.state, operation.errors = JobState.FAILED, {"project": "No project could be found."}
    operation.save()
    actions.refused_by_jira(operation=operation)
    todo = Todo.objects.open().get(kind="tickets.set_up")
    assert (todo.owner, todo.params["fields"]) == (as_administrator.user, "project")
    assert (
        as_administrator.get(reverse("admin:tickets_form_change", args=[todo.subject_id])).status_code == 200
    )


def test_sent_again_it_is_the_same_issue_and_looked_for_first(
    refused: JiraOperation, world: World, as_specialist: Actor, level2: jira.State
) -> None:
    uuid = draft_of(world).issue.uuid
    # Whatever it had answered, JIRA has made it.
    operation = actions.escalate(
        enquiry=world.enquiry, unit=world.unit, answers=world.answers, by=as_specialist.user
    ).operations.get()
    assert operation.pk == refused.pk
    assert (operation.state, operation.errors, operation.attempts) == (JobState.PENDING, {}, 0)
    assert operation.asked_at is not None, "so it is looked for before it is created"
    assert draft_of(world).issue.uuid == uuid
    assert not Todo.objects.open().filter(kind="tickets.mend").exists()


def test_what_jira_refused_can_be_thrown_away(
    refused: JiraOperation, world: World, as_specialist: Actor
) -> None:
    assert not actions.try_again(operation=refused, by=as_specialist.user), "it is mended in its form"
    actions.throw_away(escalation=draft_of(world), by=as_specialist.user)
    assert not JiraOperation.objects.exists()
    assert Enquiry.objects.get(pk=world.enquiry.pk).state == EnquiryState.IN_WORK
    assert not Todo.objects.open().exists()


@pytest.mark.parametrize(
    ("question", "answer"),
    [("KOTKASes on nupp hall", "KOTKAS"), ("Nupp on hall", ""), ("Ei KOTKAS ega e-Keskkonnaamet ava", "")],
)
def test_the_portal_is_filled_in_only_where_it_was_named(
    world: World, as_specialist: Actor, question: str, answer: str
) -> None:
    enquiries.describe(enquiry=world.enquiry, question=question, by=as_specialist.user)
    form = as_specialist.get(form_url(world)).context["form"]
    assert form.initial.get("portal", "") == answer
    assert ("portal" in form.filled) == bool(answer)


def test_the_notes_of_the_call_fill_a_question_without_personal_data(
    world: World, as_specialist: Actor
) -> None:
    from desk.calls.models import Call, CallEnquiry

    call = Call.objects.create(
        notes="Mari Tamm, 5550 0001: Chrome 141 annab vea", rang_at=clock.now(), user=as_specialist.user
    )
    CallEnquiry.objects.create(call=call, enquiry=world.enquiry)
    form = world.unit.form
    assert form is not None
    asked = [actions.Asked("notes", "Märkmed", "Notes", kind="long", fills=Fill.NOTES)]
    asked += [actions.Asked("browser", "Veebilehitseja", "Browser", fills=Fill.BROWSER)]
    actions.revise_form(unit=world.unit, questions=asked, by=None)
    initial = as_specialist.get(form_url(world)).context["form"].initial
    number = world.enquiry.number
    assert initial["notes"] == f"[isiku nimi – {number}], [telefoninumber – {number}]: Chrome 141 annab vea"
    assert initial["browser"] == "Chrome 141"


def test_what_the_desk_filled_in_says_so_and_what_it_does_not_know_is_asked(
    world: World, as_specialist: Actor
) -> None:
    page = text(as_specialist.get(form_url(world)))
    assert "Töölaud täitis selle (pöördumise küsimus): loe üle." in page
    assert "Töölaud ei tea seda: küsi pöördujalt." in page
    changed = text(
        as_specialist.post(form_url(world), {"question": "Muu", "do": "out", "unit": world.unit.pk})
    )
    assert "(pöördumise küsimus)" not in changed


def test_from_a_refusal_in_jira_to_the_same_issue(
    world: World, as_specialist: Actor, as_administrator: Actor, level2: jira.State
) -> None:
    world.unit.jira_issue_type = "Puudub"
    world.unit.save()
    as_specialist.post(form_url(world), {**world.answers, "unit": world.unit.pk})
    drain()
    assert draft_of(world).state == State.DRAFT
    assert not level2.issues
    page = as_specialist.get(form_url(world))
    assert list(page.context["said"].of_set_up) == ["issue_type"]
    assert "See on üksuse seadistus" in text(page)
    assert Todo.objects.open().get(kind="tickets.set_up").owner == as_administrator.user
    world.unit.jira_issue_type = "Bug"
    world.unit.save()
    as_specialist.post(form_url(world), {**world.answers, "unit": world.unit.pk})
    clock.move(timedelta(minutes=3))  # in which it might still have shown the first one
    drain()
    assert draft_of(world).state == State.CREATED
    assert f"csd-{draft_of(world).issue.uuid.hex}" in the_issue(level2).labels


@pytest.mark.parametrize("drafted", [False, True])
def test_the_form_asks_the_database_a_few_times_whatever_it_holds(
    world: World, as_specialist: Actor, as_senior: Actor, drafted: bool, django_assert_max_num_queries: Any
) -> None:
    version = published(as_senior.user, LOGIN, world.enquiry.topic.code)
    used = enquiries.use_guide(enquiry=world.enquiry, version=version, by=as_specialist.user)
    enquiries.tick_steps(used=used, steps={1}, shown=set(), by=as_specialist.user)
    if drafted:
        kept(world, as_specialist, tried="Jätkan homme")
    as_specialist.get(form_url(world))
    with django_assert_max_num_queries(12):
        as_specialist.get(form_url(world))


def test_the_form_of_another_unit_keeps_what_was_typed_into_this_one(
    world: World, as_specialist: Actor
) -> None:
    other = Unit.objects.get(code="permits")
    given = {**world.answers, "do": f"go {other.pk}", "unit": world.unit.pk}
    answer = as_specialist.post(form_url(world), given)
    assert answer.headers["Location"].endswith(f"?unit={other.pk}")
    assert draft_of(world).answers[-1]["text"] == "Teine veebilehitseja"


def test_to_look_at_the_forms_of_units_makes_no_draft(world: World, as_specialist: Actor) -> None:
    form = as_specialist.get(form_url(world)).context["form"]
    other = Unit.objects.get(code="permits")
    as_specialist.post(form_url(world), form.answers | {"do": f"go {other.pk}", "unit": world.unit.pk})
    assert not Escalation.objects.exists()


def test_the_page_of_a_draft_is_its_form(world: World, as_specialist: Actor) -> None:
    draft = kept(world, as_specialist)
    answer = as_specialist.get(reverse("tickets:page", args=[draft.pk]))
    assert answer.headers["Location"] == draft.get_absolute_url()
