"""The access log after its term, former colleagues, files that nothing points at."""

from datetime import timedelta

import pytest

from desk import clock
from desk.people.models import Presence, Shift, User
from desk.records import actions, blobs, looks, retention
from desk.records.access import Shown
from desk.records.holdings import Erasure, Fate, Ground, Subject
from desk.records.keeping import staff
from desk.records.keeping.log import erase_looks
from desk.records.models import AccessLink, AccessLogEntry, Blob, Destruction, RetentionRule, TimelineEntry
from desk.records.verifying import STORE, Wrong, verify
from tests.conftest import Actor
from tests.records.test_chain import as_superuser, look

pytestmark = pytest.mark.django_db
SIX_YEARS = timedelta(days=6 * 366)


def subject(user: User | None = None, client: int = 0) -> Subject:
    nobody: frozenset[int] = frozenset()
    users = frozenset({user.pk}) if user else nobody
    clients = frozenset({client}) if client else nobody
    return Subject(frozenset(), clients, nobody, users, nobody, (), frozenset(), frozenset(), "et")


def test_looks_past_their_term_are_destroyed_and_the_chain_still_verifies() -> None:
    look(40)
    clock.move(SIX_YEARS)
    look(3)
    assert actions.destroy_due(store=STORE) == 1, "one proof for all that lie next to one another"
    assert AccessLogEntry.objects.count() == 3
    assert AccessLink.objects.count() == 43
    proof = Destruction.objects.get()
    assert (proof.subject_id, proof.subject_last) == (1, 40)
    report = verify()
    assert report.sound, report.findings
    assert (report.entries, report.destroyed) == (3, 40)
    look(2)
    assert verify().sound


def test_a_missing_entry_beside_a_lawful_destruction_is_found() -> None:
    look(5)
    clock.move(SIX_YEARS)
    look(2)
    actions.destroy_due(store=STORE)
    as_superuser("DELETE FROM records_accesslogentry WHERE id = 6")
    first = verify().first
    assert first is not None
    assert (first.number, first.what) == (6, Wrong.MISSING)


def test_a_proof_before_its_time_is_no_proof() -> None:
    look(3)
    rule = RetentionRule(store=STORE, days=1826, basis="x")
    actions.destroy(
        rule=rule, subject=(STORE, 2), client_id=None, kept=[],
        let_go=lambda: AccessLogEntry.objects.filter(pk=2).delete(),
    )  # fmt: skip
    first = verify().first
    assert first is not None
    assert (first.number, first.what) == (2, Wrong.EARLY)


def test_what_was_destroyed_and_is_here_again_is_found() -> None:
    look(3)
    clock.move(SIX_YEARS)
    kept = AccessLogEntry.objects.get(pk=2)
    actions.destroy_due(store=STORE)
    as_superuser(
        "INSERT INTO records_accesslogentry (id, at, user_id, shown_kind, shown_id, view, purpose, salt)"
        " VALUES (2, %s, 5, 'client', 2, 'x', '', %s)",
        kept.at, kept.salt,
    )  # fmt: skip
    assert verify().first == verify().findings[0]
    assert verify().findings[0].what == Wrong.INSERTED


def test_the_log_stays_for_its_term_even_where_everything_is_ordered_to_go() -> None:
    looks.write(user_id=5, view="x", shown=[Shown("client", 7, None, "")])
    (outcome,) = erase_looks(subject(client=7), Erasure(Ground.ORDERED, None, dry=False))
    assert outcome.fate == Fate.KEPT
    assert outcome.until
    assert AccessLogEntry.objects.exists()


def test_the_timeline_goes_by_its_rule() -> None:
    for pk in range(3):
        actions.note(kind="clients.changed", subject=("client", pk), client_id=pk, by=None)
    clock.move(timedelta(days=4000))
    assert actions.destroy_due(store="timeline") == 1
    assert not TimelineEntry.objects.exists()


def test_a_former_colleague_becomes_nobody_when_no_look_names_him(as_specialist: Actor) -> None:
    user = as_specialist.user
    Shift.objects.create(user=user, starts_at=clock.now(), ends_at=clock.now() + timedelta(hours=8))
    Presence.objects.create(user=user, state="ready", started_at=clock.now())
    erasure = Erasure(Ground.UNLAWFUL, None, dry=False)
    (first,) = staff.erase_account(subject(user), erasure)
    assert first.first, "an open account is closed first"
    user.is_active = False
    user.save()
    (kept,) = staff.erase_account(subject(user), Erasure(Ground.NO_LONGER_NEEDED, None, dry=False))
    assert kept.fate == Fate.KEPT
    clock.move(SIX_YEARS)
    assert user in retention.due(staff.FORMER)
    actions.destroy_due(store=staff.FORMER)
    user.refresh_from_db()
    assert str(user) == f"lahkunud-{user.pk}"
    assert not (user.email or user.first_name or user.last_name or user.extension)
    assert not User.history.filter(id=user.pk).exists()
    assert not Shift.objects.exists()
    assert not Presence.objects.exists()
    assert actions.destroy_due(store=staff.FORMER) == 0


def test_bytes_that_nothing_points_at_go_after_a_month() -> None:
    blob = blobs.store(b"forgotten", "text/plain", "test")
    assert not retention.due("orphans").exists()
    clock.move(timedelta(days=31))
    assert actions.destroy_due(store="orphans") == 1
    assert not Blob.objects.filter(pk=blob.pk).exists()


def test_a_store_without_a_row_for_a_file_is_swept_when_the_file_is_old() -> None:
    blob = blobs.store(b"kept", "text/plain", "test")
    assert blobs.sweep_unknown() == 0
    Blob.objects.filter(pk=blob.pk)._raw_delete("default")
    assert blobs.sweep_unknown() == 0, "it may be of a transaction that is not at its end"
