"""The second level opens the one ticket by its link: what it sees, what it says, and what it never sees."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from desk import clock
from desk.http import Refused
from desk.people.enums import Role
from desk.people.models import User
from desk.records import access
from desk.records.models import AccessLogEntry, TimelineEntry
from tests.conftest import Actor
from tests.house.routes import all_routes
from tests.simulators import jira
from tests.tickets.conftest import World, drain, level2_solves, read, the_issue
from tickets import actions, opening
from tickets.enums import Means, State
from tickets.models import Contact, Escalation, L2Answer
from tickets.opening import Opening

ANSWER = "Nupp on hall, sest eelmine aruanne on kinnitamata. Kinnitage see ja proovige uuesti."


def link(ticket: Escalation) -> str:
    return reverse("tickets:expert", args=[ticket.uuid])


def body(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return str(response.content.decode())


def at_jira(ticket: Escalation) -> Escalation:
    """The issue is made in JIRA."""
    drain()
    ticket.refresh_from_db()
    assert ticket.state == State.CREATED
    return ticket


def looks(user: User) -> set[tuple[str, str, str]]:
    rows = AccessLogEntry.objects.filter(user_id=user.pk)
    return set(rows.values_list("view", "shown_kind", "purpose"))


@pytest.fixture
def stranger(ticket: Escalation, as_level2: Actor, someone: Any) -> Actor:
    """An expert of the second level, but the tickets of the unit are another's."""
    ticket.unit.experts.add(someone("teine-ekspert", Role.LEVEL2))
    return as_level2


