"""A question from the action to the evidence, whatever the register does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from desk import clock
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.http import Refused
from desk.outbox import JobState
from desk.records import blobs
from desk.records.models import TimelineEntry
from registry import actions, tasks
from registry.enums import Purpose, Reason, Source, Verdict
from registry.models import Check, CheckPayload, Exchange, Line
from registry.rules import covers
from registry.stored import digest
from tests.simulators.business_register import PASSWORD, Running

pytestmark = pytest.mark.django_db

Asking = Callable[..., Check]


@pytest.fixture
def asked(register: Running) -> Asking:
    """Asks about an organisation of the register by its code; the worker is another matter."""

    def ask(code: str, purpose: Purpose = Purpose.SENDING) -> Check:
        client, _ = Client.objects.get_or_create(
            registry_code=code, defaults={"kind": Kind.ORGANISATION, "name": f"Klient {code}"}
        )
        return actions.ask(client=client, purpose=purpose, subject=("package", 7), by=None)

    return ask


@pytest.fixture
def answered(asked: Asking) -> Asking:
    def ask(code: str, purpose: Purpose = Purpose.SENDING) -> Check:
        check = asked(code, purpose)
        tasks.ask(check.pk)
        return Check.objects.get(pk=check.pk)

    return ask


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "verdict", "reason"),
    [
        ("10000001", Verdict.SOLE, None),
        ("10000018", Verdict.JOINT, None),
        ("10000024", Verdict.JOINT_TEXT, Reason.TEXT_ONLY),
        ("10000030", Verdict.ORG_NOT_FOUND, None),
        ("10000047", Verdict.ORG_DELETED, None),
        ("10000062", Verdict.SOLE, Reason.ROLE_NOT_FOR_STATUS),
        ("70000013", Verdict.SOLE, None),
        ("80000014", Verdict.SOLE, None),
        ("10000389", Verdict.INDIRECT, None),
        ("10000403", Verdict.INDIRECT, None),
        ("10000395", Verdict.SELF, None),
        ("10000410", Verdict.SOLE, Reason.ROLE_NOT_FOR_STATUS),
        ("10000426", Verdict.SOLE_PROCURATOR, Reason.PROCURATOR_NOT_ACCEPTED),
        ("10000432", Verdict.JOINT_TEXT, Reason.SOLE_WITH_CONDITIONS),
        ("10000449", Verdict.JOINT_TEXT, Reason.TEXT_ONLY),
        ("10000455", Verdict.INDETERMINATE, Reason.UNKNOWN_ROLE),
        ("10000461", Verdict.SOLE, None),
        ("10000478", Verdict.INDIRECT, None),
        ("10000490", Verdict.INDETERMINATE, Reason.NO_RULE),
        ("10000509", Verdict.INDETERMINATE, Reason.NOBODY_ENTITLED),
        ("10000515", Verdict.SOLE, None),
        ("10000308", Verdict.INDETERMINATE, Reason.UNKNOWN_STATUS),
    ],
)
def test_every_organisation_of_the_register_gets_its_verdict(
    code: str, verdict: Verdict, reason: Reason | None, answered: Asking
) -> None:
    check = answered(code)

    assert check.state == JobState.SENT
    assert check.verdict == verdict
    assert reason is None or reason in check.reasons
    assert check.source == Source.SAMPLE


def test_the_trustee_signs_for_the_bankrupt_and_the_board_does_not(answered: Asking) -> None:
    judgement = answered("10000062").judgement
    assert covers(judgement, {"EE24604040108"}).ok
    assert not covers(judgement, {"EE13902140067"}).ok


def test_whoever_acts_for_the_organisation_that_represents_can_sign(answered: Asking) -> None:
    check = answered("10000389")
    assert covers(check.judgement, {"EE24503120016"}).ok
    assert [exchange.service for exchange in check.exchanges.all()] == ["esindus_v2", "esindus_v2"]


def test_organisations_that_represent_each_other_end_the_question(answered: Asking) -> None:
    check = answered("10000478")
    assert not covers(check.judgement, {"EE24503120016"}).ok
    assert check.exchanges.count() == 2


def test_an_answered_check_is_whole_evidence(answered: Asking) -> None:
    check = answered("10000018")
    payload, exchange = check.payload, check.exchanges.get()

    assert check.payload_hash == digest(payload.answer, payload.judgement)
    assert check.answered_at is not None
    assert check.asked_at <= exchange.sent_at <= exchange.received_at <= check.answered_at
    assert "Kaasiku Kaevandus AS" in blobs.read(exchange.raw).decode()
    assert PASSWORD not in blobs.read(exchange.raw).decode()
    assert check.answer is not None
    assert check.answer.groups[0].persons[0].name == "Jaan Kask"
    assert [len(group) for group in check.judgement.groups] == [2, 2, 2]


def test_an_answered_check_can_be_neither_changed_nor_deleted(answered: Asking) -> None:
    check = answered("10000001")
    for change in (
        lambda: Check.objects.filter(pk=check.pk).update(verdict=Verdict.JOINT),
        lambda: Check.objects.filter(pk=check.pk).update(state=JobState.PENDING),
        lambda: CheckPayload.objects.filter(pk=check.pk).update(answer=None),
        lambda: CheckPayload.objects.filter(pk=check.pk).delete(),
        lambda: Exchange.objects.filter(check_row=check).update(raw_hash="0"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_story_is_on_the_timeline_without_personal_data(answered: Asking) -> None:
    check = answered("10000018")
    entries = TimelineEntry.objects.for_subject("package", 7)
    assert [entry.kind for entry in entries] == ["registry.answered.joint", "registry.asked.sending"]
    assert all(entry.params == {"check": check.pk} for entry in entries)


def test_an_outage_is_neither_yes_nor_no_and_passes_by_itself(asked: Asking, register: Running) -> None:
    register.state.fault = "html502"
    check = asked("10000001")
    tasks.ask(check.pk)
    check.refresh_from_db()
    assert (check.state, check.reason, check.verdict) == (JobState.PENDING, "not_soap", "")
    assert not covers(check.judgement, {"EE24503120016"}).ok

    register.state.fault = ""
    clock.move(timedelta(minutes=20))
    tasks.sweep()
    tasks.ask(check.pk)
    check.refresh_from_db()
    assert check.verdict == Verdict.SOLE


def test_wrong_credentials_stop_at_once_and_a_person_asks_again(
    asked: Asking, register: Running, as_specialist: Any, as_head: Any
) -> None:
    register.state.fault = "credentials"
    check = asked("10000001")
    tasks.ask(check.pk)
    check.refresh_from_db()
    assert (check.state, check.reason, check.verdict) == (JobState.FAILED, "credentials", Verdict.UNAVAILABLE)
    assert check.answered_at is None
    assert list(Check.objects.unanswered()) == [check]

    # Asked again, it fails at once: a person must open the line first, which asks it again.
    register.state.fault = ""
    assert actions.ask_again(check=check, by=as_specialist.user)
    tasks.ask(check.pk)
    check.refresh_from_db()
    assert (check.state, check.reason) == (JobState.FAILED, "stopped")
    assert actions.open_line(line=Line.objects.get(), by=as_head.user) == 1
    tasks.ask(check.pk)
    check.refresh_from_db()
    assert check.verdict == Verdict.SOLE
    assert not actions.ask_again(check=check, by=as_specialist.user)


def test_a_desk_without_a_register_says_so(asked: Asking, settings: Any) -> None:
    check = asked("10000001")
    settings.REGISTRY_URL = ""
    tasks.ask(check.pk)
    check.refresh_from_db()
    assert (check.state, check.reason) == (JobState.FAILED, "not_set_up")


def test_a_worker_that_dies_in_the_middle_asks_again_and_keeps_one_answer(
    asked: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise SystemExit

    check = asked("10000018")
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(actions, "answered", die)
        tasks.ask(check.pk)
    check.refresh_from_db()
    assert check.state == JobState.SENDING

    clock.move(timedelta(minutes=10))
    tasks.ask(check.pk)
    tasks.ask(check.pk)
    check.refresh_from_db()
    assert check.verdict == Verdict.JOINT
    assert check.exchanges.count() == 1


def test_a_natural_person_needs_no_register(register: Running) -> None:
    client = Client.objects.create(kind=Kind.PERSON, name="Mari Tamm", personal_code="24503120016")
    check = actions.ask(client=client, purpose=Purpose.SENDING, subject=("package", 7), by=None)

    assert (check.verdict, check.source) == (Verdict.SELF, Source.NONE)
    assert covers(check.judgement, {"EE24503120016"}).ok
    assert not register.state.calls


def test_an_organisation_without_a_code_cannot_be_asked_about(db: None) -> None:
    client = Client.objects.create(kind=Kind.ORGANISATION, name="Seltsing")
    with pytest.raises(Refused):
        actions.ask(client=client, purpose=Purpose.LOOK, subject=("client", client.pk), by=None)
    assert not Check.objects.exists()
