"""Drafting: what is known fills itself, what is missing is named, the PDF is made once and kept."""

import hashlib
import io
from datetime import date, timedelta

import pikepdf
import pytest

from contracts import tasks
from contracts.actions import Wanted, draft, recall, refill
from contracts.drafting import filling
from contracts.enums import PackageState
from contracts.models import (
    Authorisation,
    Package,
    Portal,
    Rendering,
    Template,
    TemplateVersion,
    VersionDecision,
)
from desk import clock
from desk.clients import actions as clients
from desk.http import Refused
from desk.outbox import JobState
from desk.records import blobs
from desk.records.models import TimelineEntry
from tests.contracts.conftest import Ground


def test_a_contract_fills_itself_from_client_register_and_contacts(ground: Ground) -> None:
    document = ground.drafted().authorisations.get()
    assert document.values["client_name"] == "Tamme Puit OÜ"
    assert document.values["client_email"] == "info@tammepuit.example"
    assert document.values["representatives"] == [
        {"name": "Mari Tamm", "code": "24503120016", "basis": "juhatuse liige"}
    ]
    assert document.values["joint"] is False


def test_documents_get_numbers_at_sending_and_the_power_names_the_contract(ground: Ground) -> None:
    package = ground.sent(ground.wanted("main_user_poa"), ground.wanted("user_contract"))
    contract, power = package.authorisations.all()
    assert contract.number.startswith("KL-") and contract.number.endswith("-0001")
    assert power.number.startswith("PV-")
    assert power.values["contract_number"] == contract.number
    assert power.person_names == "Kadri Lepp"


@pytest.mark.slow
def test_numbers_run_on_without_gaps(ground: Ground) -> None:
    numbers = []
    for _each in range(3):
        ground.drafted()  # never sent: leaves no gap
        numbers.append(ground.sent().numbers[-4:])
    assert numbers == ["0001", "0002", "0003"]


def test_the_board_signs_in_pairs_and_the_drafter_chooses_the_pair(ground: Ground) -> None:
    check = ground.ask(ground.kaasiku)
    sets = filling.signer_sets(check.judgement)
    assert [each.label for each in sets] == [
        "Jaan Kask, Liis Saar",
        "Jaan Kask, Peeter Mägi",
        "Liis Saar, Peeter Mägi",
    ]
    package = ground.drafted(client=ground.kaasiku, signers=sets[2].key)
    document = package.authorisations.get()
    assert [each["name"] for each in document.values["representatives"]] == ["Liis Saar", "Peeter Mägi"]
    assert document.values["joint"] is True


def test_what_is_missing_is_named_and_nothing_is_rendered(ground: Ground) -> None:
    package = ground.drafted(client=ground.kaasiku)
    assert len(filling.missing(package)) == 2  # nobody asked the register before, and there is no e-mail
    assert package.state == PackageState.DRAFTING
    assert not Rendering.jobs.exists()


def test_a_package_is_filled_anew_once_the_missing_is_there(ground: Ground) -> None:
    package = ground.drafted(client=ground.kaasiku)
    email = clients.add_contact(
        kind="email", value="jaan.kask@kaasiku.example", client=ground.kaasiku, by=ground.user
    )
    clients.confirm_contact(contact=email, by=ground.user)
    refill(package=package, signers="", by=ground.user)
    assert filling.missing(package) == []
    tasks.render(Rendering.jobs.get().pk)
    package.refresh_from_db()
    assert package.state == PackageState.RENDERED


def test_the_document_is_kept_with_its_digest_and_its_makers(ground: Ground) -> None:
    document = ground.drafted().authorisations.select_related("pdf").get()
    assert document.pdf is not None
    data = blobs.read(document.pdf)
    assert data.startswith(b"%PDF-1.7")
    assert document.pdf_sha256 == hashlib.sha256(data).hexdigest()
    assert document.rendering.libraries.startswith("weasyprint")