class TestWhoSees:
    def test_he_logs_in_and_lands_on_the_ticket_of_the_link(
        self, ticket: Escalation, as_stranger: Any, as_level2: Actor
    ) -> None:
        asked = as_stranger.get(link(ticket))
        login = asked.headers["Location"]
        assert login.startswith(reverse("login"))
        given = {"username": "ekspert", "password": "abilaud-demo"}
        came = as_stranger.post(login, given, follow=True)
        assert came.redirect_chain == [(link(ticket), 302)]
        assert "Tamme Puit OÜ" in body(came)

    def test_a_login_leads_nowhere_but_into_the_desk(self, as_stranger: Any, as_level2: Actor) -> None:
        given = {"username": "ekspert", "password": "abilaud-demo", "next": "https://kuri.example/"}
        assert as_stranger.post(reverse("login"), given).headers["Location"] == "/"

    def test_his_page_asks_the_database_as_much_for_many_files_as_for_one(
        self, ticket: Escalation, as_level2: Actor, as_specialist: Actor, django_assert_max_num_queries: Any
    ) -> None:
        many = [SimpleUploadedFile(f"{number}.txt", b"%d" % number) for number in range(15)]
        actions.add_files(escalation=ticket, uploads=many, by=as_specialist.user)
        with django_assert_max_num_queries(20):
            body(as_level2.get(link(ticket)))

    def test_he_sees_the_client_the_question_and_what_level_1_knows(
        self, ticket: Escalation, world: World, as_level2: Actor
    ) -> None:
        page = body(as_level2.get(link(ticket)))
        for shown in (
            "Tamme Puit OÜ, 10000001", "Mari Tamm", "mari.tamm@tammepuit.example", ticket.enquiry.number,
            "Aruannet ei saa esitada", "Aruanded &gt; Uus", "versioon 1", "Riina Rand",
        ):  # fmt: skip
            assert shown in page, shown

    def test_each_look_is_written_down_with_its_ticket(self, ticket: Escalation, as_level2: Actor) -> None:
        as_level2.get(link(ticket))
        why = f"escalation:{ticket.pk}"
        assert looks(as_level2.user) == {
            ("tickets:expert", kind, why) for kind in ("client", "person", "escalation")
        }

    def test_a_ticket_without_a_client_is_written_down_too(
        self, ticket: Escalation, as_level2: Actor
    ) -> None:
        type(ticket.enquiry).objects.update(client=None, person=None)
        assert "Tamme Puit" not in body(as_level2.get(link(ticket)))
        assert {kind for _view, kind, _why in looks(as_level2.user)} == {"escalation"}

    def test_an_expert_of_another_unit_is_told_whom_to_ask_and_nothing_of_the_client(
        self, ticket: Escalation, stranger: Actor
    ) -> None:
        page = body(stranger.get(link(ticket)), 403)
        assert "Riina Rand" in page
        assert "IT-tugi" in page
        for hidden in ("Tamme Puit", "Mari", "Aruannet", ticket.enquiry.number):
            assert hidden not in page, hidden
        assert looks(stranger.user) == {("tickets:expert", "escalation", access.REFUSED)}

    def test_nor_does_he_answer_or_download(self, ticket: Escalation, stranger: Actor) -> None:
        for name in ("expert", "send_back", "refuse"):
            given = {"text": ANSWER, "back-text": ANSWER, "no-text": ANSWER}
            body(stranger.post(reverse(f"tickets:{name}", args=[ticket.uuid]), given), 403)
        with pytest.raises(Refused):
            actions.answer_as_expert(escalation=ticket, text=ANSWER, by=stranger.user)
        assert not L2Answer.objects.exists()

    def test_an_expert_who_is_named_sees_it(self, ticket: Escalation, stranger: Actor) -> None:
        ticket.unit.experts.add(stranger.user)
        assert "Tamme Puit OÜ" in body(stranger.get(link(ticket)))

    def test_the_desk_sees_what_the_second_level_sees_and_does_not_answer_for_it(
        self, ticket: Escalation, as_specialist: Actor
    ) -> None:
        page = body(as_specialist.get(link(ticket)))
        assert "Nii näeb seda teine tasand" in page
        assert 'name="seen"' not in page
        with pytest.raises(Refused):
            actions.answer_as_expert(escalation=ticket, text=ANSWER, by=as_specialist.user)

    def test_a_ticket_that_is_being_prepared_is_not_there_yet(
        self, ticket: Escalation, as_level2: Actor
    ) -> None:
        Escalation.objects.update(state=State.DRAFT)
        assert as_level2.get(link(ticket)).status_code == 404

    def test_nobody_who_is_complained_about_reads_the_complaint(
        self, ticket: Escalation, as_level2: Actor
    ) -> None:
        type(ticket.enquiry).objects.update(kind="complaint", concerns=as_level2.user)
        assert as_level2.get(link(ticket)).status_code == 404

    def test_nothing_else_of_the_desk_opens_to_the_second_level(self) -> None:
        """What is his own: his tickets by link, the guides, and what everyone has (no client's data)."""
        theirs = set()
        for route in all_routes():
            held = getattr(route.access.rule, "roles", frozenset()) if route.access else frozenset()
            if Role.LEVEL2 in held and Role.ADMINISTRATOR not in held:
                theirs.add(route.name)
        assert {name for name in theirs if not name.startswith("guides:")} == {
            "tickets:expert", "tickets:send_back", "tickets:refuse", "tickets:expert_file",
            "tickets:expert_home",
        }  # fmt: skip

    def test_his_first_page_names_open_tickets_of_his_units_without_their_clients(
        self, ticket: Escalation, level2: jira.State, as_level2: Actor
    ) -> None:
        home = reverse("tickets:expert_home")
        at_jira(ticket)
        page = body(as_level2.get(home))
        assert "lingist JIRAs" in page
        assert "KT-1" not in page, "he is not named in any unit"
        ticket.unit.experts.add(as_level2.user)
        page = body(as_level2.get(home))
        assert "KT-1" in page
        assert str(ticket.enquiry.topic) in page
        for hidden in ("Tamme Puit", "Mari", "Aruannet", str(ticket.uuid)):
            assert hidden not in page, hidden
        assert home in body(as_level2.get("/"))
        assert f'href="{reverse("tickets:list")}"' not in body(as_level2.get("/"))


