"""Pages of tickets as the browser without JavaScript sees them: form, ticket, lists, the expert's link."""

from typing import Any

import pytest
from django.urls import reverse

from desk.clients import actions as clients
from desk.clients.enums import Kind
from desk.enquiries import actions as enquiries
from desk.mail.models import Message
from desk.records.models import AccessLogEntry, TimelineEntry
from tests.conftest import Actor
from tests.guides.world import LOGIN, published
from tests.simulators import jira
from tests.tickets.conftest import World, drain, level2_solves, read, the_issue
from tickets.enums import State
from tickets.models import Escalation, Issue, JiraOperation, Question


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def form_url(world: World) -> str:
    return f"{reverse('tickets:escalate', args=[world.enquiry.pk])}?unit={world.unit.pk}"


def test_the_form_of_the_unit_knows_what_the_desk_knows(world: World, as_specialist: Actor) -> None:
    page = text(as_specialist.get(form_url(world)))
    assert "Aruannet ei saa esitada, nupp on hall." in page
    assert "Tamme Puit OÜ (10000001)" in page
    assert "Puudub: Keskkond" in page


def test_what_was_tried_by_a_guide_need_not_be_typed(
    world: World, as_specialist: Actor, as_senior: Actor
) -> None:
    version = published(as_senior.user, LOGIN, world.enquiry.topic.code)
    used = enquiries.use_guide(enquiry=world.enquiry, version=version, by=as_specialist.user)
    enquiries.tick_steps(used=used, steps={1}, shown=set(), by=as_specialist.user)
    page = text(as_specialist.get(form_url(world)))
    assert "Juhend: Sisselogimise tõrge\n– Ava privaatne aken</textarea>" in page
    assert "Puudub: Mida on proovitud" not in page


def test_the_handing_over_is_told_once(world: World, as_specialist: Actor) -> None:
    as_specialist.post(form_url(world), {**world.answers, "unit": world.unit.pk})
    lines = TimelineEntry.objects.filter(kind__endswith="escalated")
    assert [(line.kind, line.subject_kind) for line in lines] == [("tickets.escalated", "enquiry")]
    assert lines[0].subject_id == world.enquiry.pk
    story = text(as_specialist.get(reverse("records:enquiry_timeline", args=[world.enquiry.pk])))
    assert story.count("suunatud teisele tasandile: IT-tugi") == 1
    assert "suunati II tasandile" not in story


def test_a_complete_form_makes_the_ticket(world: World, as_specialist: Actor) -> None:
    answer = as_specialist.post(form_url(world), {**world.answers, "unit": world.unit.pk})
    ticket = Escalation.objects.get()
    assert answer.headers["Location"] == ticket.get_absolute_url()
    assert ticket.state == State.QUEUED


def test_an_incomplete_form_comes_back_with_what_is_missing(world: World, as_specialist: Actor) -> None:
    given = {**world.answers, "where": "", "unit": world.unit.pk}
    page = text(as_specialist.post(form_url(world), given))
    assert "Puudub: Kus portaalis" in page
    assert "Teine veebilehitseja" in page, "what was written stays"
    assert not Escalation.objects.exists()


def test_personal_data_is_named_and_taken_out_on_request(world: World, as_specialist: Actor) -> None:
    given = {**world.answers, "tried": "Mari Tamm helistas 5550 0001", "unit": world.unit.pk}
    page = text(as_specialist.post(form_url(world), given))
    assert "isiku nimi „Mari Tamm“" in page
    page = text(as_specialist.post(form_url(world), {**given, "do": "out"}))
    number = world.enquiry.number
    assert f"[isiku nimi – {number}] helistas [telefoninumber – {number}]" in page
    assert "Midagi ei puudu." in page


def test_the_side_names_what_is_missing_while_typing(world: World, as_specialist: Actor) -> None:
    url = reverse("tickets:missing", args=[world.enquiry.pk])
    given = {**world.answers, "unit": world.unit.pk}
    assert "Midagi ei puudu." in text(as_specialist.post(url, given, headers={"HX-Request": "true"}))
    given.pop("portal")
    assert "Puudub: Keskkond" in text(as_specialist.post(url, given, headers={"HX-Request": "true"}))


def test_a_question_that_the_administrator_adds_is_asked(world: World, as_specialist: Actor) -> None:
    form = world.unit.form
    assert form is not None
    Question.objects.create(
        form=form, key="operator", label_et="Sideoperaator", label_en="Carrier", required=True, position=99
    )
    assert "Puudub: Sideoperaator" in text(as_specialist.get(form_url(world)))


