"""A text's next version waits for a second person; until then drafting uses the older one."""

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from contracts.actions.templates import revise, withdraw_version
from contracts.enums import TextState
from contracts.models import Template, TemplateVersion, VersionDecision
from contracts.printing import versions
from desk import clock
from desk.http import Refused
from desk.people import actions as people
from desk.people.enums import ApprovalState, Role, Second
from desk.people.models import Approval, ApprovalPolicy, Notice, User
from desk.records.models import TimelineEntry
from tests.conftest import Actor, _actor
from tests.contracts.conftest import Ground

pytestmark = pytest.mark.slow

FIRST = date(2026, 1, 1)


@pytest.fixture
def contract(reference: None) -> Template:
    return Template.objects.get(kind__code="user_contract", language="et", portal=None)


@pytest.fixture
def other(someone: Callable[..., User]) -> Actor:
    return _actor(someone("teine", Role.ADMINISTRATOR, first_name="Tiina", last_name="Teder"))


def revised(
    template: Template, by: Actor, text: str = "<p>Uus {{ number }}</p>", **more: object
) -> TemplateVersion:
    values = {"title": "Kasutusleping", "valid_from": FIRST, **more}
    return revise(template=template, body=text, by=by.user, **values)  # type: ignore[arg-type]


def decide(by: Actor, version: TemplateVersion, word: str, reason: str = "") -> str:
    address = reverse("contracts:version_decide", args=[version.pk])
    return by.post(address, {"decision": word, "reason": reason}, follow=True).content.decode()


def state(version: TemplateVersion) -> TextState:
    fresh = TemplateVersion.objects.get(pk=version.pk)
    today = versions.in_force(fresh.template)
    return versions.state(fresh, today.number if today else None)


def test_another_administrator_approves_and_documents_are_drafted_from_it(
    ground: Ground, contract: Template, as_administrator: Actor, other: Actor
) -> None:
    version = revised(contract, as_administrator, header="Keskkonnaamet, klienditugi")
    assert state(version) == TextState.WAITING
    assert ground.drafted().authorisations.get().text.number == 1
    page = other.get(reverse("contracts:version", args=[version.pk])).content.decode()
    assert 'value="approve"' in page and "<ins>" in page and "<del>" in page
    decide(other, version, "approve")
    assert state(version) == TextState.IN_FORCE
    said = VersionDecision.objects.get(version=version)
    assert (said.approved, said.decided_by) == (True, other.user)
    assert ground.drafted().authorisations.get().template_version == version
    assert [notice.kind for notice in Notice.objects.to(as_administrator.user.pk)] == [
        "contracts.text_approved"
    ]
    kinds = TimelineEntry.objects.filter(subject_kind="template").values_list("kind", flat=True)
    assert set(kinds) == {"contracts.template", "contracts.template_approved"}


def test_the_head_approves_too_and_finds_it_in_the_list_of_second_looks(
    contract: Template, as_administrator: Actor, as_head: Actor
) -> None:
    version = revised(contract, as_administrator)
    page = as_head.get(reverse("people:second")).content.decode()
    assert reverse("contracts:version", args=[version.pk]) in page
    decide(as_head, version, "approve")
    assert state(version) == TextState.IN_FORCE


def test_nobody_approves_his_own_text_and_a_specialist_none(
    contract: Template, as_administrator: Actor, as_specialist: Actor
) -> None:
    version = revised(contract, as_administrator)
    assert (
        'value="approve"'
        not in as_administrator.get(reverse("contracts:version", args=[version.pk])).content.decode()
    )
    decide(as_administrator, version, "approve")
    decide(as_specialist, version, "approve")
    assert state(version) == TextState.WAITING
    with pytest.raises(Refused):
        people.decide_second(approval=Approval.objects.get(), approved=True, by=as_specialist.user)


