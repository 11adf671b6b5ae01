"""One function closes, by every path: what is missing is said, an override has a name and a reason."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from desk import clock
from desk.calls import actions as calls
from desk.calls.enums import State as CallState
from desk.calls.models import Call
from desk.enquiries import actions, closing
from desk.enquiries.enums import Competence, State
from desk.enquiries.models import ClosingOverride, Enquiry, Topic
from desk.http import Refused
from desk.records.models import TimelineEntry
from tests.conftest import Actor
from tests.enquiries.world import asked, outcome

pytestmark = pytest.mark.django_db
OWED = "Saadame lepingu"
DESK = Path(__file__).parents[2]


@pytest.fixture
def enquiry(as_specialist: Actor) -> Enquiry:
    """One with a promise that is not kept."""
    enquiry = asked(as_specialist.user)
    due = clock.now() + timedelta(days=2)
    actions.promise(enquiry=enquiry, what=OWED, due_at=due, by=as_specialist.user)
    return enquiry


def still_open(enquiry: Enquiry) -> bool:
    enquiry.refresh_from_db()
    return enquiry.is_open


def test_every_path_says_the_same_of_what_is_missing(
    as_senior: Actor, as_specialist: Actor, enquiry: Enquiry
) -> None:
    (text,) = closing.missing(enquiry, outcome("solved"))
    chosen = {"outcome": outcome("solved").pk}

    page = as_specialist.post(reverse("enquiries:close", args=[enquiry.pk]), chosen)
    assert text in page.content.decode()
    assert still_open(enquiry)

    many = as_specialist.post(reverse("enquiries:close_many"), {**chosen, "chosen": [enquiry.pk]})
    assert text in many.content.decode()
    assert still_open(enquiry)

    now = clock.now()
    call = Call.objects.create(
        client=enquiry.client, user=as_specialist.user, rang_at=now, answered_at=now, hung_up_at=now,
        state=CallState.WRAP_UP,
    )  # fmt: skip
    calls.link_enquiry(call=call, enquiry=enquiry, by=as_specialist.user)
    with pytest.raises(Refused) as refused:
        calls.close(call=call, outcome=outcome("solved"), by=as_specialist.user)
    assert f"{enquiry.number}: {text}" in refused.value.texts
    assert still_open(enquiry)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.slow
def test_the_interface_of_machines_closes_nothing(
    as_specialist: Actor, enquiry: Enquiry, method: str
) -> None:
    client = as_specialist.client if hasattr(as_specialist, "client") else as_specialist
    answer = getattr(client, method)(f"/api/enquiries/{enquiry.pk}/", {"state": "closed"})
    assert answer.status_code in {403, 405}
    assert still_open(enquiry)


def test_nothing_but_the_one_function_writes_that_an_enquiry_is_closed() -> None:
    """In the code: `close` alone sets the state, and no bulk change of enquiries does."""
    setting = re.compile(r"\.state\b[^=!\n]*=\s*State\.CLOSED|update\([^)]*state=State\.CLOSED")
    places = {
        (path.relative_to(DESK).as_posix(), line.strip())
        for path in [*DESK.glob("desk/enquiries/**/*.py"), *DESK.glob("desk/mail/**/*.py")]
        for line in path.read_text().splitlines()
        if setting.search(line)
    }
    assert places == {
        (
            "desk/enquiries/actions/enquiries.py",
            "enquiry.state, enquiry.outcome, enquiry.closed_at = State.CLOSED, outcome, clock.now()",
        )
    }
    others = re.compile(r"EnquiryState\.CLOSED")
    for path in [*DESK.glob("desk/**/*.py"), *DESK.glob("tickets/**/*.py"), *DESK.glob("contracts/**/*.py")]:
        for line in path.read_text().splitlines():
            assert not (others.search(line) and ".state = " in line), (path, line)


def test_who_leads_closes_in_spite_of_it_and_says_why(
    as_senior: Actor, as_specialist: Actor, enquiry: Enquiry
) -> None:
    address = reverse("enquiries:close", args=[enquiry.pk])
    assert 'name="override"' not in as_specialist.get(enquiry.get_absolute_url()).content.decode()
    assert 'name="override"' in as_senior.get(enquiry.get_absolute_url()).content.decode()

    as_senior.post(address, {"outcome": outcome("solved").pk, "override": "Klient on surnud."})

    assert not still_open(enquiry)
    override = ClosingOverride.objects.get()
    assert (override.by, override.reason) == (as_senior.user, "Klient on surnud.")
    assert OWED in override.missing[0]
    assert enquiry.promises.owed().exists(), "what was promised stays owed"
    assert TimelineEntry.objects.filter(kind="enquiries.overridden").count() == 1
    page = as_specialist.get(enquiry.get_absolute_url()).content.decode()
    assert "Klient on surnud." in page
    assert OWED in page
    assert list(Enquiry.objects.overridden()) == [enquiry]


def test_a_specialist_cannot_override(as_specialist: Actor, enquiry: Enquiry) -> None:
    with pytest.raises(Refused) as refused:
        actions.close(enquiry=enquiry, outcome=outcome("solved"), by=as_specialist.user, override="Kiire")
    assert len(refused.value.texts) == 2
    facts = {"outcome": outcome("solved").pk, "override": "Kiire"}
    as_specialist.post(reverse("enquiries:close", args=[enquiry.pk]), facts)
    assert still_open(enquiry)
    assert not ClosingOverride.objects.exists()


def test_nor_does_a_rule_of_the_machine(enquiry: Enquiry) -> None:
    with pytest.raises(Refused):
        actions.close(enquiry=enquiry, outcome=outcome("solved"), by=None, override="Aeg läbi")


@pytest.mark.slow
@pytest.mark.parametrize("state", [State.ESCALATED, State.CLOSED])
def test_what_the_state_forbids_nobody_overrides(as_head: Actor, enquiry: Enquiry, state: State) -> None:
    if state == State.ESCALATED:
        actions.move(enquiry=enquiry, to=state, by=as_head.user)
    else:
        actions.close(enquiry=enquiry, outcome=outcome("solved"), by=as_head.user, override="Dubleerib")
    before = ClosingOverride.objects.count()
    with pytest.raises(Refused):
        actions.close(enquiry=enquiry, outcome=outcome("solved"), by=as_head.user, override="Ikkagi")
    assert ClosingOverride.objects.count() == before


def test_an_override_without_need_leaves_no_trace(as_head: Actor, as_specialist: Actor) -> None:
    enquiry = asked(as_specialist.user)
    actions.close(enquiry=enquiry, outcome=outcome("solved"), by=as_head.user, override="Igaks juhuks")
    assert not ClosingOverride.objects.exists()


def test_many_are_closed_at_once_each_judged_by_itself(as_specialist: Actor, enquiry: Enquiry) -> None:
    free = [asked(as_specialist.user, enquiry.client) for _number in range(3)]
    facts = {"outcome": outcome("solved").pk, "chosen": [one.pk for one in [*free, enquiry]]}
    page = as_specialist.post(reverse("enquiries:close_many"), facts)
    assert page.context["closed"] == free
    assert [(one, list(texts)) for one, texts in page.context["refused"]] == [
        (enquiry, closing.missing(enquiry))
    ]
    assert not any(still_open(one) for one in free)
    assert still_open(enquiry)


def test_the_list_offers_the_choice_only_for_open_rows(as_specialist: Actor, enquiry: Enquiry) -> None:
    done = asked(as_specialist.user, enquiry.client)
    actions.close(enquiry=done, outcome=outcome("solved"), by=as_specialist.user)
    page = as_specialist.get(reverse("enquiries:index"), {"state": "all"}).content.decode()
    assert f'name="chosen" value="{enquiry.pk}"' in page
    assert f'name="chosen" value="{done.pk}"' not in page


class TestCompetence:
    @pytest.fixture
    def handed_on(self, as_specialist: Actor) -> Enquiry:
        enquiry = asked(as_specialist.user)
        Topic.objects.filter(pk=enquiry.topic_id).update(
            competence=Competence.HANDS_ON, hand_on_et="Alati, kui küsitakse otsuse sisu."
        )
        enquiry.refresh_from_db()
        return enquiry

    def test_the_closer_is_warned_before(self, as_specialist: Actor, handed_on: Enquiry) -> None:
        page = as_specialist.get(handed_on.get_absolute_url()).content.decode()
        assert "Alati, kui küsitakse otsuse sisu." in page
        assert page.count("notice--warn") == 2

    def test_and_may_go_on_which_is_counted(
        self, as_specialist: Actor, as_senior: Actor, handed_on: Enquiry
    ) -> None:
        actions.close(enquiry=handed_on, outcome=outcome("solved"), by=as_specialist.user)
        assert list(Enquiry.objects.beyond_competence()) == [handed_on]
        page = as_senior.get(reverse("enquiries:breaches"))
        row = page.context["rows"][0]
        assert (row.topic, row.total, row.closed) == (handed_on.topic, 1, 1)
        month = row.counts[-1][0]
        query = {"state": "all", "mark": "beyond", "matter": handed_on.topic_id, "month": month}
        rows = as_senior.get(reverse("enquiries:index"), query)
        assert rows.context["rows"] == [handed_on]

    def test_opened_again_it_is_no_breach(self, as_specialist: Actor, handed_on: Enquiry) -> None:
        actions.close(enquiry=handed_on, outcome=outcome("solved"), by=as_specialist.user)
        actions.reopen(enquiry=handed_on, by=as_specialist.user)
        assert not Enquiry.objects.beyond_competence().exists()

    @pytest.mark.parametrize("code", ["withdrawn", "not-identified", "no-answer"])
    def test_who_was_answered_nothing_was_answered_nothing_too_much(
        self, as_specialist: Actor, handed_on: Enquiry, code: str
    ) -> None:
        actions.close(enquiry=handed_on, outcome=outcome(code), by=as_specialist.user)
        assert not Enquiry.objects.beyond_competence().exists()

    def test_the_second_level_answers_what_it_must(self, as_specialist: Actor, handed_on: Enquiry) -> None:
        actions.move(enquiry=handed_on, to=State.ESCALATED, by=as_specialist.user)
        for to in (State.ANSWERED, State.TOLD):
            actions.move(enquiry=handed_on, to=to, by=None)
        actions.close(enquiry=handed_on, outcome=outcome("escalated-solved"), by=as_specialist.user)
        assert not Enquiry.objects.beyond_competence().exists()

    def test_a_topic_follows_its_group(self, as_specialist: Actor) -> None:
        enquiry = asked(as_specialist.user)
        Topic.objects.filter(code="access").update(competence=Competence.HANDS_ON)
        actions.close(enquiry=enquiry, outcome=outcome("solved"), by=as_specialist.user)
        assert Enquiry.objects.beyond_competence().exists()

    def test_only_those_who_lead_see_the_figures(self, as_specialist: Actor) -> None:
        assert as_specialist.get(reverse("enquiries:breaches")).status_code == 403
