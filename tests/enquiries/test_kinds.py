"""Complaints, requests about own data, requests for information: each with its rules and its clock."""

from datetime import timedelta

import pytest
from django.urls import reverse

from desk import clock, workdays
from desk.clients import actions as clients
from desk.clients.enums import Kind as ClientKind
from desk.clients.models import Client, Person
from desk.enquiries import actions, deadlines
from desk.enquiries.enums import Kind, State
from desk.enquiries.models import DeadlineChange, Enquiry, Topic
from desk.enquiries.reference import seed_reference
from desk.http import Refused
from desk.mail.models import Message, MessageBody
from desk.people.models import Absence, Notice, User
from tests.clients.world import mari_tamm, tamme_puit
from tests.conftest import Actor
from tests.enquiries.world import asked, outcome

pytestmark = pytest.mark.django_db


def opened(by: User, kind: Kind, **more: object) -> Enquiry:
    seed_reference()
    return actions.open_enquiry(
        topic=Topic.objects.get(code="complaint"), client=tamme_puit(by), person=mari_tamm(),
        question="Minuga räägiti ebaviisakalt.", by=by, kind=kind, **more,  # type: ignore[arg-type]
    )  # fmt: skip


class TestComplaint:
    def test_it_has_two_clocks(self, as_senior: Actor) -> None:
        complaint = opened(as_senior.user, Kind.COMPLAINT)
        assert complaint.limit is not None
        assert complaint.limit.code == "complaint"
        assert complaint.due_at == deadlines.due("complaint", complaint.opened_at)
        assert complaint.holding_due_at == deadlines.due("complaint-holding", complaint.opened_at)

    def test_the_holding_reply_goes_out_once_in_the_clients_language(self, as_senior: Actor) -> None:
        complaint = opened(as_senior.user, Kind.COMPLAINT, language="ru")
        assert complaint.person is not None
        clients.add_contact(
            kind="email", value="mari.tamm@tammepuit.example", person=complaint.person, by=as_senior.user
        )
        address = reverse("enquiries:hold_off", args=[complaint.pk])
        as_senior.post(address, {"send": "1"})
        as_senior.post(address, {"send": "1"})

        body = MessageBody.objects.get()
        assert body.message.language == "ru"
        assert complaint.number in body.subject
        complaint.refresh_from_db()
        assert complaint.holding_at is not None

    def test_without_an_address_it_is_said_by_phone(self, as_senior: Actor) -> None:
        complaint = opened(as_senior.user, Kind.COMPLAINT)
        Enquiry.objects.filter(pk=complaint.pk).update(client=None, person=None)
        with pytest.raises(Refused):
            actions.hold_off(enquiry=complaint, by=as_senior.user)
        actions.hold_off(enquiry=complaint, by=as_senior.user, by_phone=True)
        assert complaint.holding_at is not None
        assert not Message.objects.exists()

    def test_only_a_complaint_has_one(self, as_senior: Actor) -> None:
        with pytest.raises(Refused):
            actions.hold_off(enquiry=asked(as_senior.user), by=as_senior.user, by_phone=True)

    def test_whom_it_concerns_writes_it_down_and_sees_it_no_more(
        self, as_specialist: Actor, as_senior: Actor
    ) -> None:
        """The client calls the very person to complain: it is nobody's, and those who lead are told."""
        seed_reference()
        facts = {
            "topic": Topic.objects.get(code="complaint").pk, "language": "et", "kind": "complaint",
            "concerns": as_specialist.user.pk, "question": "Ebaviisakas",
        }  # fmt: skip
        answer = as_specialist.post(reverse("enquiries:create"), facts)
        assert answer["Location"] == reverse("enquiries:index")
        complaint = Enquiry.objects.get(kind=Kind.COMPLAINT)
        assert (complaint.owner, complaint.state) == (None, State.NEW)
        told = Notice.objects.filter(kind="enquiries.complaint").values_list("user_id", flat=True)
        assert as_senior.user.pk in told
        assert as_specialist.user.pk not in told

    @pytest.mark.parametrize("deed", ["take", "given", "move", "close", "describe", "kind", "reopen"])
    def test_no_deed_of_the_concerned_is_taken(
        self, as_specialist: Actor, as_senior: Actor, deed: str
    ) -> None:
        me, senior = as_specialist.user, as_senior.user
        complaint = opened(senior, Kind.COMPLAINT, concerns=me)
        deeds = {
            "take": lambda: actions.assign(enquiry=complaint, owner=me, by=me),
            "given": lambda: actions.assign(enquiry=complaint, owner=me, by=senior),
            "move": lambda: actions.move(enquiry=complaint, to=State.ESCALATED, by=me),
            "close": lambda: actions.close(enquiry=complaint, outcome=outcome("solved"), by=me),
            "describe": lambda: actions.describe(enquiry=complaint, question="Ei olnud nii", by=me),
            "kind": lambda: actions.change_kind(
                enquiry=complaint, kind=Kind.FEEDBACK, reason="Oli kiitus", by=me
            ),
            "reopen": lambda: actions.reopen(enquiry=complaint, by=me),
        }
        with pytest.raises(Refused):
            deeds[deed]()
        complaint.refresh_from_db()
        assert (complaint.owner, complaint.kind, complaint.state) == (senior, Kind.COMPLAINT, State.IN_WORK)

    def test_the_deputy_of_who_leads_is_not_told_of_a_complaint_about_him(
        self, as_specialist: Actor, as_senior: Actor, as_head: Actor
    ) -> None:
        today = workdays.today()
        Absence.objects.create(
            user=as_senior.user, deputy=as_specialist.user, first_day=today, last_day=today,
            entered_by=as_senior.user,
        )  # fmt: skip
        opened(as_head.user, Kind.COMPLAINT, concerns=as_specialist.user)
        assert not Notice.objects.filter(user=as_specialist.user).exists()
        assert Notice.objects.filter(user=as_senior.user).exists()


