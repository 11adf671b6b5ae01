"""What an expert says behind the link: an answer, what is missing, a refusal; and what JIRA says after."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from desk import clock
from desk.enquiries import actions as enquiries
from desk.people.enums import Role
from desk.records.models import TimelineEntry
from tests.conftest import Actor
from tests.simulators import jira
from tests.tickets.behind_the_link import ANSWER, at_jira, body, link
from tests.tickets.conftest import World, drain, level2_solves, read, the_issue
from tickets import actions
from tickets.enums import Means, State
from tickets.models import Contact, Escalation, L2Answer

pytestmark = pytest.mark.slow


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


class TestOneIssueForSeveral:
    """Several wait for the same issue: what an expert answers one of them may hold for all."""

    @pytest.fixture
    def other(self, ticket: Escalation, level2: jira.State, world: World, as_specialist: Actor) -> Escalation:
        at_jira(ticket)
        enquiry = enquiries.open_enquiry(
            topic=world.enquiry.topic, client=world.enquiry.client, person=world.enquiry.person,
            by=as_specialist.user, language="et", question="Ka naaber ei saa esitada.",
        )  # fmt: skip
        return actions.link(enquiry=enquiry, unit=ticket.unit, key="KT-1", by=as_specialist.user)

    def test_he_is_told_how_many_wait_and_not_who(
        self, ticket: Escalation, other: Escalation, as_level2: Actor
    ) -> None:
        page = body(as_level2.get(link(ticket)))
        assert "Ootab veel 1 klient." in page
        assert "naaber" not in page
        assert other.enquiry.number not in page

    def test_his_answer_is_of_this_client_alone_unless_he_says_otherwise(
        self, ticket: Escalation, other: Escalation, as_level2: Actor
    ) -> None:
        as_level2.post(link(ticket), {"text": ANSWER})
        other.refresh_from_db()
        assert (other.state != State.ANSWERED, other.answer) == (True, "")

    def test_for_everyone_each_is_owed_the_answer_with_its_files(
        self, ticket: Escalation, other: Escalation, level2: jira.State, as_level2: Actor
    ) -> None:
        file = SimpleUploadedFile("juhis.txt", b"Kinnita eelmine aruanne.")
        as_level2.post(link(ticket), {"text": ANSWER, "everyone": "on", "attached": file})
        for each in Escalation.objects.all():
            assert (each.state, each.answer) == (State.ANSWERED, ANSWER)
            assert each.promise is not None
            assert each.files.get().name == "juhis.txt"
            assert each.expert_answers.get().by == as_level2.user
        drain()
        told = [c for c in the_issue(level2).comments if "Vastus on kirjas" in c.body]
        assert len(told) == 1

    def test_alone_on_an_issue_he_is_not_asked(self, ticket: Escalation, as_level2: Actor) -> None:
        assert "everyone" not in body(as_level2.get(link(ticket)))
