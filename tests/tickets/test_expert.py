"""The second level opens the one ticket by its link: what it sees, what it says, and what it never sees."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from desk import clock
from desk.http import Refused
from desk.people.enums import Role
from desk.people.models import User
from desk.records import access
from desk.records.models import AccessLogEntry
from tests.conftest import Actor
from tests.house.routes import all_routes
from tests.simulators import jira
from tests.tickets.behind_the_link import ANSWER, at_jira, body, link
from tests.tickets.conftest import World
from tickets import actions, opening
from tickets.enums import State
from tickets.models import Escalation, L2Answer
from tickets.opening import Opening

pytestmark = pytest.mark.slow


def looks(user: User) -> set[tuple[str, str, str]]:
    rows = AccessLogEntry.objects.filter(user_id=user.pk)
    return set(rows.values_list("view", "shown_kind", "purpose"))


@pytest.fixture
def stranger(ticket: Escalation, as_level2: Actor, someone: Any) -> Actor:
    """An expert of the second level, but the tickets of the unit are another's."""
    ticket.unit.experts.add(someone("teine-ekspert", Role.LEVEL2))
    return as_level2


class TestWhoSees:
    @pytest.mark.slow
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

    @pytest.mark.slow
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
            held: frozenset[Role] = (
                getattr(route.access.rule, "roles", frozenset()) if route.access else frozenset()
            )
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
        assert "lingist JIRA-s" in page
        assert "KT-1" not in page, "he is not named in any unit"
        ticket.unit.experts.add(as_level2.user)
        page = body(as_level2.get(home))
        assert "KT-1" in page
        assert str(ticket.enquiry.topic) in page
        for hidden in ("Tamme Puit", "Mari", "Aruannet", str(ticket.uuid)):
            assert hidden not in page, hidden
        assert home in body(as_level2.get("/"))
        assert f'href="{reverse("tickets:list")}"' not in body(as_level2.get("/"))


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