class TestChangedKind:
    def test_the_deadline_is_counted_anew_and_the_reason_kept(self, as_senior: Actor) -> None:
        enquiry = asked(as_senior.user)
        before = enquiry.due_at
        facts = {"kind": "complaint", "reason": "Klient kaebab teeninduse üle"}
        as_senior.post(reverse("enquiries:kind", args=[enquiry.pk]), facts)
        enquiry.refresh_from_db()
        assert enquiry.kind == Kind.COMPLAINT
        assert enquiry.due_at == deadlines.due("complaint", enquiry.opened_at) != before
        assert enquiry.holding_due_at is not None
        assert DeadlineChange.objects.get(enquiry=enquiry).before == before
        page = as_senior.get(reverse("enquiries:kind", args=[enquiry.pk])).content.decode()
        assert "Klient kaebab teeninduse üle" in page

    def test_who_becomes_concerned_loses_it_at_once(self, as_specialist: Actor, as_senior: Actor) -> None:
        enquiry = asked(as_specialist.user)
        again = asked(as_specialist.user, enquiry.client)
        assert again.repeats == enquiry
        actions.change_kind(
            enquiry=enquiry, kind=Kind.COMPLAINT, concerns=as_specialist.user, reason="Kaebus",
            by=as_senior.user,
        )  # fmt: skip
        assert (enquiry.owner, enquiry.state) == (None, State.NEW)
        assert as_specialist.get(enquiry.get_absolute_url()).status_code == 404
        again.refresh_from_db()
        assert again.repeats is None, "nothing points at it"

    def test_only_a_complaint_concerns_somebody(self, as_senior: Actor, as_specialist: Actor) -> None:
        with pytest.raises(Refused):
            actions.change_kind(
                enquiry=asked(as_senior.user), kind=Kind.FEEDBACK, concerns=as_specialist.user, reason="?",
                by=as_senior.user,
            )  # fmt: skip


class TestInformation:
    def test_it_is_prolonged_with_a_reason_up_to_fifteen_working_days(self, as_senior: Actor) -> None:
        request = opened(as_senior.user, Kind.INFORMATION)
        address = reverse("enquiries:prolong", args=[request.pk])
        assert as_senior.post(address, {"days": 16, "reason": "Mahukas"}).status_code == 422
        assert as_senior.post(address, {"days": 15, "reason": ""}).status_code == 422
        as_senior.post(address, {"days": 15, "reason": "Mahukas"})
        request.refresh_from_db()
        assert request.due_at == deadlines.due_in(request.opened_at, 15)

    def test_not_after_its_first_limit(self, as_senior: Actor) -> None:
        request = opened(as_senior.user, Kind.INFORMATION)
        Enquiry.objects.filter(pk=request.pk).update(due_at=clock.now() - timedelta(hours=1))
        with pytest.raises(Refused):
            actions.prolong(enquiry=request, days=15, reason="Mahukas", by=as_senior.user)