class TestAnswering:
    def test_his_words_become_the_draft_and_the_duty_to_tell_opens(
        self, ticket: Escalation, level2: jira.State, as_level2: Actor, as_specialist: Actor
    ) -> None:
        at_jira(ticket)
        sent = as_level2.post(link(ticket), {"text": f"  {ANSWER} "})
        assert sent.headers["Location"] == link(ticket)
        ticket.refresh_from_db()
        assert (ticket.state, ticket.answer) == (State.ANSWERED, ANSWER)
        assert ticket.promise is not None
        assert ticket.promise.state == "open"
        said = L2Answer.objects.get()
        assert (said.by, said.text, said.means) == (as_level2.user, ANSWER, Means.SOLVED)
        page = body(as_specialist.get(ticket.get_absolute_url()))
        assert f"{ANSWER}</textarea>" in page
        told = TimelineEntry.objects.get(kind="tickets.expert_answered")
        assert told.by == as_level2.user

    def test_jira_hears_that_there_is_an_answer_and_nothing_of_it(
        self, ticket: Escalation, level2: jira.State, as_level2: Actor
    ) -> None:
        at_jira(ticket)
        as_level2.post(link(ticket), {"text": ANSWER})
        drain()
        (comment,) = the_issue(level2).comments
        assert "Vastus on kirjas teenindusplatvormil." in comment.body
        assert "Nupp" not in comment.body

    def test_what_was_said_is_never_changed(self, ticket: Escalation, as_level2: Actor) -> None:
        as_level2.post(link(ticket), {"text": ANSWER})
        with pytest.raises(DatabaseError), transaction.atomic():
            L2Answer.objects.update(text="Teisiti.")
        with pytest.raises(DatabaseError), transaction.atomic():
            L2Answer.objects.all().delete()

    def test_with_jira_by_hand_he_answers_all_the_same(self, ticket: Escalation, as_level2: Actor) -> None:
        as_level2.post(link(ticket), {"text": ANSWER})
        ticket.refresh_from_db()
        assert ticket.state == State.ANSWERED
        assert ticket.issue.operations.exclude(deed="create").count() == 0

    def test_an_answer_can_be_put_right_before_the_client_is_told(
        self, ticket: Escalation, as_level2: Actor
    ) -> None:
        as_level2.post(link(ticket), {"text": ANSWER})
        page = as_level2.get(link(ticket))
        assert "Paranda vastust" in body(page)
        assert f"{ANSWER}</textarea>" in body(page)
        as_level2.post(link(ticket), {"text": "Õige on nii.", "seen": page.context["stands"]})
        ticket.refresh_from_db()
        assert ticket.answer == "Õige on nii."
        assert [said.text for said in L2Answer.objects.newest()] == ["Õige on nii.", ANSWER]

    def test_what_a_colleague_answered_meanwhile_is_not_written_over_and_his_text_is_kept(
        self, ticket: Escalation, as_level2: Actor, someone: Any
    ) -> None:
        seen = as_level2.get(link(ticket)).context["stands"]
        colleague = someone("teine-ekspert", Role.LEVEL2)
        actions.answer_as_expert(escalation=ticket, text="Kolleegi vastus.", by=colleague)
        page = body(as_level2.post(link(ticket), {"text": ANSWER, "seen": seen}), 422)
        assert "Piletile on vahepeal vastatud" in page
        assert f"{ANSWER}</textarea>" in page, "what he wrote stays"
        assert "Kolleegi vastus." in page
        ticket.refresh_from_db()
        assert ticket.answer == "Kolleegi vastus."

    def test_once_the_client_has_been_sent_the_answer_his_is_refused_and_kept_in_the_form(
        self, ticket: Escalation, level2: jira.State, world: World, as_level2: Actor, as_specialist: Actor
    ) -> None:
        at_jira(ticket)
        level2_solves(level2)
        ticket = read(ticket)
        actions.tell_client(escalation=ticket, text="Saab.", to=world.address, by=as_specialist.user)
        page = body(as_level2.post(link(ticket), {"text": ANSWER}), 422)
        assert "Kliendile on vastus juba saadetud" in page
        assert f"{ANSWER}</textarea>" in page
        assert 'name="seen"' not in body(as_level2.get(link(ticket)))

    def test_an_empty_answer_is_none(self, ticket: Escalation, as_level2: Actor) -> None:
        body(as_level2.post(link(ticket), {"text": "   "}), 422)
        assert not L2Answer.objects.exists()

    def test_what_is_missing_is_named_and_the_ticket_is_back_at_the_desk(
        self, ticket: Escalation, level2: jira.State, as_level2: Actor
    ) -> None:
        at_jira(ticket)
        given = {"back-missing": ["where", "error"], "back-text": "Millisel lehel?"}
        sent = as_level2.post(reverse("tickets:send_back", args=[ticket.uuid]), given)
        assert sent.headers["Location"] == link(ticket)
        ticket.refresh_from_db()
        assert ticket.state == State.NEEDS_INFO
        back = ticket.returns.get()
        assert (sorted(back.missing), back.text) == (["error", "where"], "Millisel lehel?")
        drain()
        assert "andmeid on puudu" in the_issue(level2).comments[-1].body
        assert read(ticket).state == State.NEEDS_INFO, "our own comment takes nothing back"

    def test_a_question_that_the_form_has_not_is_not_missing(
        self, ticket: Escalation, as_level2: Actor
    ) -> None:
        given = {"back-missing": ["salary"], "back-text": "Palk?"}
        body(as_level2.post(reverse("tickets:send_back", args=[ticket.uuid]), given), 422)
        assert not ticket.returns.exists()

    def test_he_refuses_with_a_reason(self, ticket: Escalation, level2: jira.State, as_level2: Actor) -> None:
        at_jira(ticket)
        address = reverse("tickets:refuse", args=[ticket.uuid])
        body(as_level2.post(address, {"no-text": ""}), 422)
        as_level2.post(address, {"no-text": "See on loa menetleja küsimus."})
        ticket.refresh_from_db()
        assert ticket.state == State.REFUSED
        assert L2Answer.objects.get().means == Means.REFUSED
        drain()
        ticket = read(ticket)
        assert ticket.state == State.REFUSED, "our own comment takes nothing back"
        assert "loa menetleja" not in the_issue(level2).comments[-1].body


