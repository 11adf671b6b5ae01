"""The text of a card is read by a person, looked at by a second one, and carried by the next answer."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from desk.clients import actions as clients
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.http import Refused
from desk.people.actions import decide_second
from desk.people.enums import Role, Second
from desk.people.models import Approval, ApprovalPolicy, User
from desk.records.models import TimelineEntry
from registry import actions, tasks
from registry.enums import Purpose, Reason, Standing, Verdict
from registry.models import Check, Reading
from registry.rules import covers
from tests.calls.test_at_the_same_instant import at_once
from tests.simulators.business_register import Running

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("rules_of_the_desk", "in_english"),
    pytest.mark.slow,
]

KARL, LIIS = "EE11907070051", "EE23809230033"


@pytest.fixture
def marsh(register: Running) -> Client:
    """Soometsa Raba: its joint right stands only in words."""
    return Client.objects.create(kind=Kind.ORGANISATION, name="Soometsa Raba OÜ", registry_code="10000024")


def asked(client: Client, purpose: str = Purpose.SENDING) -> Check:
    check = actions.ask(client=client, purpose=purpose, subject=("package", 7), by=None, issue="KL-1")
    return worked(check)


def worked(check: Check) -> Check:
    tasks.ask(check.pk)
    return Check.objects.get(pk=check.pk)


def newest() -> Check:
    return Check.objects.for_subject("package", 7)[0]


def board_of(check: Check) -> list[str]:
    return sorted({person.identity for person in check.judgement.persons})


def approve(by: User, approved: bool = True, reason: str = "") -> Approval:
    return decide_second(approval=Approval.objects.waiting().get(), approved=approved, by=by, reason=reason)


@pytest.fixture
def in_force(marsh: Client, riina: User, helena: User) -> Reading:
    """Both members of the board together, as the text says."""
    check = asked(marsh)
    reading = actions.read_text(check=check, groups=[set(board_of(check))], reason="Ühiselt", by=riina)
    approve(helena)
    reading.refresh_from_db()
    return reading


def test_a_text_that_was_read_and_approved_lets_the_next_answer_say_who_signs(
    marsh: Client, riina: User, helena: User
) -> None:
    check = asked(marsh)
    assert check.verdict == Verdict.JOINT_TEXT
    both = frozenset(board_of(check))
    assert not covers(check.judgement, both).ok

    reading = actions.read_text(check=check, groups=[both], reason=" Ühiselt. ", by=riina)
    assert (reading.state, reading.reason, reading.card_hash) == ("proposed", "Ühiselt.", check.card_hash)
    assert Check.objects.count() == 1

    approve(helena)
    reading.refresh_from_db()
    assert (reading.state, reading.second_by) == (Standing.IN_FORCE, helena)
    fresh = newest()
    assert fresh.waits
    assert (fresh.purpose, fresh.issue, fresh.by) == (Purpose.SENDING, "KL-1", helena)
    fresh = worked(fresh)
    assert (fresh.verdict, fresh.read_as) == (Verdict.JOINT_TEXT, reading)
    assert Reason.READ_BY_PERSON in fresh.reasons
    assert covers(fresh.judgement, both).ok
    assert not covers(fresh.judgement, {min(both)}).ok

    check.refresh_from_db()
    assert check.read_as is None
    assert not covers(check.judgement, both).ok


def test_a_card_without_any_rule_can_be_read_too(register: Running, riina: User, helena: User) -> None:
    client = Client.objects.create(kind=Kind.ORGANISATION, name="Reeglita OÜ", registry_code="10000490")
    check = asked(client)
    assert (check.verdict, Reason.NO_RULE in check.reasons) == (Verdict.INDETERMINATE, True)
    ways = [{identity} for identity in board_of(check)]
    actions.read_text(check=check, groups=ways, reason="Igaüks üksi", by=riina)
    approve(helena)
    assert covers(worked(newest()).judgement, ways[0]).ok


def test_by_a_text_nobody_may_sign(marsh: Client, riina: User, helena: User) -> None:
    check = asked(marsh)
    actions.read_text(check=check, groups=[], reason="Keegi kaardilt ei esinda.", by=riina)
    approve(helena)
    fresh = worked(newest())
    assert Reason.READ_BY_PERSON in fresh.reasons
    assert not covers(fresh.judgement, set(board_of(check))).ok


def test_a_set_that_holds_a_smaller_one_is_left_out(marsh: Client, riina: User) -> None:
    check = asked(marsh)
    one, two = board_of(check)
    reading = actions.read_text(check=check, groups=[{one, two}, {one}, {one}], reason="Üks", by=riina)
    assert reading.groups == [[one]]


def test_what_cannot_be_read_is_refused(marsh: Client, riina: User, register: Running) -> None:
    check = asked(marsh)
    one, _two = board_of(check)

    def refused(check: Check, groups: list[set[str]], reason: str = "Nii") -> str:
        with pytest.raises(Refused) as refusal:
            actions.read_text(check=check, groups=groups, reason=reason, by=riina)
        return " ".join(refusal.value.texts)

    assert "Write how you understand" in refused(check, [{one}], "  ")
    assert "Choose only persons on the card" in refused(check, [{"EE24503120016"}])
    assert "Choose only persons on the card" in refused(check, [set()])
    everything = refused(check, [{"EE24503120016"}], "")
    assert "Choose only" in everything and "Write how" in everything

    clear = Client.objects.create(kind=Kind.ORGANISATION, name="Tamme Puit OÜ", registry_code="10000001")
    assert "needs nobody to read it" in refused(asked(clear), [{one}])
    waiting = actions.ask(client=marsh, purpose=Purpose.LOOK, subject=("client", marsh.pk), by=riina)
    assert "needs nobody to read it" in refused(waiting, [{one}])


def test_only_the_newest_card_is_read(marsh: Client, riina: User, register: Running) -> None:
    old = asked(marsh)
    register.state.organisations["10000024"].conditions = ["Osaühingut võib esindada iga juhatuse liige."]
    asked(marsh)
    with pytest.raises(Refused) as refusal:
        actions.read_text(check=old, groups=[], reason="Nii", by=riina)
    assert "The card has changed since" in refusal.value.texts[0]


def test_a_card_is_read_once_at_a_time(in_force: Reading, riina: User) -> None:
    check = in_force.check_row
    with pytest.raises(Refused) as refusal:
        actions.read_text(check=check, groups=[], reason="Teisiti", by=riina)
    assert "read already" in refusal.value.texts[0]


def test_while_a_reading_waits_another_is_refused(marsh: Client, riina: User) -> None:
    check = asked(marsh)
    actions.read_text(check=check, groups=[], reason="Nii", by=riina)
    with pytest.raises(Refused) as refusal:
        actions.read_text(check=check, groups=[], reason="Teisiti", by=riina)
    assert "waits for a second person" in refusal.value.texts[0]


def test_nobody_is_second_person_to_himself_and_a_specialist_is_not_enough(
    marsh: Client, someone: Callable[..., User]
) -> None:
    senior = someone("vanem1", Role.SENIOR)
    actions.read_text(check=asked(marsh), groups=[], reason="Nii", by=senior)
    for user in (senior, someone("teine", Role.SPECIALIST)):
        with pytest.raises(Refused):
            approve(user)
    assert Reading.objects.get().state == Standing.PROPOSED


def test_the_policy_may_want_nobody(marsh: Client, riina: User) -> None:
    ApprovalPolicy.objects.create(kind="registry.reading", second=Second.NOBODY)
    check = asked(marsh)
    reading = actions.read_text(check=check, groups=[set(board_of(check))], reason="Ühiselt", by=riina)
    assert (reading.state, reading.second_by) == (Standing.IN_FORCE, None)
    assert worked(newest()).read_as == reading


def test_a_declined_reading_counts_for_nothing_and_another_may_be_made(
    marsh: Client, riina: User, helena: User
) -> None:
    check = asked(marsh)
    reading = actions.read_text(check=check, groups=[], reason="Nii", by=riina)
    approve(helena, False, "Loe uuesti")
    reading.refresh_from_db()
    assert (reading.state, reading.ended_why, reading.ended_by) == ("declined", "Loe uuesti", helena)
    assert Check.objects.count() == 1
    assert actions.read_text(check=check, groups=[], reason="Teisiti", by=riina).state == "proposed"


def test_a_reading_is_taken_back_only_by_its_reader_and_only_while_it_waits(
    marsh: Client, riina: User, helena: User
) -> None:
    reading = actions.read_text(check=asked(marsh), groups=[], reason="Nii", by=riina)
    with pytest.raises(Refused):
        actions.withdraw_reading(reading=reading, by=helena)
    actions.withdraw_reading(reading=reading, by=riina)
    assert reading.was_withdrawn
    assert not Approval.objects.waiting().exists()
    with pytest.raises(Refused):
        actions.withdraw_reading(reading=reading, by=riina)


def test_an_ended_reading_is_no_longer_carried_and_what_waits_is_asked_anew(
    in_force: Reading, riina: User
) -> None:
    assert worked(newest()).read_as == in_force
    with pytest.raises(Refused):
        actions.end_reading(reading=in_force, why=" ", by=riina)
    actions.end_reading(reading=in_force, why="Põhikiri ütleb teisiti.", by=riina)
    assert (in_force.state, in_force.ended_by) == (Standing.ENDED, riina)
    fresh = worked(newest())
    assert (fresh.purpose, fresh.read_as) == (Purpose.SENDING, None)
    assert Reason.READ_BY_PERSON not in fresh.reasons
    with pytest.raises(Refused):
        actions.end_reading(reading=in_force, why="Veel kord", by=riina)


def test_a_card_that_changed_does_not_use_the_reading(in_force: Reading, register: Running) -> None:
    worked(newest())
    register.state.organisations["10000024"].conditions = ["Osaühingut esindab juhatuse esimees üksi."]
    changed = asked(in_force.client)
    assert changed.card_hash != in_force.card_hash
    assert changed.read_as is None
    assert changed.verdict == Verdict.JOINT_TEXT
    assert not changed.judgement.groups


def test_the_reading_stays_with_clients_that_turn_out_to_be_one(
    in_force: Reading, marsh: Client, riina: User
) -> None:
    worked(newest())
    kept = Client.objects.create(kind=Kind.ORGANISATION, name="Soometsa Raba")
    clients.merge_clients(lost=marsh, kept=kept, by=riina)
    kept.refresh_from_db()
    assert (kept.registry_code, asked(kept).read_as) == ("10000024", in_force)


def test_two_readings_of_clients_that_turn_out_to_be_one_speak_only_if_they_agree(
    in_force: Reading, marsh: Client, riina: User
) -> None:
    ApprovalPolicy.objects.create(kind="registry.reading", second=Second.NOBODY)
    other = Client.objects.create(kind=Kind.ORGANISATION, name="Soometsa Raba", registry_code="")
    Reading.objects.create(
        client=other, card_hash=in_force.card_hash, check_row=in_force.check_row, groups=[[LIIS]],
        reason="Üksi", state=Standing.IN_FORCE, by=riina, made_at=in_force.made_at,
    )  # fmt: skip
    Client.objects.filter(pk=other.pk).update(merged_into=marsh)
    assert asked(marsh).read_as is None


def test_a_procurator_is_named_only_where_procurators_are_accepted(
    marsh: Client, riina: User, register: Running, settings: Any
) -> None:
    board = register.state.organisations["10000024"].persons
    board[0].role = "PROK"
    check = asked(marsh)
    procurator = f"EE{board[0].code}"
    assert procurator in board_of(check)
    with pytest.raises(Refused):
        actions.read_text(check=check, groups=[{procurator}], reason="Nii", by=riina)
    settings.REGISTRY_PROCURATOR = True
    assert actions.read_text(check=check, groups=[{procurator}], reason="Nii", by=riina).groups


def test_a_reading_is_evidence_and_only_ends(in_force: Reading, riina: User, helena: User) -> None:
    for change in (
        lambda: Reading.objects.update(groups=[]),
        lambda: Reading.objects.update(reason="muu"),
        lambda: Reading.objects.update(state=Standing.PROPOSED),
        lambda: Reading.objects.update(second_by=None, second_at=None),
        lambda: Reading.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    actions.end_reading(reading=in_force, why="Vale", by=riina)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.update(state=Standing.IN_FORCE)


def test_the_story_names_nobody(in_force: Reading) -> None:
    told = TimelineEntry.objects.for_subject("check", in_force.check_row_id)
    assert [entry.kind for entry in told] == ["registry.reading_in_force", "registry.reading_proposed"]
    assert all(entry.params == {} for entry in told)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_read_a_card_at_once_one_is_refused(
    marsh: Client, riina: User, helena: User
) -> None:
    check = asked(marsh)

    def read(by: User) -> Callable[[], str]:
        def deed() -> str:
            try:
                return actions.read_text(check=check, groups=[], reason="Nii", by=by).state
            except Refused:
                return "refused"

        return deed

    assert sorted(at_once([read(riina), read(helena)])) == ["proposed", "refused"]


@pytest.mark.django_db(transaction=True)
def test_the_database_lets_one_reading_of_a_card_be_in_force(marsh: Client, riina: User) -> None:
    check = asked(marsh)

    def write(state: str) -> None:
        Reading.objects.create(
            client=marsh, card_hash=check.card_hash, check_row=check, groups=[], reason="Nii", state=state,
            by=riina, made_at=check.asked_at,
        )  # fmt: skip

    write(Standing.IN_FORCE)
    write(Standing.PROPOSED)
    with pytest.raises(IntegrityError):
        write(Standing.IN_FORCE)