class TestOwnData:
    def test_the_extract_holds_the_own_and_hides_others(self, as_specialist: Actor) -> None:
        by = as_specialist.user
        client, mari = tamme_puit(by), mari_tamm()
        clients.add_contact(kind="phone", value="+37255500001", person=mari, by=by)
        other = Person.objects.create(first_name="Jaan", last_name="Kask", personal_code="14007050024")
        clients.add_role(person=other, client=client, role="raamatupidaja", by=by)
        seed_reference()
        actions.open_enquiry(
            topic=Topic.objects.get(code="declaration"), client=client, person=mari, by=by,
            question="Jaan Kase number on 5550 0002, minu oma 5550 0001, kood 14007050024.",
        )  # fmt: skip
        request = actions.open_enquiry(
            topic=Topic.objects.get(code="information-request"), client=client, person=mari, by=by,
            kind=Kind.DATA_SUBJECT,
        )  # fmt: skip
        assert request.due_at == deadlines.due("data-subject", request.opened_at)

        answer = as_specialist.get(reverse("enquiries:data_extract", args=[request.pk]))

        text = answer.content.decode()
        assert answer["Content-Type"].startswith("text/plain")
        assert answer["Content-Disposition"].endswith(f'"{request.number}.txt"')
        assert "Mari Tamm" in text
        assert "5550 0001" in text
        for hidden in ("Kase", "Kask", "5550 0002", "14007050024"):
            assert hidden not in text, hidden

    def test_who_is_complained_about_does_not_make_it(self, as_specialist: Actor, as_senior: Actor) -> None:
        complaint = opened(as_senior.user, Kind.COMPLAINT, concerns=as_specialist.user)
        request = actions.open_enquiry(
            topic=complaint.topic, client=complaint.client, person=complaint.person, kind=Kind.DATA_SUBJECT,
            by=as_specialist.user,
        )  # fmt: skip
        address = reverse("enquiries:data_extract", args=[request.pk])
        assert as_specialist.get(address).status_code == 302
        assert complaint.number in as_senior.get(address).content.decode()

    def test_of_an_organisation_nothing_is_told_as_its_own(self, as_specialist: Actor) -> None:
        by = as_specialist.user
        client = clients.create_client(kind=ClientKind.ORGANISATION, name="Soo Turvas OÜ", by=None)
        request = opened(by, Kind.DATA_SUBJECT)
        Enquiry.objects.filter(pk=request.pk).update(client=client, person=None)
        text = as_specialist.get(reverse("enquiries:data_extract", args=[request.pk])).content.decode()
        assert "Soo Turvas" not in text
        assert Client.objects.filter(pk=client.pk).exists()


class TestLists:
    def test_they_filter_by_kind(self, as_senior: Actor) -> None:
        complaint = opened(as_senior.user, Kind.COMPLAINT)
        question = asked(as_senior.user, complaint.client)
        rows = as_senior.get(reverse("enquiries:index"), {"kind": "complaint"}).context["rows"]
        assert rows == [complaint]
        assert question not in rows

    def test_the_page_says_the_rule_of_the_kind(self, as_senior: Actor) -> None:
        page = as_senior.get(opened(as_senior.user, Kind.INFORMATION).get_absolute_url()).content.decode()
        assert "seaduse tähtaja" in page

    def test_the_interface_tells_kind_due_time_and_repeat(self, as_senior: Actor) -> None:
        first = asked(as_senior.user)
        again = asked(as_senior.user, first.client)
        told = as_senior.get(f"/api/enquiries/{again.pk}/").json()
        assert (told["kind"], told["repeats"]) == ("question", first.number)
        assert told["due_at"]


class TestRepeats:
    def test_a_chain_leads_to_its_first(self, as_specialist: Actor) -> None:
        first = asked(as_specialist.user)
        second = asked(as_specialist.user, first.client)
        third = asked(as_specialist.user, first.client)
        assert (first.repeats, second.repeats, third.repeats) == (None, first, first)
        assert set(Enquiry.objects.repeated()) == {second, third}
        page = as_specialist.get(third.get_absolute_url()).content.decode()
        assert first.number in page

    def test_not_after_the_days_of_the_limit(self, as_specialist: Actor) -> None:
        first = asked(as_specialist.user)
        clock.move(timedelta(days=deadlines.amount("repeat") + 1))
        try:
            assert asked(as_specialist.user, first.client).repeats is None
        finally:
            clock.move(timedelta())

    def test_not_of_another_client_or_topic_or_of_nobody(self, as_specialist: Actor) -> None:
        by, first = as_specialist.user, asked(as_specialist.user)
        other = clients.create_client(kind=ClientKind.ORGANISATION, name="Soo Turvas OÜ", by=None)
        assert asked(by, other).repeats is None
        topic = Topic.objects.get(code="waste-report")
        assert actions.open_enquiry(topic=topic, client=first.client, by=by).repeats is None
        for _number in range(2):
            assert actions.open_enquiry(topic=first.topic, by=by).repeats is None

    def test_a_renamed_topic_is_the_same_matter(self, as_head: Actor) -> None:
        first = asked(as_head.user)
        old = first.topic
        fresh = Topic.objects.create(
            code="fresh", parent=old.parent, name_et="Uus", name_en="New", name_ru="Н"
        )
        actions.succeed(topic=old, successor=fresh, by=as_head.user)
        assert actions.open_enquiry(topic=fresh, client=first.client, by=as_head.user).repeats == first

    def test_choosing_the_client_later_finds_it_too(self, as_specialist: Actor) -> None:
        first = asked(as_specialist.user)
        later = actions.open_enquiry(topic=first.topic, by=as_specialist.user)
        actions.attach(enquiry=later, client=first.client, person=None, by=as_specialist.user)
        assert later.repeats == first

    def test_a_complaint_about_a_person_is_never_pointed_at(
        self, as_senior: Actor, as_specialist: Actor
    ) -> None:
        complaint = opened(as_senior.user, Kind.COMPLAINT, concerns=as_specialist.user)
        again = actions.open_enquiry(topic=complaint.topic, client=complaint.client, by=as_specialist.user)
        assert again.repeats is None
