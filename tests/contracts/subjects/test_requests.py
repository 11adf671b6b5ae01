"""A request about own data: written down, decided, made, corrected, told; each by whom it may be."""

import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from contracts.subjects import making
from contracts.tasks import data_report
from desk import clock
from desk.clients import actions
from desk.clients.actions import requests
from desk.clients.keeping.persons import GONE
from desk.clients.models import Caution, Correction, DataRequest, Person, ReportWork
from desk.http import Refused
from desk.mail.models import Message
from desk.people.actions import decide_second
from desk.people.models import Approval
from desk.records.models import AccessLogEntry, TimelineEntry
from tests.clients.world import mari_tamm, tamme_puit
from tests.conftest import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def mari(as_specialist: Actor) -> Person:
    tamme_puit(as_specialist.user)
    return mari_tamm()


def asked(actor: Actor, person: Person, kind: str, **said: str) -> DataRequest:
    """The specialist writes it down on the person's page."""
    today = clock.now().date().isoformat()
    fields = {"kind": kind, "identified": "document", "received": today, **said}
    answer = actor.post(f"/documents/data-requests/person/{person.pk}/", fields)
    assert answer.status_code == 302, answer.content.decode()
    return DataRequest.objects.latest("pk")


def post(actor: Actor, row: DataRequest, deed: str, **fields: object) -> str:
    """The deed, and the page that comes of it."""
    answer = actor.post(f"/documents/data-requests/{row.pk}/{deed}/", fields, follow=True)
    row.refresh_from_db()
    return str(answer.content.decode())


def granted(actor: Actor, row: DataRequest, **fields: str) -> str:
    return post(actor, row, "decide", **{"decision": "granted", "reason": "", "basis": "", **fields})


def test_it_is_due_in_a_month_and_once_two_months_later(
    as_specialist: Actor, as_head: Actor, mari: Person
) -> None:
    row = requests.receive(
        row=mari, kind="report", identified="login", by=as_specialist.user,
        received_at=clock.now() - timedelta(days=1),
    )  # fmt: skip
    assert 28 <= (row.due_at - row.received_at).days <= 32
    post(as_head, row, "extend", reason="Palju kirju")
    assert 88 <= (row.due_at - row.received_at).days <= 93
    with pytest.raises(Refused):
        requests.extend(request=row, reason="Veel", by=as_head.user)


def test_the_same_is_not_asked_twice_at_once(as_specialist: Actor, mari: Person) -> None:
    asked(as_specialist, mari, "report")
    with pytest.raises(Refused):
        requests.receive(row=mari, kind="report", identified="login", by=as_specialist.user)