def test_the_other_administrators_are_told_that_a_text_waits(
    contract: Template, as_administrator: Actor, other: Actor
) -> None:
    version = revised(contract, as_administrator)
    notice = Notice.objects.to(other.user.pk).get()
    assert (notice.kind, notice.subject_id) == ("contracts.text_waits", version.pk)
    opened = other.post(reverse("people:notice_open", args=[notice.pk]))
    assert opened["Location"] == reverse("contracts:version", args=[version.pk])


def test_a_refusal_says_why_at_the_template_and_the_same_text_may_be_tried_again(
    ground: Ground, contract: Template, as_administrator: Actor, other: Actor
) -> None:
    version = revised(contract, as_administrator)
    decide(other, version, "refuse")
    assert state(version) == TextState.WAITING, "a no needs a reason"
    decide(other, version, "refuse", "Punkt 3 on puudu")
    assert state(version) == TextState.REFUSED
    page = as_administrator.get(
        reverse("admin:contracts_template_change", args=[contract.pk])
    ).content.decode()
    assert "Punkt 3 on puudu" in page
    assert ground.drafted().authorisations.get().text.number == 1
    assert revised(contract, as_administrator).number == 3


def test_its_writer_takes_a_version_back_before_it_is_decided(
    contract: Template, as_administrator: Actor, other: Actor
) -> None:
    version = revised(contract, as_administrator)
    decide(other, version, "withdraw")
    assert state(version) == TextState.WAITING, "only its writer"
    decide(as_administrator, version, "withdraw")
    assert state(version) == TextState.WITHDRAWN
    assert Approval.objects.get().state == ApprovalState.WITHDRAWN
    decide(other, version, "approve")
    assert state(version) == TextState.WITHDRAWN
    with pytest.raises(Refused):
        withdraw_version(version=version, by=as_administrator.user)


def test_a_newer_text_takes_the_place_of_the_one_that_waited(
    contract: Template, as_administrator: Actor, other: Actor
) -> None:
    first = revised(contract, as_administrator)
    second = revised(contract, other, "<p>Veel uuem {{ number }}</p>")
    assert (state(first), state(second)) == (TextState.REFUSED, TextState.WAITING)
    assert "3" in VersionDecision.objects.get(version=first).reason
    assert Approval.objects.waiting().get().subject_id == second.pk


def test_the_same_text_makes_no_version(contract: Template, as_administrator: Actor) -> None:
    assert revised(contract, as_administrator) == revised(contract, as_administrator)
    assert contract.versions.count() == 2


def test_an_approved_text_waits_for_its_day(
    ground: Ground, contract: Template, as_administrator: Actor, other: Actor
) -> None:
    day = clock.now().date() + timedelta(days=10)
    version = revised(contract, as_administrator, valid_from=day)
    decide(other, version, "approve")
    assert state(version) == TextState.LATER
    assert ground.drafted().authorisations.get().text.number == 1
    clock.move(timedelta(days=11))
    assert state(version) == TextState.IN_FORCE
    assert state(contract.versions.get(number=1)) == TextState.REPLACED


def test_where_the_policy_wants_nobody_a_text_is_valid_at_once(
    contract: Template, as_administrator: Actor
) -> None:
    ApprovalPolicy.objects.update_or_create(
        kind="contracts.text", verdict="", defaults={"second": Second.NOBODY}
    )
    assert state(revised(contract, as_administrator)) == TextState.IN_FORCE


def test_two_versions_stand_side_by_side_with_words_marked(
    contract: Template, as_administrator: Actor
) -> None:
    before = contract.versions.get()
    version = revised(contract, as_administrator, before.body.replace("tähtajatu", "tähtajaline", 1))
    with override("en"):
        address = reverse("contracts:compare", args=[version.pk, before.pk])
        page = as_administrator.get(address, headers={"Accept-Language": "en"}).content.decode()
    assert "tähtajatu</del>" in page and "tähtajaline</ins>" in page
    whole = as_administrator.get(f"{address}?whole=1").content.decode()
    assert len(whole) > len(page) and "KASUTUSLEPING" in whole and "KASUTUSLEPING" not in page
    strange = Template.objects.get(kind__code="user_poa", language="et", portal=None).versions.get()
    assert (
        as_administrator.get(reverse("contracts:compare", args=[version.pk, strange.pk])).status_code == 404
    )


