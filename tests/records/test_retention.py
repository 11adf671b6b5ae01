"""What was kept long enough goes by its rule, with proof; a hold holds it, trouble holds nobody else up."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from desk import clock, workdays
from desk.clients.models import Client
from desk.http import Refused
from desk.mail import keeping as letters
from desk.mail.models import Attachment, Incoming, IncomingBody, Message, MessageBody
from desk.people.enums import Role
from desk.people.models import User
from desk.records import actions as records
from desk.records import blobs, histories, holding, holds, retention, runs, tasks
from desk.records.models import Blob, Destruction, Hold, RetentionRule, RetentionRun, RetentionStep
from tests.conftest import Actor
from tests.mail.world import letter_in

pytestmark = pytest.mark.django_db(transaction=True)
YEARS = timedelta(days=letters.DAYS + 2)


@pytest.fixture
def company() -> Client:
    return Client.objects.create(kind="organisation", name="Tammepuit OÜ", registry_code="10000018")


def old_letter(company: Client | None = None, **values: Any) -> Incoming:
    """A letter set aside or taken long ago, with a file."""
    incoming = letter_in(
        "Palun vaadake lisatud faili.", received_at=clock.now() - YEARS,
        files=(("leping.txt", "text/plain", f"fail {Incoming.objects.count()}".encode()),), **values,
    )  # fmt: skip
    Incoming.objects.filter(pk=incoming.pk).update(
        claimed_at=clock.now(), subject_kind="enquiry", subject_id=10**6,
        client_id=company.pk if company else None,
    )  # fmt: skip
    return incoming


def dry(*args: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("retention", "--dry-run", "--ids", "--json", *args, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_every_store_can_be_asked_what_is_due_and_has_words() -> None:
    for code, store in retention.stores().items():
        assert list(retention.due(code)[:1]) == [], code
        assert retention.oldest(code) is None
        assert str(store.label)
        assert store.basis


def test_the_dry_run_names_what_the_real_run_then_destroys(company: Client) -> None:
    due = {old_letter(company).pk for _ in range(3)}
    young = letter_in(received_at=clock.now() - timedelta(days=30))
    (told,) = dry("--store", letters.RECEIVED)
    assert set(told["ids"]) == due
    assert told["due"] == 3
    assert told["oldest"] == (workdays.today() - YEARS).isoformat()
    assert IncomingBody.objects.count() == 4  # asking destroyed nothing
    out = StringIO()
    call_command("retention", stdout=out)
    assert f"{letters.RECEIVED}: 3 destroyed" in out.getvalue()
    assert {each.subject_id for each in Destruction.objects.filter(store=letters.RECEIVED)} == due
    assert list(IncomingBody.objects.values_list("pk", flat=True)) == [young.pk]
    assert dry("--store", letters.RECEIVED)[0]["due"] == 0


def test_a_letter_goes_with_its_files_and_nothing_of_it_is_found_but_the_proof(company: Client) -> None:
    letter = old_letter(company)
    digests = set(Attachment.objects.values_list("blob__sha256", flat=True))
    assert digests
    runs.run()
    row = Incoming.objects.get(pk=letter.pk)
    assert (row.client_id, row.message_id, row.references, row.raw) == (None, "", [], None)
    assert not Attachment.objects.exists()
    assert not Blob.objects.exists()
    assert not any(blobs._storage().exists(blobs._name(sha256)) for sha256 in digests)
    proof = Destruction.objects.get(subject_kind="incoming")
    assert set(proof.digests) == digests
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}" r WHERE r::text ILIKE ANY (%s)', [
                ["%tammepuit.example%", "%lisatud faili%", "%leping.txt%"]
            ])  # fmt: skip
            found = cursor.fetchone()
        assert found == (0,), table


def test_a_letter_sent_loses_address_and_words_but_stays_counted(company: Client, as_head: Actor) -> None:
    at = clock.now() - YEARS
    sent = Message.objects.create(
        state="sent", message_id="<1@desk.example>", language="et", subject_kind="client",
        subject_id=company.pk, client_id=company.pk, queued_at=at, written=True, by=as_head.user,
    )  # fmt: skip
    waiting = Message.objects.create(
        state="pending", message_id="<2@desk.example>", language="et", subject_kind="client",
        subject_id=company.pk, client_id=company.pk, queued_at=at, next_at=at,
    )  # fmt: skip
    for message in (sent, waiting):
        MessageBody.objects.create(
            message=message, to="info@tammepuit.example", subject="Vastus", text="Tere!"
        )
    assert records.destroy_due(store=letters.SENT) == 1
    assert list(MessageBody.objects.values_list("pk", flat=True)) == [waiting.pk]
    sent.refresh_from_db()
    assert sent.client_id is None


def test_a_hold_on_the_client_or_the_matter_keeps_what_is_due(company: Client, as_head: Actor) -> None:
    other = Client.objects.create(kind="organisation", name="Kasepuit OÜ", registry_code="10000024")
    mine, theirs = old_letter(company), old_letter(other)
    hold = holding.place(kind="client", pk=company.pk, reason="Kohtuasi 3-26-1", until=None, by=as_head.user)
    runs.run()
    assert list(IncomingBody.objects.values_list("pk", flat=True)) == [mine.pk]
    rule = retention.rule_of(letters.RECEIVED)
    with pytest.raises(holds.Held):
        letters.destroy_received(rule, mine.pk, None)
    rule.ordered = True  # a court ordered just that
    assert letters.destroy_received(rule, mine.pk, None)
    about = old_letter(other)
    holding.lift(hold=hold, why="Kohtuotsus jõustus", by=as_head.user)
    Hold.objects.create(
        subject_kind="enquiry", subject_id=10**6, reason="Järelevalve", by=as_head.user, at=clock.now()
    )
    runs.run()
    assert list(IncomingBody.objects.values_list("pk", flat=True)) == [about.pk]
    clock.move(timedelta(days=1))
    Hold.objects.filter(lifted_at=None).update(until_day=workdays.today() - timedelta(days=1))
    runs.run()
    assert not IncomingBody.objects.exists()
    assert theirs.pk


def test_the_head_alone_sets_a_hold_and_says_why(
    company: Client, as_specialist: Actor, as_head: Actor
) -> None:
    given: dict[str, Any] = {"kind": "client", "pk": company.pk, "reason": "Kohtuasi", "until": None}
    with pytest.raises(Refused):
        holding.place(**given, by=as_specialist.user)
    with pytest.raises(Refused):
        holding.place(**{**given, "reason": " "}, by=as_head.user)
    with pytest.raises(Refused):
        holding.place(**{**given, "pk": company.pk + 1}, by=as_head.user)
    holding.place(**given, by=as_head.user)
    with pytest.raises(Refused):
        holding.place(**given, by=as_head.user)


def test_what_fails_stays_due_is_told_and_holds_nobody_up(
    company: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (old_letter(company) for _ in range(3))
    whole = records.destroy

    def fails(**given: Any) -> Destruction:
        if given["subject"] == ("incoming", second.pk):
            raise ValueError("the store is full")
        return whole(**given)

    monkeypatch.setattr("desk.mail.keeping.records.destroy", fails)
    with pytest.raises(CommandError, match="stay due"):
        call_command("retention", stdout=StringIO())
    step = RetentionStep.objects.get(store=letters.RECEIVED)
    assert (step.destroyed, step.failed, step.troubles) == (2, 1, [[second.pk, "ValueError"]])
    assert list(retention.due(letters.RECEIVED)) == [second]
    monkeypatch.undo()
    runs.run()
    assert not retention.due(letters.RECEIVED).exists()
    assert first.pk
    assert third.pk


def test_a_night_is_bounded_and_the_next_step_goes_on_where_it_stood(
    company: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        old_letter(company)
    settings.RETENTION_NIGHTLY = 3
    woken: list[str] = []
    monkeypatch.setattr("desk.records.tasks.outbox.wake", lambda name, pk: woken.append(name))
    monkeypatch.setattr(tasks, "SECONDS", 0)  # one thing a task
    tasks.retention()
    assert (IncomingBody.objects.count(), woken) == (5, ["records.retention"])  # its time was over at once
    monkeypatch.setattr(tasks, "SECONDS", 60)
    tasks.retention()
    tasks.retention()
    tasks.retention()
    assert IncomingBody.objects.count() == 2
    clock.move(timedelta(days=1))
    tasks.retention()
    assert not IncomingBody.objects.exists()
    with pytest.raises(Exception, match="append-only"):
        RetentionRun.objects.update(most=1)


def test_older_versions_go_and_the_one_that_stood_then_stays(company: Client) -> None:
    for name in ("Tammepuit AS", "Tammepuit SA", "Tammepuit MTÜ"):
        company.name = name
        company.save()
    ages = [2500, 2200, 2000, 30]
    for version, age in zip(Client.history.filter(id=company.pk).order_by("pk"), ages, strict=True):
        Client.history.filter(pk=version.pk).update(history_date=clock.now() - timedelta(days=age))
    assert records.destroy_due(store="history:clients.client") == 1
    left = list(Client.history.filter(id=company.pk).order_by("pk").values_list("name", flat=True))
    assert left == ["Tammepuit SA", "Tammepuit MTÜ"]  # what stood when the term began, and what came after
    assert Destruction.objects.get().store == "history"
    assert histories.forget_history(Client, [company.pk]) == 2


def test_a_rule_that_keeps_longer_stands_at_once_and_a_shorter_one_when_a_second_agrees(
    someone: Any, as_administrator: Actor
) -> None:
    from desk.people.actions.approvals import decide_second
    from desk.records import rules

    call_command("reference_data", stdout=StringIO())
    rule = RetentionRule.objects.get(store=letters.SENT)
    by: User = as_administrator.user
    assert rules.change_rule(rule=rule, days=3000, basis="Arhiivihindamine 1/2026", by=by) is None
    asked = rules.change_rule(rule=rule, days=100, basis="Arhiivihindamine 2/2026", by=by)
    assert asked is not None
    rule.refresh_from_db()
    assert (rule.days, rule.basis) == (3000, "Arhiivihindamine 2/2026")
    with pytest.raises(Refused):
        decide_second(approval=asked, approved=True, by=by)
    decide_second(approval=asked, approved=True, by=someone("teine_haldur", Role.ADMINISTRATOR))
    rule.refresh_from_db()
    assert rule.days == 100
    assert [each.days for each in rule.history.all()][:2] == [100, 3000]
    page = as_administrator.get(f"/records/retention/{rule.pk}/").content.decode()
    assert "Arhiivihindamine 2/2026" in page


def test_pages_show_rounds_and_proofs_without_content(
    company: Client, as_auditor: Actor, as_head: Actor, as_specialist: Actor
) -> None:
    call_command("reference_data", stdout=StringIO())
    letter = old_letter(company)
    runs.run()
    proofs = as_auditor.get(f"/records/destructions/?store={letters.RECEIVED}").content.decode()
    assert str(letter.pk) in proofs
    assert "Tammepuit" not in proofs
    assert as_auditor.get("/records/retention/").status_code == 200
    given = {"kind": "client", "number": str(company.pk), "reason": "Kohtuasi 3-26-1", "until": ""}
    assert as_auditor.post("/records/holds/set/", given).status_code == 403
    assert as_head.post("/records/holds/set/", {**given, "number": "999999"}).status_code == 422
    assert as_head.post("/records/holds/set/", given).status_code == 302
    hold = Hold.objects.get()
    assert as_head.post(f"/records/holds/{hold.pk}/lift/", {"why": "Lõppes"}).status_code == 302
    assert "Lõppes" in as_auditor.get("/records/holds/").content.decode()
    assert as_specialist.get("/records/retention/").status_code == 403