def test_the_report_is_made_by_the_worker_and_handed_over_by_whoever_wrote_it_down(
    as_specialist: Actor, as_head: Actor, mari: Person
) -> None:
    row = asked(as_specialist, mari, "report")
    granted(as_head, row)
    assert "esmalt" in post(as_specialist, row, "close", told_how="Letis").lower() or row.is_open
    post(as_specialist, row, "report")
    data_report(ReportWork.jobs.get().pk)
    page = as_specialist.get(row.get_absolute_url()).content.decode()
    assert making.FILE in page
    file = row.files.get()
    answer = as_specialist.get(f"/documents/data-requests/{row.pk}/file/{file.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    packed = ZipFile(BytesIO(answer.content))
    names = set(packed.namelist())
    assert {"isikuandmed.json", "isikuandmed.pdf", "findUsage.json"} <= names
    told = json.loads(packed.read("isikuandmed.json"))
    assert told["version"] == 1
    assert {"persons", "data_requests"} <= {chapter["code"] for chapter in told["kept"]}
    assert set(told["findUsage"]) == {"totalUsages", "usages"}
    assert packed.read("isikuandmed.pdf").startswith(b"%PDF")
    assert AccessLogEntry.objects.filter(shown_kind="person", shown_id=mari.pk, purpose="subject").exists()
    post(as_specialist, row, "close", told_how="Paberil letis")
    assert row.state == "closed"


def test_a_letter_says_only_that_the_answer_is_ready(
    as_specialist: Actor, as_head: Actor, mari: Person
) -> None:
    email = actions.add_contact(
        kind="email", value="mari@tammepuit.example", person=mari, by=as_specialist.user
    )
    row = asked(as_specialist, mari, "objection", wish="Ärge saatke reklaami")
    granted(as_head, row)
    post(as_specialist, row, "ready", contact=email.pk)
    body = Message.objects.get(subject_kind="data_request").body
    assert row.number in body.text
    for word in ("Mari", "Tamm", mari.personal_code, "reklaami"):
        assert word not in body.text


def test_only_the_head_decides_and_a_no_has_its_reason(
    as_specialist: Actor, as_head: Actor, mari: Person
) -> None:
    row = asked(as_specialist, mari, "objection")
    url = f"/documents/data-requests/{row.pk}/decide/"
    assert as_specialist.post(url, {"decision": "granted"}).status_code == 403
    post(as_head, row, "decide", decision="refused", reason="", basis="")
    assert row.state == "open"
    post(as_head, row, "decide", decision="refused", reason="Seadus nõuab", basis="IKÜM art 21 lg 1")
    assert (row.state, row.decision) == ("decided", "refused")


def test_what_is_wrong_is_corrected_by_the_persons_own_edit(as_specialist: Actor, mari: Person) -> None:
    row = asked(as_specialist, mari, "correction", wish="Nimi on vale")
    post(as_specialist, row, "correct", field="last_name", after="Tammik")
    mari.refresh_from_db()
    assert mari.last_name == "Tammik"
    done = Correction.objects.get()
    assert (done.before, done.after) == ("Tamm", "Tammik")
    post(as_specialist, row, "recipient", recipient="JIRA", reference="KESK-12")
    assert "KESK-12" in as_specialist.get(row.get_absolute_url()).content.decode()


def test_what_is_evidence_stays_and_says_that_it_is_disputed(as_specialist: Actor, mari: Person) -> None:
    row = asked(as_specialist, mari, "correction")
    post(
        as_specialist, row, "dispute", kind="call", number=7, field="märkmed", before="Ma ei karjunud",
        reason="Kõne märkmed on tõend",
    )  # fmt: skip
    entry = TimelineEntry.objects.get(subject_kind="call", subject_id=7)
    assert entry.kind == "clients.data_disputed"
    assert "karjunud" not in json.dumps(entry.params)


def test_restricted_use_masks_the_contacts(as_specialist: Actor, as_head: Actor, mari: Person) -> None:
    granted(as_head, asked(as_specialist, mari, "restriction"))
    assert Caution.objects.standing().filter(person=mari, kind="restricted").exists()


def test_an_erasure_is_shown_before_and_needs_a_second_person(
    as_specialist: Actor, as_head: Actor, as_senior: Actor, mari: Person
) -> None:
    row = asked(as_specialist, mari, "erasure", ground="unlawful", wish="Kustutage kõik")
    shown = post(as_head, row, "try-out")
    assert "A-" in shown
    mari.refresh_from_db()
    assert mari.last_name == "Tamm"
    granted(as_head, row)
    assert row.state == "second"
    approval = Approval.objects.get(kind=requests.SECOND)
    with pytest.raises(Refused):
        decide_second(approval=approval, approved=True, by=as_head.user)
    decide_second(approval=approval, approved=True, by=as_senior.user)
    mari.refresh_from_db()
    row.refresh_from_db()
    assert mari.last_name == GONE
    assert row.wish == ""
    assert row.outcome["fates"]["person"]["anonymised"] == 1
    assert GONE in as_head.get(row.get_absolute_url()).content.decode()


def test_a_second_persons_no_leaves_everything(
    as_specialist: Actor, as_head: Actor, as_senior: Actor, mari: Person
) -> None:
    row = asked(as_specialist, mari, "erasure", ground="unlawful")
    granted(as_head, row)
    decide_second(approval=Approval.objects.get(), approved=False, by=as_senior.user, reason="Vale isik")
    row.refresh_from_db()
    mari.refresh_from_db()
    assert (row.state, row.decision, mari.last_name) == ("open", "", "Tamm")


def test_the_auditor_reads_the_list_and_does_nothing(
    as_specialist: Actor, as_auditor: Actor, mari: Person
) -> None:
    row = asked(as_specialist, mari, "report")
    assert row.number in as_auditor.get("/documents/data-requests/").content.decode()
    assert as_auditor.get(row.get_absolute_url()).status_code == 200
    assert as_auditor.post(f"/documents/data-requests/{row.pk}/withdraw/").status_code == 403


def test_a_report_that_was_erased_with_the_person_leaves_no_file(
    as_specialist: Actor, as_head: Actor, as_senior: Actor, mari: Person
) -> None:
    report = asked(as_specialist, mari, "report")
    post(as_specialist, report, "report")
    data_report(ReportWork.jobs.get().pk)
    blob = report.files.get().blob
    granted(as_head, report)
    post(as_specialist, report, "close", told_how="Letis")
    row = asked(as_specialist, mari, "erasure", ground="ordered")
    granted(as_head, row, basis="2-3/14")
    decide_second(approval=Approval.objects.get(), approved=True, by=as_senior.user)
    assert not report.files.exists()
    assert not type(blob).objects.filter(pk=blob.pk).exists()