def test_a_client_may_not_be_read_into_any_of_it(contract: Template, as_registrar: Actor) -> None:
    version = contract.versions.get()
    for name in ("contracts:version", "contracts:preview"):
        assert as_registrar.get(reverse(name, args=[version.pk])).status_code == 403


def test_a_text_that_no_longer_fits_its_kind_is_not_approved(
    reference: None, as_administrator: Actor, other: Actor
) -> None:
    template = Template.objects.get(kind__code="mandate_waiver", language="et", portal=None)
    version = revised(template, as_administrator, "<p>{{ reason }}</p>")
    kind = template.kind
    kind.asks = [name for name in kind.asks if name != "reason"]
    kind.save()
    assert "reason" in decide(other, version, "approve")
    assert state(version) == TextState.WAITING


def test_translations_that_a_new_text_leaves_behind_are_named(
    contract: Template, as_administrator: Actor
) -> None:
    form = {"title": "Kasutusleping", "body": "<p>{{ number }}</p>", "valid_from": "01.01.2026"}
    address = reverse("admin:contracts_template_change", args=[contract.pk])
    page = as_administrator.post(address, form, follow=True).content.decode()
    for other in Template.objects.filter(kind=contract.kind, portal=None).exclude(pk=contract.pk):
        assert reverse("admin:contracts_template_change", args=[other.pk]) in page.split("messagelist")[1]


def test_only_the_preview_may_stand_in_a_frame_of_our_own(
    contract: Template, as_administrator: Actor
) -> None:
    version = contract.versions.get()
    preview = as_administrator.get(reverse("contracts:preview", args=[version.pk]))
    assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]
    assert preview["X-Frame-Options"] == "SAMEORIGIN"
    editor = as_administrator.get(reverse("admin:contracts_template_change", args=[contract.pk]))
    assert "frame-src 'self'" in editor["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in editor["Content-Security-Policy"]


def test_many_versions_cost_what_one_does(contract: Template, as_administrator: Actor, other: Actor) -> None:
    def asked() -> list[int]:
        found = []
        last = contract.versions.order_by("-number")[0]
        for address in (
            reverse("admin:contracts_template_changelist"),
            reverse("admin:contracts_template_change", args=[contract.pk]),
            reverse("contracts:version", args=[last.pk]),
        ):
            with CaptureQueriesContext(connection) as queries:
                assert as_administrator.get(address).status_code == 200
            found.append(len(queries))
        return found

    decide(other, revised(contract, as_administrator), "approve")
    few = asked()
    for number in range(6):
        version = revised(contract, as_administrator, f"<p>{number} {{{{ number }}}}</p>")
        decide(other, version, "approve")
    assert asked() == few
    assert max(few) <= 12, few


@pytest.mark.django_db(transaction=True)
def test_taking_back_and_approving_at_the_same_instant_end_in_one_word(
    someone: Callable[..., User], reference: None
) -> None:
    template = Template.objects.get(kind__code="user_contract", language="et", portal=None)
    writer, second = someone("esimene", Role.ADMINISTRATOR), someone("teine", Role.ADMINISTRATOR)
    version = revise(template=template, title="x", body="<p>{{ number }}</p>", valid_from=FIRST, by=writer)
    approval, gate, said = Approval.objects.get(), threading.Barrier(2), []

    def run(deed: Callable[[], object]) -> None:
        gate.wait()
        try:
            deed()
            said.append("done")
        except Refused:
            said.append("refused")
        finally:
            connection.close()

    deeds = [
        lambda: withdraw_version(version=TemplateVersion.objects.get(pk=version.pk), by=writer),
        lambda: people.decide_second(approval=Approval.objects.get(pk=approval.pk), approved=True, by=second),
    ]
    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["done", "refused"]
    assert VersionDecision.objects.filter(version=version).count() == 1