def test_rendering_twice_changes_nothing(ground: Ground) -> None:
    document = ground.drafted().authorisations.get()
    before = document.pdf_sha256
    tasks.render(document.rendering.pk)
    Rendering.jobs.update(state=JobState.PENDING)
    tasks.render(document.rendering.pk)
    document.refresh_from_db()
    assert document.pdf_sha256 == before


def test_a_package_is_ready_only_when_its_last_document_is(ground: Ground) -> None:
    package = draft(
        client=ground.tamme,
        documents=[ground.wanted(), ground.wanted("main_user_poa")],
        by=ground.user,
    )
    first, second = Rendering.jobs.order_by("pk")
    tasks.render(first.pk)
    package.refresh_from_db()
    assert package.state == PackageState.DRAFTING
    tasks.render(second.pk)
    package.refresh_from_db()
    assert package.state == PackageState.RENDERED


def test_a_worker_that_died_is_followed_by_another(ground: Ground) -> None:
    draft(client=ground.tamme, documents=[ground.wanted()], by=ground.user)
    job = Rendering.jobs.get()
    Rendering.jobs.update(state=JobState.SENDING, claimed_at=clock.now(), attempts=1)
    tasks.render(job.pk)
    assert not Authorisation.objects.exclude(pdf=None).exists()
    clock.move(timedelta(hours=1))
    tasks.render(job.pk)
    assert Authorisation.objects.exclude(pdf=None).exists()


def test_the_newest_valid_text_is_drafted_and_the_portals_own_before_the_common(ground: Ground) -> None:
    contract = Template.objects.get(kind__code="user_contract", language="et", portal=None)
    kotkas = Portal.objects.get(code="kotkas")
    own = Template.objects.get(kind=contract.kind, language="et", portal=kotkas)
    version = TemplateVersion.objects.create(
        template=own, number=2, title="Oma", body="<p>{{ number }}</p>", valid_from=date(2026, 1, 1)
    )
    VersionDecision.objects.create(version=version, approved=True)
    TemplateVersion.objects.create(
        template=own, number=3, title="Homme", body="<p></p>", valid_from=date(2999, 1, 1)
    )
    assert ground.drafted(ground.wanted(portal="kotkas")).authorisations.get().template_version == version
    assert ground.drafted().authorisations.get().text.template == contract


@pytest.mark.usefixtures("real_press")
def test_a_hostile_name_is_only_text_in_the_document(ground: Ground) -> None:
    client = clients.change_client(
        client=ground.tamme, by=ground.user, name="<script>x</script> {{ number }}"
    )
    document = ground.drafted(client=client).authorisations.select_related("pdf").get()
    assert document.pdf is not None
    with pikepdf.open(io.BytesIO(blobs.read(document.pdf))) as made:
        assert len(made.pages) > 1


def test_nothing_is_drafted_from_nothing(ground: Ground) -> None:
    with pytest.raises(Refused):
        draft(client=ground.tamme, documents=[], by=ground.user)
    assert not Package.objects.exists()


def test_a_kind_without_a_valid_text_is_refused_whole(ground: Ground) -> None:
    kind = ground.wanted().kind
    kind.pk, kind.code, kind.prefix = None, "own_kind", "OK"
    kind.save()
    with pytest.raises(Refused):
        draft(client=ground.tamme, documents=[Wanted(kind, Portal.objects.all()[0])], by=ground.user)
    assert not Package.objects.exists()


def test_recalled_documents_are_finished_and_the_story_is_told(ground: Ground) -> None:
    package = recall(package=ground.drafted(), by=ground.user)
    assert package.state == PackageState.RECALLED
    kinds = TimelineEntry.objects.for_subject("package", package.pk).values_list("kind", flat=True)
    assert {"contracts.recalled", "contracts.drafted"} <= set(kinds)
    with pytest.raises(Refused):
        refill(package=package, signers="", by=ground.user)
