"""The administrator changes a rule: with source and reason, for the next check, never for an old one."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from desk.clients.enums import Kind
from desk.clients.models import Client
from registry import actions, rulebook, tasks
from registry.enums import Purpose, Verdict
from registry.models import Check, RoleRule, StatusRule
from registry.rules import SHIPPED
from tests.simulators.business_register import Running

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


def values(rule: RoleRule, **changes: Any) -> dict[str, Any]:
    """The form of the rule as a browser sends it."""
    sent: dict[str, Any] = {
        "name": rule.name, "forms": ",".join(rule.forms), "statuses": ",".join(rule.statuses),
        "source": rule.source, "why": "Juristi vastus 20.11.2026",
    }  # fmt: skip
    ticks = ("represents", "natural", "legal", "procurator", "own")
    sent |= {name: "on" for name in ticks if getattr(rule, name)} | changes
    return {name: value for name, value in sent.items() if value is not None}


def change(actor: Any, code: str, **changes: Any) -> Any:
    rule = RoleRule.objects.get(code=code)
    address = reverse("admin:registry_rolerule_change", args=[rule.pk])
    return actor.post(address, values(rule, **changes))


def refused(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 200
    return {name: list(texts) for name, texts in answer.context["adminform"].form.errors.items()}


def asked(client: Client) -> Check:
    check = actions.ask(client=client, purpose=Purpose.LOOK, subject=("client", client.pk), by=None)
    tasks.ask(check.pk)
    return Check.objects.get(pk=check.pk)


def test_a_changed_rule_judges_the_next_check_and_leaves_old_evidence_as_it_was(
    as_administrator: Any, register: Running
) -> None:
    puit = Client.objects.create(kind=Kind.ORGANISATION, name="Tamme Puit OÜ", registry_code="10000001")
    before = asked(puit)
    assert (before.verdict, before.rule_version) == (Verdict.SOLE, SHIPPED.version)

    assert change(as_administrator, "JUHL", represents=None).status_code == 302

    after, old = asked(puit), Check.objects.get(pk=before.pk)
    assert after.verdict == Verdict.INDETERMINATE
    assert after.judgement.groups == ()
    assert after.rule_version == rulebook.current().version != SHIPPED.version
    assert (old.verdict, old.rule_version, old.judgement) == (
        Verdict.SOLE, SHIPPED.version, before.judgement,
    )  # fmt: skip


def test_the_check_page_shows_by_which_rules_it_was_judged(
    as_administrator: Any, as_specialist: Any, register: Running
) -> None:
    puit = Client.objects.create(kind=Kind.ORGANISATION, name="Tamme Puit OÜ", registry_code="10000001")
    change(as_administrator, "PROK", represents=None)
    check = asked(puit)
    page = as_specialist.get(check.get_absolute_url()).content.decode()
    assert rulebook.current().version in page


def test_who_changed_a_rule_and_why_is_kept(as_administrator: Any) -> None:
    change(as_administrator, "PROK", represents=None)
    entry = RoleRule.objects.get(code="PROK").history.latest()
    assert (entry.history_user, entry.history_change_reason) == (
        as_administrator.user, "Juristi vastus 20.11.2026",
    )  # fmt: skip
    address = reverse("admin:registry_rolerule_history", args=[entry.instance.pk])
    assert "Juristi vastus 20.11.2026" in as_administrator.get(address).content.decode()


@pytest.mark.parametrize("missing", ["source", "why"])
def test_a_rule_without_a_source_or_a_reason_is_refused(missing: str, as_administrator: Any) -> None:
    assert list(refused(change(as_administrator, "PROK", **{missing: " "}))) == [missing]


def test_a_role_is_switched_on_only_knowingly_and_that_is_said_aloud(as_administrator: Any) -> None:
    on = {"represents": "on", "statuses": "N"}
    assert list(refused(change(as_administrator, "JPNKR", **on))) == ["sure"]
    assert "JPNKR" not in rulebook.current().by_code

    answer = change(as_administrator, "JPNKR", sure="on", **on)
    assert "JPNKR" in rulebook.current().by_code
    levels = [message.level_tag for message in get_messages(answer.wsgi_request)]
    assert "warning" in levels


@pytest.mark.parametrize(
    "more",
    [
        {"forms": "AS,OÜ,MTÜ"}, {"forms": ""}, {"statuses": "R,L"}, {"legal": "on"}, {"procurator": None},
    ],
)  # fmt: skip
def test_every_widening_of_a_right_wants_a_tick(more: dict[str, Any], as_administrator: Any) -> None:
    assert list(refused(change(as_administrator, "PROK", **more))) == ["sure"]


def test_a_narrower_rule_needs_none(as_administrator: Any) -> None:
    assert change(as_administrator, "PROK", forms="OÜ").status_code == 302
    assert rulebook.current().by_code["PROK"].forms == frozenset({"OÜ"})


@pytest.mark.parametrize(
    ("field", "wrong"), [("forms", "OÜ,OOO"), ("statuses", "R,X"), ("statuses", "K"), ("statuses", "")]
)
def test_codes_are_checked_against_known_ones(field: str, wrong: str, as_administrator: Any) -> None:
    assert list(refused(change(as_administrator, "PROK", sure="on", **{field: wrong}))) == [field]


def test_a_rule_is_never_deleted_nor_its_code_changed(as_administrator: Any) -> None:
    rule = RoleRule.objects.get(code="PROK")
    assert as_administrator.post(reverse("admin:registry_rolerule_delete", args=[rule.pk])).status_code == 403
    address = reverse("admin:registry_rolerule_change", args=[rule.pk])
    as_administrator.post(address, values(rule, represents=None) | {"code": "JUHL2"})
    assert RoleRule.objects.filter(code="PROK", represents=False).exists()


def test_a_new_status_needs_a_source_too(as_administrator: Any) -> None:
    address = reverse("admin:registry_statusrule_add")
    sent = {"code": "S", "name": "Saneerimisel", "source": "", "why": "Uus seis registris"}
    assert list(refused(as_administrator.post(address, sent))) == ["source"]
    assert as_administrator.post(address, sent | {"source": "EVSTAATUSED"}).status_code == 302
    assert StatusRule.objects.filter(code="S").exists()
