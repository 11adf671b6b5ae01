"""What was handed over is destroyed by the administrator's rule, with proof, and does not come back."""

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse

from desk.counter import retention as fates
from desk.counter.actions import accepting, papers
from desk.counter.models import IncomingMail, MailPage, MailText, PageWork
from desk.records import actions as records
from desk.records import blobs, retention
from desk.records.models import Blob, Destruction, RetentionRule
from tests.conftest import Actor
from tests.counter import paperwork

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def accepted(as_specialist: Actor, as_registrar: Actor) -> IncomingMail:
    mail = paperwork.with_registrar(as_specialist.user)
    return accepting.accept(mail=mail, reference="2.3-4/26/1", by=as_registrar.user)


def stored(sha256: str) -> bool:
    return blobs._storage().exists(blobs._name(sha256))


def swept() -> int:
    return sum(records.destroy_due(store=code) for code in (fates.ACCEPTED, fates.DROPPED))


def test_nothing_goes_before_its_day_and_the_dry_run_says_what_would(accepted: IncomingMail) -> None:
    assert swept() == 0
    fate = fates.fate(accepted)
    assert fate is not None
    assert fate.days == 90
    paperwork.days_later(91)
    assert list(retention.due(fates.ACCEPTED)) == [accepted]
    assert Blob.objects.exists()  # asking destroys nothing


def test_bytes_pictures_and_words_go_and_the_proof_stays(accepted: IncomingMail, as_registrar: Actor) -> None:
    digests = set(Blob.objects.values_list("sha256", flat=True))
    assert digests
    paperwork.days_later(91)
    assert swept() == 1
    assert swept() == 0
    proof = Destruction.objects.get(subject_kind="incoming_mail", subject_id=accepted.pk)
    assert set(proof.digests) == digests
    assert proof.days == 90
    assert not any(stored(sha256) for sha256 in digests)
    assert not Blob.objects.exists()
    assert not MailText.objects.exists()
    assert not MailPage.objects.exclude(preview=None).exists()
    assert not PageWork.jobs.exists()
    accepted.refresh_from_db()
    assert accepted.document_sha256 in digests  # what it was stays known
    page = as_registrar.get(reverse("counter:paper", args=[accepted.pk])).content.decode()
    assert "90" in page
    assert as_registrar.get(reverse("counter:paper_document", args=[accepted.pk])).status_code == 404


def test_a_proof_is_neither_changed_nor_deleted(accepted: IncomingMail) -> None:
    paperwork.days_later(91)
    swept()
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        Destruction.objects.update(days=1)
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        Destruction.objects.all()._raw_delete("default")


def test_bytes_on_which_something_else_rests_stay(accepted: IncomingMail, as_specialist: Actor) -> None:
    other = paperwork.scanned(paperwork.taken_in(as_specialist.user))
    assert accepted.document is not None
    IncomingMail.objects.filter(pk=other.pk).update(document=accepted.document)
    kept = accepted.document_sha256
    paperwork.days_later(91)
    assert swept() == 1
    assert stored(kept)
    assert kept not in Destruction.objects.get().digests


def test_the_administrators_days_decide(accepted: IncomingMail, as_administrator: Actor) -> None:
    RetentionRule.objects.filter(store=fates.ACCEPTED).update(days=10)
    paperwork.days_later(11)
    page = as_administrator.get(reverse("admin:records_retentionrule_changelist"))
    assert page.status_code == 200
    assert swept() == 1


def test_what_was_dropped_goes_by_its_own_rule(as_specialist: Actor) -> None:
    mail = paperwork.received(as_specialist.user)
    papers.drop(mail=mail, reason="Teist korda", by=as_specialist.user)
    paperwork.days_later(31)
    assert swept() == 1
    mail.refresh_from_db()
    assert mail.destroyed_at is not None


def test_bytes_that_come_back_from_a_copy_are_buried_again(accepted: IncomingMail) -> None:
    sha256 = accepted.document_sha256
    copy = blobs._storage().open(blobs._name(sha256)).read()
    paperwork.days_later(91)
    swept()
    blobs._storage().save(blobs._name(sha256), ContentFile(copy))
    assert records.bury_again() == 1
    assert not stored(sha256)


def test_the_same_scan_that_comes_again_is_kept_anew(accepted: IncomingMail) -> None:
    assert accepted.document is not None
    data = blobs.read(accepted.document)
    paperwork.days_later(91)
    swept()
    again = blobs.store(data, "application/pdf", "paper")
    assert records.bury_again() == 0
    assert blobs.read(again) == data


def test_one_that_cannot_be_destroyed_holds_nobody_up(
    accepted: IncomingMail, as_specialist: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = paperwork.received(as_specialist.user)
    papers.drop(mail=mail, reason="Teist korda", by=as_specialist.user)
    paperwork.days_later(91)
    monkeypatch.setattr("desk.counter.retention.blobs_of", lambda mail: 1 / 0)
    assert swept() == 0
    assert IncomingMail.objects.filter(destroyed_at=None).count() == 2