def test_the_ticket_shows_state_answer_and_history(
    ticket: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    level2_solves(level2, "Logige <b>uuesti</b> sisse.")
    read(ticket)
    page = text(as_specialist.get(ticket.get_absolute_url()))
    assert "KT-1" in page
    assert "vastus käes, klient teavitamata" in page
    assert "Logige &lt;b&gt;uuesti&lt;/b&gt; sisse." in page
    assert "In Progress → Done" in page
    assert "mari.tamm@tammepuit.example" in page


def test_the_client_is_told_from_the_page(
    ticket: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    drain()
    level2_solves(level2)
    read(ticket)
    url = reverse("tickets:tell", args=[ticket.pk])
    answer = as_specialist.post(url, {"to": world.address.pk, "text": "Nüüd saab esitada."})
    assert answer.status_code == 302
    assert "Nüüd saab esitada." in Message.objects.get().body.text
    assert "Vastus on teel." in text(as_specialist.get(ticket.get_absolute_url()))


def test_what_could_not_be_sent_has_its_reason_and_a_button(
    ticket: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    level2.faults.append({"method": "POST", "path": "/issue$", "kind": "error", "status": 403})
    drain()
    page = text(as_specialist.get(reverse("tickets:unsent")))
    assert "Meie JIRA kontol pole selleks õigust." in page
    operation = JiraOperation.objects.get()
    assert as_specialist.post(reverse("tickets:again", args=[operation.pk])).status_code == 302
    drain()
    assert the_issue(level2).key == "KT-1"


def test_panels_and_lists_show_the_ticket(
    ticket: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    level2_solves(level2)
    read(ticket)
    client_id = ticket.enquiry.client_id
    for url in (
        reverse("tickets:list"),
        reverse("tickets:list") + "?show=answered",
        reverse("tickets:list") + "?show=all",
        reverse("tickets:home_panel"),
        reverse("tickets:client_panel", args=[client_id]),
        reverse("tickets:enquiry_panel", args=[ticket.enquiry_id]),
    ):
        assert "KT-1" in text(as_specialist.get(url)), url


def test_the_list_has_pages(world: World, as_specialist: Actor) -> None:
    by = as_specialist.user
    form = world.unit.form
    assert form is not None
    issues = Issue.objects.bulk_create(
        Issue(unit=world.unit, project="KT", jira_key=f"KT-{number}") for number in range(30)
    )
    Escalation.objects.bulk_create(
        Escalation(
            enquiry=world.enquiry, unit=world.unit, issue=issue, form=form, state=State.CLOSED, created_by=by,
            closed_at=world.enquiry.opened_at,
        )
        for issue in issues
    )  # fmt: skip
    first = as_specialist.get(reverse("tickets:list") + "?show=all")
    assert text(first).count('href="/tickets/') >= 25
    second = text(
        as_specialist.get(reverse("tickets:list") + f"?show=all&after={first.context['following']}")
    )
    assert second.count(">KT-") == 5


def test_the_second_level_opens_the_one_escalation_by_link_and_it_is_logged(
    ticket: Escalation, as_level2: Actor
) -> None:
    page = text(as_level2.get(reverse("tickets:expert", args=[ticket.uuid])))
    assert "Tamme Puit OÜ" in page
    assert "Aruannet ei saa esitada" in page
    seen = AccessLogEntry.objects.filter(user_id=as_level2.user.pk)
    assert {entry.shown_kind for entry in seen} == {"client", "person", "escalation"}
    assert as_level2.get(ticket.get_absolute_url()).status_code == 403


def test_without_a_login_the_link_shows_nothing(ticket: Escalation, as_stranger: Any) -> None:
    answer = as_stranger.get(reverse("tickets:expert", args=[ticket.uuid]))
    assert answer.status_code == 302
    assert "login" in answer.headers["Location"]


@pytest.mark.parametrize("key", ["KT-1", "kt-1"])
def test_the_search_box_finds_a_ticket_by_its_key(
    ticket: Escalation, level2: jira.State, as_specialist: Actor, key: str
) -> None:
    from tickets.search import tickets

    drain()
    (hit,) = tickets(as_specialist.user, key)
    assert hit.url == ticket.get_absolute_url()
    assert tickets(as_specialist.user, "KT") == []


def test_a_sole_trader_is_a_person(world: World, as_specialist: Actor) -> None:
    trader = clients.create_client(
        kind=Kind.SOLE_TRADER, name="FIE Eva Pärn", registry_code="10000201", by=as_specialist.user
    )
    enquiry = enquiries.open_enquiry(
        topic=world.enquiry.topic, client=trader, by=as_specialist.user, language="et", question="Ei avane."
    )
    page = text(as_specialist.get(f"{reverse('tickets:escalate', args=[enquiry.pk])}?unit={world.unit.pk}"))
    assert 'value="FIE Eva Pärn' not in page
    given = {**world.answers, "tried": "Eva Pärna luba, kood 10000201", "unit": world.unit.pk}
    page = text(as_specialist.post(reverse("tickets:missing", args=[enquiry.pk]), given))
    assert "isiku nimi „Eva Pärna“" in page
    assert "isikukood „10000201“" in page
