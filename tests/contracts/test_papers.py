"""A paper that came answers a document sent out: attached, signed by hand taken in, undone; its package."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.urls import reverse

from contracts.actions import papers as actions
from contracts.enums import AnswerKind, ContainerSource, HandSeen, PackageState
from contracts.models import Container, Package, PaperAnswer
from contracts.verification import handsigned
from contracts.verification.handsigned import Signer
from desk import workdays
from desk.counter.actions import accepting, routing
from desk.counter.enums import Addressee
from desk.counter.models import IncomingMail, MailFile
from desk.http import Refused
from desk.people.models import Approval
from desk.records import actions as records
from desk.records import blobs
from desk.records.models import TimelineEntry
from tests.conftest import Actor, _actor
from tests.contracts.conftest import Ground
from tests.contracts.returns.returning import MARI, work
from tests.counter import paperwork

pytestmark = pytest.mark.slow


@pytest.fixture
def package(ground: Ground) -> Package:
    package: Package = ground.sent()
    return package


@pytest.fixture
def paper(package: Package, ground: Ground) -> IncomingMail:
    return paperwork.received(ground.user, client=package.client)


def signed(paper: IncomingMail, package: Package, ground: Ground, **more: Any) -> PaperAnswer:
    assert paper.document is not None
    data = blobs.read(paper.document)
    return actions.attach_signed(
        paper=paper, package=package, by=ground.user, signed_on=workdays.today(), seen=HandSeen.ORIGINAL,
        note="Allkirjastas leti ees.", signers=[Signer(f"EE{MARI}", "Mari Tamm")],
        file=handsigned.checked("paber.pdf", data, ContainerSource.PAPER), **more,
    )  # fmt: skip


def test_an_objection_stands_on_both_pages_and_in_both_stories(
    paper: IncomingMail, package: Package, ground: Ground
) -> None:
    answer = actions.attach(paper=paper, package=package, kind=AnswerKind.OBJECTION, by=ground.user)
    actor = _actor(ground.user)
    panel = actor.get(reverse("contracts:paper_panel", args=[paper.pk])).content.decode()
    page = actor.get(reverse("contracts:page", args=[package.pk])).content.decode()
    assert package.numbers in panel
    assert paper.number in page
    told = TimelineEntry.objects.filter(kind="contracts.paper_objection")
    assert {each.subject_kind for each in told} == {"package", "incoming_mail"}
    assert [each.client_id for each in told if each.client_id] == [package.client_id]
    with pytest.raises(Refused):
        actions.attach(paper=paper, package=package, kind=AnswerKind.OTHER, by=ground.user)
    actions.undo(answer=answer, by=ground.user)
    page = actor.get(reverse("contracts:page", args=[package.pk])).content.decode()
    assert f">{paper.number}</a>" not in page
    actions.attach(paper=paper, package=package, kind=AnswerKind.OTHER, by=ground.user)


def test_a_paper_of_another_client_answers_nothing(package: Package, ground: Ground) -> None:
    strange = paperwork.received(ground.user)
    with pytest.raises(Refused):
        actions.attach(paper=strange, package=package, kind=AnswerKind.OTHER, by=ground.user)


def test_a_paper_signed_by_hand_goes_the_way_of_every_such_document(
    paper: IncomingMail, package: Package, ground: Ground
) -> None:
    url = reverse("contracts:paper_by_hand", args=[paper.pk, package.pk])
    actor = _actor(ground.user)
    assert actor.get(url).status_code == 200
    said = {
        "signed_on": f"{workdays.today():%d.%m.%Y}", "seen": "original", "who": ["0"], "note": "Leti ees.",
        "more-0-name": "", "more-0-code": "", "more-1-name": "", "more-1-code": "",
    }  # fmt: skip
    answer = actor.post(url, said)
    assert answer.status_code == 302, answer.content.decode()
    package.refresh_from_db()
    assert package.state == PackageState.RETURNED
    container = Container.objects.get(package=package)
    assert container.blob_id == paper.document_id
    assert PaperAnswer.objects.standing().get().container == container
    work(package)
    assert Approval.objects.waiting().of(handsigned.KIND, ("package", package.pk)).exists()


def test_taken_in_by_mistake_it_is_taken_back_before_anybody_decides(
    paper: IncomingMail, package: Package, ground: Ground
) -> None:
    answer = signed(paper, package, ground)
    work(package)
    actions.undo(answer=answer, by=ground.user)
    package.refresh_from_db()
    assert package.state == PackageState.SENT
    assert not Approval.objects.waiting().of(handsigned.KIND, ("package", package.pk)).exists()
    signed(paper, package, ground)
    package.refresh_from_db()
    assert package.state == PackageState.RETURNED


def test_the_scan_outlives_the_papers_own_rule_where_a_document_rests_on_it(
    paper: IncomingMail, package: Package, ground: Ground, as_registrar: Actor
) -> None:
    signed(paper, package, ground)
    routing.hand(mail=paper, addressee=Addressee.REGISTRAR, by=ground.user)
    accepting.accept(mail=paper, reference="2.3-4/26/1", by=as_registrar.user)
    paperwork.days_later(91)
    assert records.destroy_due(store="incoming_paper") == 1
    container = Container.objects.select_related("blob").get(package=package)
    assert blobs.read(container.blob)


def test_the_package_for_the_register_says_what_the_paper_says(
    paper: IncomingMail, as_registrar: Actor
) -> None:
    url = reverse("contracts:paper_package", args=[paper.pk])
    first, second = (b"".join(as_registrar.post(url).streaming_content) for _ in range(2))  # type: ignore[attr-defined]
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        names = {name.rpartition("/")[2]: name for name in package.namelist()}
        said = json.loads(package.read(names["metadata.json"]))
        assert package.read(names[f"{paper.number}.pdf"])
        assert b"AvTS" in package.read(names["capsule.xml"])
    assert said["identifier"] == paper.number
    assert said["what"] == "paper_in"
    assert said["restriction"]["identifier"] == "AvTS§35lg1p12"
    assert said["files"][0]["sha256"] == paper.document_sha256
    assert TimelineEntry.objects.filter(kind="contracts.paper_packaged").count() == 2


def test_a_file_without_pages_goes_into_the_package_too(paper: IncomingMail, as_registrar: Actor) -> None:
    blob = blobs.store(b"PK table", "application/vnd.oasis.opendocument.text", "paper_file")
    MailFile.objects.create(
        mail=paper, name="lisa.odt", content_type=blob.content_type, size=blob.size, sha256=blob.sha256,
        pages_count=0, blob=blob, added_by=as_registrar.user,
    )  # fmt: skip
    answer = as_registrar.post(reverse("contracts:paper_package", args=[paper.pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as package:  # type: ignore[attr-defined]
        assert {name.rpartition("/")[2] for name in package.namelist()} == {
            f"{paper.number}.pdf", "lisa.odt", "metadata.json", "capsule.xml",
        }  # fmt: skip
