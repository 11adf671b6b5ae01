"""Staff pages: drafting from the client's page, the package, panels, the registrar's list, templates."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from contracts import tasks, workflow
from contracts.actions import accept, draft
from contracts.asked import open_packages
from contracts.enums import PackageState
from contracts.models import Authorisation, Package, Portal, Registration, Rendering, Template
from desk import clock
from desk.enquiries.models import Enquiry, Topic
from registry.models import Check
from tests.conftest import Actor
from tests.contracts.conftest import PERSON, Ground, let_register_answer
from tests.contracts.test_sending import link_in_letter


def _fields(code: str, **values: object) -> dict[str, object]:
    return {f"{code}-{name}": value for name, value in values.items()}


def test_a_specialist_drafts_two_documents_in_an_enquiry_and_sends_them(
    ground: Ground, as_specialist: Actor
) -> None:
    topic = Topic.objects.create(code="access", name_et="Ligipääs", name_en="Access", name_ru="Доступ")
    enquiry = Enquiry.objects.create(
        number="P-2026-000001", topic=topic, client=ground.tamme, owner=as_specialist.user
    )
    chosen = f"enquiry={enquiry.pk}&kinds=user_contract&kinds=main_user_poa"
    address = f"{reverse('contracts:draft', args=[ground.tamme.pk])}?{chosen}"
    page = as_specialist.get(address).content.decode()
    assert "info@tammepuit.example" in page and "main_user_poa-person_code" in page
    fields = _fields("main_user_poa", **{**PERSON, "valid_from": "23.11.2026", "may_sign": "on"})
    portal = Portal.objects.get(code="e-keskkonnaamet").pk
    shared = {"portal": portal, "language": "et", "signers": "EE24503120016"}
    answer = as_specialist.post(address, {**shared, **fields})
    package = Package.objects.get()
    assert answer.status_code == 302 and answer["Location"] == reverse("contracts:page", args=[package.pk])
    assert package.enquiry == enquiry and package.authorisations.count() == 2
    for job in Rendering.jobs.all():
        tasks.render(job.pk)
    let_register_answer(Check.objects.for_subject("package", package.pk)[0])
    as_specialist.post(reverse("contracts:send", args=[package.pk]), {"to": ground.email.pk})
    assert ground.rendered(package).state == PackageState.SENT
    assert as_specialist.get(link_in_letter()).status_code == 200


def test_a_wrong_personal_code_is_told_at_the_field(ground: Ground, as_specialist: Actor) -> None:
    address = f"{reverse('contracts:draft', args=[ground.tamme.pk])}?kinds=main_user_poa"
    portal = Portal.objects.get(code="kotkas").pk
    values = {**PERSON, "person_code": "24402020081", "valid_from": "23.11.2026"}
    shared = {"portal": portal, "language": "et"}
    answer = as_specialist.post(address, {**shared, **_fields("main_user_poa", **values)})
    assert answer.status_code == 200 and "isikukood" in answer.content.decode()
    assert not Package.objects.exists()


def test_the_package_page_looks_again_only_while_something_is_on_its_way(
    ground: Ground, as_specialist: Actor
) -> None:
    package = draft(client=ground.tamme, documents=[ground.wanted()], by=ground.user)
    address = reverse("contracts:page", args=[package.pk])
    assert "every 2s" in as_specialist.get(address).content.decode()
    tasks.render(Rendering.jobs.get().pk)
    let_register_answer(Check.objects.for_subject("package", package.pk)[0])
    html = as_specialist.get(address).content.decode()
    assert "every 2s" not in html and reverse("contracts:send", args=[package.pk]) in html


def test_the_progress_fragment_is_the_same_as_in_the_page(ground: Ground, as_specialist: Actor) -> None:
    package = ground.drafted()
    fragment = as_specialist.get(
        reverse("contracts:progress", args=[package.pk]), headers={"HX-Request": "true"}
    ).content.decode()
    assert fragment.strip().startswith("<div") and "<html" not in fragment
    plain = as_specialist.get(reverse("contracts:progress", args=[package.pk]))
    assert plain.status_code == 302


def test_what_is_missing_stands_on_the_page(ground: Ground, as_specialist: Actor) -> None:
    package = ground.drafted(client=ground.kaasiku)
    with override("et"):
        html = as_specialist.get(reverse("contracts:page", args=[package.pk])).content.decode()
    assert "Veel on puudu" in html


def test_the_list_and_the_panels_show_the_package(ground: Ground, as_specialist: Actor) -> None:
    package = ground.sent()
    for address in (
        reverse("contracts:index"),
        f"{reverse('contracts:index')}?show=client",
        reverse("contracts:client_panel", args=[ground.tamme.pk]),
    ):
        assert package.numbers in as_specialist.get(address).content.decode(), address
    ready = ground.drafted()
    assert ready.numbers in as_specialist.get(reverse("contracts:home_panel")).content.decode()


@pytest.mark.parametrize("name", ["index", "home_panel", "registrations"])
@pytest.mark.slow
def test_pages_ask_no_more_for_many_than_for_one(ground: Ground, as_specialist: Actor, name: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            as_specialist.get(reverse(f"contracts:{name}"))
        return len(caught)

    ground.drafted()
    queries()
    one = queries()
    for _each in range(3):
        ground.drafted(ground.wanted(), ground.wanted("main_user_poa"))
    assert queries() <= one <= 12


def test_the_package_page_is_frugal_in_every_state(ground: Ground, as_specialist: Actor) -> None:
    for package in (ground.drafted(), ground.drafted(client=ground.kaasiku), ground.sent()):
        as_specialist.get(reverse("contracts:page", args=[package.pk]))
        with CaptureQueriesContext(connection) as caught:
            as_specialist.get(reverse("contracts:page", args=[package.pk]))
        assert len(caught) <= 25, (package.state, [each["sql"][:120] for each in caught])


def test_the_pdf_opens_and_strangers_get_nothing(
    ground: Ground, as_specialist: Actor, as_auditor: Actor
) -> None:
    document = ground.drafted().authorisations.get()
    address = reverse("contracts:pdf", args=[document.pk])
    assert as_specialist.get(address).content.startswith(b"%PDF")
    assert as_auditor.get(address).status_code == 403


def test_the_registrar_marks_a_document_registered(ground: Ground, as_registrar: Actor) -> None:
    package = ground.sent()
    workflow.move(package, PackageState.RETURNED)
    accept(package=package, by=ground.user)
    clock.move(timedelta(days=5))
    html = as_registrar.get(reverse("contracts:registrations")).content.decode()
    assert package.numbers in html and "badge--bad" in html
    row = Registration.objects.get()
    as_registrar.post(reverse("contracts:register", args=[row.pk]), {"reference": "2.3-4/26/17-1"})
    row.refresh_from_db()
    assert (row.reference, row.registered_by) == ("2.3-4/26/17-1", as_registrar.user)


def test_an_administrator_edits_a_text_and_the_next_draft_has_it(
    ground: Ground, as_administrator: Actor, as_head: Actor
) -> None:
    before = ground.drafted().authorisations.get()
    template = Template.objects.get(kind__code="user_contract", language="et", portal=None)
    address = reverse("admin:contracts_template_change", args=[template.pk])
    assert "client_name" in as_administrator.get(address).content.decode()
    newest = template.versions.get()
    form = {
        "kind": template.kind_id, "portal": "", "language": "et", "title": "Kasutusleping",
        "body": newest.body + "<p>Uus punkt.</p>", "valid_from": "01.01.2026",
    }  # fmt: skip
    assert as_administrator.post(address, form).status_code == 302
    waiting = template.versions.get(number=2)
    assert ground.drafted().authorisations.get().template_version == newest, "it waits for a second person"
    as_head.post(reverse("contracts:version_decide", args=[waiting.pk]), {"decision": "approve"})
    after = ground.drafted().authorisations.get()
    before.refresh_from_db()
    assert (before.text.number, after.text.number) == (1, 2)
    assert before.text.body == newest.body
    assert as_administrator.post(address, form).status_code == 302
    assert template.versions.count() == 2, "saving the same text again makes no version"


def test_an_unknown_placeholder_is_named_when_saving(ground: Ground, as_administrator: Actor) -> None:
    template = Template.objects.get(kind__code="user_contract", language="et", portal=None)
    form = {
        "kind": template.kind_id, "language": "et", "title": "x", "body": "<p>{{ kliendi_nimi }}</p>",
        "valid_from": "01.01.2026",
    }  # fmt: skip
    answer = as_administrator.post(reverse("admin:contracts_template_change", args=[template.pk]), form)
    assert answer.status_code == 200 and "kliendi_nimi" in answer.content.decode()
    assert template.versions.count() == 1


def test_a_text_is_previewed_before_and_after_saving(ground: Ground, as_administrator: Actor) -> None:
    template = Template.objects.get(kind__code="user_contract", language="et", portal=None)
    saved = as_administrator.get(reverse("contracts:preview", args=[template.versions.get().pk]))
    assert saved.content.startswith(b"%PDF")
    address = reverse("contracts:preview_unsaved")
    form = {"kind": template.kind_id, "language": "et", "title": "x", "body": "<p>{{ number }}</p>"}
    assert as_administrator.post(address, form).content.startswith(b"%PDF")
    wrong = as_administrator.post(address, {**form, "body": "{{ nothing_known }}"})
    assert wrong.status_code == 400 and "nothing_known" in wrong.content.decode()


def test_a_version_cannot_be_edited_even_in_the_database(ground: Ground) -> None:
    version = Template.objects.get(kind__code="user_contract", language="et", portal=None).versions.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        type(version).objects.filter(pk=version.pk).update(body="x")


def test_an_enquiry_with_open_documents_is_not_closed(ground: Ground) -> None:
    topic = Topic.objects.create(code="access", name_et="Ligipääs", name_en="Access", name_ru="Доступ")
    enquiry = Enquiry.objects.create(number="P-2026-000002", topic=topic, client=ground.tamme)
    ground.drafted(enquiry=enquiry)
    assert Authorisation.objects.get().number in open_packages(enquiry)[0]