class TestJiraAfterwards:
    """What moves in JIRA after an answer on our page does not lose the expert's words."""

    @pytest.fixture
    def answered(self, ticket: Escalation, level2: jira.State, as_level2: Actor) -> Escalation:
        """Somebody wrote into the issue, then the expert answered behind the link."""
        at_jira(ticket)
        level2.transition(the_issue(level2), "11", jira.EXPERT)
        level2.comment(the_issue(level2), "Vaatan.", jira.EXPERT)
        read(ticket)
        clock.move(timedelta(minutes=5))
        actions.answer_as_expert(escalation=ticket, text=ANSWER, by=as_level2.user)
        level2.clock_offset = timedelta(minutes=6)
        drain()
        return ticket

    def test_our_own_comment_changes_nothing(self, answered: Escalation) -> None:
        ticket = read(answered)
        assert (ticket.state, ticket.answer) == (State.ANSWERED, ANSWER)

    def test_done_in_jira_without_more_words_keeps_the_answer(
        self, answered: Escalation, level2: jira.State
    ) -> None:
        level2.transition(the_issue(level2), "21", jira.EXPERT)
        for _again in range(2):
            ticket = read(answered)
            assert (ticket.state, ticket.answer) == (State.ANSWERED, ANSWER)

    def test_a_remark_in_jira_is_not_the_answer(self, answered: Escalation, level2: jira.State) -> None:
        level2.comment(the_issue(level2), "Vastasin platvormil.", jira.EXPERT)
        level2.transition(the_issue(level2), "21", jira.EXPERT)
        assert read(answered).answer == ANSWER

    def test_a_later_comment_marked_as_the_answer_is(self, answered: Escalation, level2: jira.State) -> None:
        level2.comment(the_issue(level2), "#vastus Lisaks: tühjendage vahemälu.", jira.EXPERT)
        assert read(answered).answer == "Lisaks: tühjendage vahemälu."

    def test_work_that_goes_on_in_jira_takes_no_answer_back(
        self, answered: Escalation, level2: jira.State
    ) -> None:
        level2.transition(the_issue(level2), "21", jira.EXPERT)
        level2.transition(the_issue(level2), "51", jira.EXPERT)
        level2.transition(the_issue(level2), "11", jira.EXPERT)
        assert read(answered).state == State.ANSWERED, "read once, after all of it"

    def test_a_clock_in_jira_that_is_ahead_makes_nothing_newer(
        self, answered: Escalation, level2: jira.State
    ) -> None:
        Contact.objects.update_or_create(pk=1, defaults={"skew_s": 600})
        level2.comment(the_issue(level2), "#vastus Vana jutt.", jira.EXPERT)
        assert read(answered).answer == ANSWER

    def test_opened_again_in_jira_it_is_with_the_second_level(
        self, answered: Escalation, level2: jira.State
    ) -> None:
        level2.transition(the_issue(level2), "21", jira.EXPERT)
        read(answered)
        level2.transition(the_issue(level2), "51", jira.EXPERT)
        ticket = read(answered)
        assert (ticket.state, ticket.answered_at) == (State.CREATED, None)

    def test_solved_anew_with_new_words_it_has_those(self, answered: Escalation, level2: jira.State) -> None:
        level2.transition(the_issue(level2), "21", jira.EXPERT)
        read(answered)
        level2.transition(the_issue(level2), "51", jira.EXPERT)
        read(answered)
        level2.comment(the_issue(level2), "Nüüd on viga parandatud.", jira.EXPERT)
        level2.transition(the_issue(level2), "21", jira.EXPERT)
        ticket = read(answered)
        assert (ticket.state, ticket.answer) == (State.ANSWERED, "Nüüd on viga parandatud.")


