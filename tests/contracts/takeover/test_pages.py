"""In the browser: a table is given, looked at by the worker, seen by the person, and taken over."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contracts import tasks
from contracts.actions import takeover_uploads
from contracts.models import Authorisation, Container, TakeoverUpload
from contracts.takeover.troubles import ERRORS, WARNINGS
from desk import clock
from desk.outbox import JobState
from desk.people.models import Approval, ApprovalPolicy
from desk.tables.table import read_table
from tests.conftest import Actor
from tests.contracts.conftest import Ground
from tests.contracts.takeover.tables import MARI, as_csv, contract, row
from tests.simulators.eid import Lab, sign_files

pytestmark = pytest.mark.django_db


def give(actor: Actor, rows: list[dict[str, str]], *containers: SimpleUploadedFile) -> TakeoverUpload:
    table = SimpleUploadedFile("kehtivad.csv", as_csv(rows))
    response = actor.post(reverse("contracts:takeovers"), {"table": table, "containers": list(containers)})
    assert response.status_code == 302, response.content.decode()
    return TakeoverUpload.jobs.latest("pk")


def text(actor: Actor, upload: TakeoverUpload) -> str:
    return actor.get(reverse("contracts:takeover", args=[upload.pk])).content.decode()


def take(actor: Actor, upload: TakeoverUpload) -> None:
    actor.post(reverse("contracts:takeover_take", args=[upload.pk]))


def test_a_table_is_looked_at_then_taken_over(as_head: Actor, ground: Ground) -> None:
    upload = give(as_head, [contract(), row(), row(number="9", person_code="39912319999")])
    tasks.take_over(upload.pk)
    assert not Authorisation.objects.exists(), "it was only looked at"
    page = text(as_head, upload)
    assert "BAD_PERSONAL_CODE" in page and "39912319999" not in page
    take(as_head, upload)
    tasks.take_over(upload.pk)
    assert Authorisation.objects.count() == 2
    upload.refresh_from_db()
    assert upload.state == JobState.SENT and upload.takeover and upload.takeover.ended_at
    assert (upload.takeover.taken, upload.takeover.known, upload.takeover.wrong) == (2, 0, 1)
    answer = as_head.get(reverse("contracts:takeover_errors", args=[upload.pk]))
    [wrong] = list(read_table(io.BytesIO(answer.content), {"error": ("Viga", "Error")}))
    assert wrong["error"], "the file says why"
    assert as_head.get(reverse("contracts:takeovers")).status_code == 200


def test_the_same_table_given_again_is_known(as_head: Actor, ground: Ground) -> None:
    first = give(as_head, [row()])
    tasks.take_over(first.pk)
    take(as_head, first)
    tasks.take_over(first.pk)
    second = give(as_head, [row()])
    tasks.take_over(second.pk)
    second.refresh_from_db()
    assert (second.found["taken"], second.found["known"]) == (0, 1)
    take(as_head, second)
    second.refresh_from_db()
    assert second.confirmed_at is None, "there is nothing to take"


def test_containers_come_beside_the_table_or_in_a_zip(as_head: Actor, ground: Ground, lab: Lab) -> None:
    at = clock.now() - timedelta(days=30)
    day = at.strftime("%d.%m.%Y")
    one = sign_files(lab, MARI, {"a.pdf": b"%PDF a"}, at)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("vanad/teine.asice", sign_files(lab, MARI, {"b.pdf": b"%PDF b"}, at))
        archive.writestr("vanad/märkmed.txt", b"...")
    signed = {"signed_on": day, "valid_from": ""}
    upload = give(
        as_head,
        [row(container="esimene.asice", **signed), row(number="2", container="teine.asice", **signed)],
        SimpleUploadedFile("esimene.asice", one),
        SimpleUploadedFile("kõik.zip", packed.getvalue()),
    )
    assert sorted(upload.containers.values_list("name", flat=True)) == ["esimene.asice", "teine.asice"]
    tasks.take_over(upload.pk)
    take(as_head, upload)
    tasks.take_over(upload.pk)
    assert Container.objects.count() == 2


def test_a_long_table_is_taken_in_portions(as_head: Actor, ground: Ground, monkeypatch: Any) -> None:
    upload = give(as_head, [row(number=str(number)) for number in range(5)])
    tasks.take_over(upload.pk)
    take(as_head, upload)
    monkeypatch.setattr(takeover_uploads, "PORTION", -1.0)
    tasks.take_over(upload.pk)
    upload.refresh_from_db()
    assert upload.state == JobState.PENDING and upload.takeover and upload.takeover.ended_at is None
    monkeypatch.setattr(takeover_uploads, "PORTION", 40.0)
    TakeoverUpload.jobs.update(next_at=None)
    tasks.take_over(upload.pk)
    upload.refresh_from_db()
    assert Authorisation.objects.count() == 5
    assert upload.takeover and upload.takeover.taken == 5 and upload.takeover.known == 0


def test_the_policy_may_want_a_second_person(as_head: Actor, as_senior: Actor, ground: Ground) -> None:
    ApprovalPolicy.objects.create(kind=takeover_uploads.KIND, verdict="", second="leads")
    upload = give(as_head, [row()])
    tasks.take_over(upload.pk)
    take(as_head, upload)
    upload.refresh_from_db()
    assert upload.confirmed_at is None and not Authorisation.objects.exists()
    assert reverse("people:second") in text(as_head, upload)

    approval = Approval.objects.get()
    as_senior.post(
        reverse("people:second_decide", args=[approval.pk]), {"decision": "approve", "reason": "nähtud"}
    )
    upload.refresh_from_db()
    assert upload.confirmed_by == as_head.user
    tasks.take_over(upload.pk)
    assert Authorisation.objects.count() == 1


def test_a_table_that_nobody_wants_is_thrown_away(as_head: Actor, ground: Ground) -> None:
    upload = give(as_head, [row()], SimpleUploadedFile("a.asice", b"PK"))
    tasks.take_over(upload.pk)
    as_head.post(reverse("contracts:takeover_discard", args=[upload.pk]))
    assert not TakeoverUpload.jobs.exists()
    tasks.take_over(upload.pk)  # a task that comes late
    other = give(as_head, [row()])
    tasks.take_over(other.pk)
    take(as_head, other)
    as_head.post(reverse("contracts:takeover_discard", args=[other.pk]))
    assert TakeoverUpload.jobs.exists(), "what is being taken over stays"


def test_what_is_no_table_is_refused_at_once(as_head: Actor, ground: Ground) -> None:
    for data in (b"", b"Nimi\nKadri\n", b"PK\x03\x04 katki"):
        response = as_head.post(
            reverse("contracts:takeovers"), {"table": SimpleUploadedFile("a.csv", data or b" ")}
        )
        assert response.status_code == 200 and not TakeoverUpload.jobs.exists()


def test_only_those_who_lead_take_over(as_specialist: Actor, as_administrator: Actor, ground: Ground) -> None:
    for actor in (as_specialist, as_administrator):
        assert actor.get(reverse("contracts:takeovers")).status_code == 403


def test_templates_are_there_in_both_forms(as_head: Actor, reference: None) -> None:
    for form in ("csv", "xlsx"):
        data = as_head.get(reverse("contracts:takeover_template", args=[form])).content
        assert list(read_table(io.BytesIO(data), {}))
    assert as_head.get(reverse("contracts:takeover_template", args=["pdf"])).status_code == 404


def test_the_template_among_the_documentation_is_the_one_to_download(
    as_head: Actor, reference: None, settings: Any
) -> None:
    made = as_head.get(reverse("contracts:takeover_template", args=["csv"])).content
    assert (settings.BASE_DIR / "docs" / "takeover-template.csv").read_bytes() == made
    told = (settings.BASE_DIR / "docs" / "takeover.md").read_text()
    assert not [code for code in (*ERRORS, *WARNINGS) if f"`{code}`" not in told]
