"""Quarantine: the administrator's alone; let in only after another check, destroyed with proof."""

from typing import Any

import pytest
from django.urls import reverse

from desk import clock
from desk.counter import tasks
from desk.counter.actions import papers, quarantining, scanning
from desk.counter.enums import FileSource, Way
from desk.counter.models import IncomingMail, MailFile, Quarantined
from desk.http import Refused
from desk.people.models import Notice
from desk.records import actions as records
from desk.records import blobs, clamd
from desk.records.models import Destruction
from tests.conftest import Actor
from tests.counter import hostile, paperwork


@pytest.fixture
def mail(as_specialist: Actor) -> IncomingMail:
    return papers.take_in(office=paperwork.office(), way=Way.COUNTER, by=as_specialist.user)


@pytest.fixture
def scanner(settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    settings.CLAMAV = ("/nowhere", 0)
    says = {"says": "not_scanned"}
    monkeypatch.setattr(clamd, "scan", lambda data: says["says"])
    return says


def brought(mail: IncomingMail, actor: Actor, data: bytes, name: str = "leping.pdf") -> Quarantined:
    taken = scanning.add_file(mail=mail, name=name, data=data, source=FileSource.SCAN, by=actor.user)
    assert taken.quarantined is not None
    return taken.quarantined


def test_a_file_nobody_could_check_is_stored_encrypted_and_shown_to_the_administrator_alone(
    mail: IncomingMail, as_specialist: Actor, as_administrator: Actor, as_head: Actor
) -> None:
    row = brought(mail, as_specialist, hostile.encrypted_pdf())
    assert row.blob is not None and row.reason == "encrypted"
    assert not MailFile.objects.exists()
    assert Notice.objects.get(user=as_administrator.user).kind == "counter.quarantined"
    for name in ("quarantined", "quarantined_file"):
        address = reverse(f"counter:{name}", args=[row.pk])
        assert as_specialist.get(address).status_code == as_head.get(address).status_code == 403
        assert as_administrator.get(address).status_code == 200
    assert b"leping.pdf" in as_administrator.get(reverse("counter:quarantine")).content
    saved = as_administrator.get(reverse("counter:quarantined_file", args=[row.pk]))
    assert (
        saved["Content-Disposition"].startswith("attachment")
        and ".quarantine" in saved["Content-Disposition"]
    )
    # Whoever brought it sees that it waits, and gets nothing of it.
    page = as_specialist.get(reverse("counter:scan", args=[mail.pk])).content.decode()
    assert "leping.pdf" in page and "/quarantine/" not in page


def test_releasing_checks_again_and_adds_the_file_to_its_paper(
    mail: IncomingMail, as_specialist: Actor, as_administrator: Actor, scanner: dict[str, str]
) -> None:
    row = brought(mail, as_specialist, hostile.pdf(2))
    address = reverse("counter:decide_quarantined", args=[row.pk])
    as_administrator.post(address, {"decision": "release", "reason": "vaatan"})
    row.refresh_from_db()
    assert row.settled_at is None  # the scanner is still away
    scanner["says"] = ""
    as_administrator.post(address, {"decision": "release", "reason": "skanner töötab"})
    row.refresh_from_db()
    assert (row.settled_as, row.settled_by, row.blob) == ("released", as_administrator.user, None)
    file = mail.files.get()
    assert file.pages_count == 2 and file.added_by == as_specialist.user
    assert file.blob is not None and blobs.read(file.blob) == hostile.pdf(2)
    assert Notice.objects.filter(user=as_specialist.user, kind="counter.released").exists()


def test_a_file_of_no_paper_or_of_one_that_went_on_gets_a_paper_of_its_own(
    as_specialist: Actor, as_administrator: Actor, scanner: dict[str, str]
) -> None:
    mail = paperwork.received(as_specialist.user)
    row = brought(mail, as_specialist, hostile.pdf())
    IncomingMail.objects.filter(pk=mail.pk).update(
        state="handed", addressee="registrar", handed_at=clock.now(), handed_by=as_specialist.user
    )
    scanner["says"] = ""
    row = Quarantined.objects.select_related("mail", "blob", "office", "by").get(pk=row.pk)
    new = quarantining.release(row=row, reason="korras", by=as_administrator.user)
    assert new.pk != mail.pk and new.way == Way.IMPORT and new.files.count() == 1


def test_a_virus_is_not_released(
    mail: IncomingMail, as_specialist: Actor, as_administrator: Actor, scanner: dict[str, str]
) -> None:
    scanner["says"] = "virus"
    row = brought(mail, as_specialist, hostile.pdf())
    with pytest.raises(Refused):
        quarantining.release(row=row, reason="lasen läbi", by=as_administrator.user)
    assert not MailFile.objects.exists()


def test_destroying_needs_a_reason_and_leaves_proof(
    mail: IncomingMail,
    as_specialist: Actor,
    as_administrator: Actor,
    django_capture_on_commit_callbacks: Any,
) -> None:
    row = brought(mail, as_specialist, hostile.encrypted_pdf())
    blob = row.blob
    assert blob is not None
    with pytest.raises(Refused):
        quarantining.destroy(row=row, reason=" ", by=as_administrator.user)
    with django_capture_on_commit_callbacks(execute=True):
        quarantining.destroy(row=row, reason="klient saatis uue", by=as_administrator.user)
    assert Destruction.objects.get(store="quarantine").digests == [blob.sha256]
    with pytest.raises(blobs.Damaged):
        blobs.read(blob)
    with pytest.raises(Refused):
        quarantining.destroy(row=row, reason="veel kord", by=as_administrator.user)


def test_the_sweep_looks_again_once_the_scanner_is_back(
    mail: IncomingMail, as_specialist: Actor, scanner: dict[str, str]
) -> None:
    row = brought(mail, as_specialist, hostile.pdf())
    tasks.sweep()
    row.refresh_from_db()
    assert row.settled_at is None
    scanner["says"] = ""
    tasks.sweep()
    row.refresh_from_db()
    assert (row.settled_as, row.settled_by) == ("released", None)
    assert mail.files.count() == 1


def test_the_sweep_finds_the_virus_once_the_scanner_is_back(
    mail: IncomingMail, as_specialist: Actor, scanner: dict[str, str]
) -> None:
    row = brought(mail, as_specialist, hostile.pdf())
    scanner["says"] = "virus"
    tasks.sweep()
    row.refresh_from_db()
    assert (row.reason, row.settled_at) == ("virus", None)


def test_what_nobody_decides_of_goes_by_rule(mail: IncomingMail, as_specialist: Actor) -> None:
    row = brought(mail, as_specialist, hostile.encrypted_pdf())
    assert records.destroy_due(store="quarantine") == 0
    paperwork.days_later(91)
    assert records.destroy_due(store="quarantine") == 1
    row.refresh_from_db()
    assert (row.settled_as, row.settled_by, row.blob) == ("destroyed", None, None)