class TestHowLong:
    @pytest.fixture
    def closed(self, ticket: Escalation) -> Escalation:
        Escalation.objects.update(state=State.CLOSED, closed_at=clock.now())
        ticket.refresh_from_db()
        return ticket

    def test_a_closed_ticket_is_read_with_a_notice_and_not_answered(
        self, closed: Escalation, as_level2: Actor
    ) -> None:
        page = body(as_level2.get(link(closed)))
        assert "lugeda saab seda veel 30 päeva" in page
        assert "Tamme Puit OÜ" in page
        assert 'name="seen"' not in page
        assert as_level2.post(link(closed), {"text": ANSWER}).status_code == 422

    def test_after_thirty_days_he_asks_the_desk(
        self, closed: Escalation, as_level2: Actor, as_specialist: Actor
    ) -> None:
        clock.move(timedelta(days=30, minutes=1))
        page = body(as_level2.get(link(closed)), 403)
        assert "Riina Rand" in page
        assert "Tamme Puit" not in page
        assert "Tamme Puit OÜ" in body(as_specialist.get(link(closed)))

    def test_the_unit_sets_the_days(self, closed: Escalation, as_level2: Actor) -> None:
        type(closed.unit).objects.update(link_days=60)
        clock.move(timedelta(days=31))
        body(as_level2.get(link(closed)))

    @pytest.mark.parametrize("state", list(State))
    def test_one_function_decides(self, state: State) -> None:
        now = datetime(2026, 3, 5, tzinfo=UTC)
        closed_at = now - timedelta(days=5) if state == State.CLOSED else None
        expected = {
            State.DRAFT: Opening.SHUT, State.DELIVERING: Opening.READS, State.TOLD: Opening.READS,
            State.CLOSED: Opening.READS,
        }  # fmt: skip
        assert opening.opening(state, closed_at, now, 30) == expected.get(state, Opening.ANSWERS)
        assert opening.opening(State.CLOSED, now, now, 0) == Opening.SHUT


def test_the_desk_can_be_reached_from_the_refusal_where_nobody_owns_the_enquiry(
    ticket: Escalation, stranger: Actor, settings: Any
) -> None:
    type(ticket.enquiry).objects.update(owner=None)
    assert settings.AGENCY_PHONE in body(stranger.get(link(ticket)), 403)


def test_files_go_with_the_answer(ticket: Escalation, as_level2: Actor) -> None:
    file = SimpleUploadedFile("juhis.txt", b"Kinnita eelmine aruanne.")
    as_level2.post(link(ticket), {"text": ANSWER, "attached": file})
    row = ticket.files.get()
    assert (row.name, row.by) == ("juhis.txt", as_level2.user)


def test_with_a_file_that_cannot_be_taken_nothing_is_answered_and_the_text_stays(
    ticket: Escalation, as_level2: Actor
) -> None:
    file = SimpleUploadedFile("juhis.exe", b"MZ" + b"\0" * 100)
    page = body(as_level2.post(link(ticket), {"text": ANSWER, "attached": file}), 422)
    assert "juhis.exe" in page
    assert "Vali failid uuesti." in page
    assert f"{ANSWER}</textarea>" in page
    ticket.refresh_from_db()
    assert ticket.state != State.ANSWERED
    assert not L2Answer.objects.exists()


@pytest.mark.ignore_template_errors
class TestTheAdministrator:
    def test_names_the_experts_of_a_unit_and_what_it_was_before_is_kept(
        self, ticket: Escalation, as_level2: Actor, as_specialist: Actor, as_administrator: Actor
    ) -> None:
        unit = ticket.unit
        address = reverse("admin:tickets_unit_change", args=[unit.pk])
        page = body(as_administrator.get(address))
        assert "Endel Eller" in page
        assert "Riina Rand" not in page, "only the second level may be chosen"
        names = (
            "code", "name_et", "name_en", "position", "jira_project", "jira_issue_type", "closing_status",
            "accept_hours", "still_days", "info_days", "tell_within_days", "close_hours", "link_days",
        )  # fmt: skip
        given = {name: getattr(unit, name) for name in names} | {"active": "on"}
        assert as_administrator.post(address, {**given, "experts": [as_level2.user.pk]}).status_code == 302
        assert list(unit.experts.all()) == [as_level2.user]
        before = type(unit).history.filter(id=unit.pk).latest()
        assert [row.user_id for row in before.experts.all()] == [as_level2.user.pk]

    def test_sees_whose_tickets_each_expert_answers(
        self, ticket: Escalation, as_level2: Actor, as_administrator: Actor
    ) -> None:
        address = reverse("admin:tickets_expert_changelist")
        assert "üksused, kus kedagi määratud ei ole" in body(as_administrator.get(address))
        ticket.unit.experts.add(as_level2.user)
        page = body(as_administrator.get(address))
        assert "IT-tugi" in page
        rows = page.split("<tbody>")[1].split("</tbody>")[0]
        assert ">haldur<" not in rows, "only the second level"
        own = reverse("admin:tickets_expert_change", args=[as_level2.user.pk])
        assert "IT-tugi" in body(as_administrator.get(own))
