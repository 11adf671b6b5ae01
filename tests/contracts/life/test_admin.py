"""What the administrator says of ends and portals: what makes no sense is said at its field."""

from typing import Any

import pytest
from django.urls import reverse

from contracts.models import EndRule, Kind, Portal
from tests.conftest import Actor
from tests.contracts.test_kinds import KIND, NO_RULES, errors, filled

pytestmark = pytest.mark.slow

ADD = "admin:contracts_kind_add"
CLOSING = {**KIND, "effect": "closes", "end_reason": "withdrawn", "several": ""}
RULE = {
    "end_rules-TOTAL_FORMS": 1, "end_rules-INITIAL_FORMS": 0, "end_rules-0-code": "month",
    "end_rules-0-name_et": "30 päeva", "end_rules-0-name_en": "30 days", "end_rules-0-name_ru": "30 дней",
    "end_rules-0-basis_et": "määrus nr 34 § 2", "end_rules-0-basis_en": "regulation no 34 § 2",
    "end_rules-0-basis_ru": "постановление № 34 § 2", "end_rules-0-days": 30,
    "end_rules-0-counts_from": "received", "end_rules-0-chosen": "on", "end_rules-0-position": 10,
    "end_rules-0-active": "on",
}  # fmt: skip


def second(**more: Any) -> dict[str, Any]:
    """The rule, and one more of another code."""
    again = {key.replace("-0-", "-1-"): value for key, value in RULE.items() if "-0-" in key}
    again |= {"end_rules-1-code": "at_once", "end_rules-1-days": 0, "end_rules-TOTAL_FORMS": 2}
    return {**RULE, **again, **more}


def test_a_kind_that_closes_is_kept_with_its_rules(reference: None, as_administrator: Actor) -> None:
    answer = as_administrator.post(reverse(ADD), {**CLOSING, **second(**{"end_rules-1-chosen": ""})})
    assert answer.status_code == 302, errors(answer.content.decode())
    kind = Kind.objects.get(code="sampling_poa")
    assert kind.end_reason == "withdrawn"
    rules = EndRule.objects.filter(kind=kind)
    assert [(each.code, each.days, each.chosen) for each in rules.order_by("-days")] == [
        ("month", 30, True),
        ("at_once", 0, False),
    ]


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({**CLOSING, "end_reason": ""}, "end_reason"),
        ({**KIND, "end_reason": "withdrawn"}, "end_reason"),
        ({**CLOSING, "ends_with_grantor": "on"}, "ends_with_grantor"),
        ({**KIND, "remind_days": "sixty"}, "remind_days"),
        ({**KIND, "remind_days": "0"}, "remind_days"),
        ({**KIND, "remind_days": "-7"}, "remind_days"),
        ({**KIND, "remind_days": "400"}, "remind_days"),
        ({**KIND, "remind_days": "²"}, "remind_days"),
    ],
)
@pytest.mark.slow
def test_what_makes_no_sense_is_said_at_its_field(
    reference: None, as_administrator: Actor, form: dict[str, Any], says: str
) -> None:
    answer = as_administrator.post(reverse(ADD), form)
    assert answer.status_code == 200 and says in answer.context["adminform"].form.errors


@pytest.mark.parametrize(
    "form",
    [
        {**KIND, **RULE},  # it opens: nothing ends by it
        {**CLOSING, **second()},  # two are chosen at first
        {**CLOSING, **RULE, "end_rules-0-days": 1000},
    ],
)
def test_rules_that_make_no_sense_are_refused(
    reference: None, as_administrator: Actor, form: dict[str, Any]
) -> None:
    answer = as_administrator.post(reverse(ADD), form)
    assert answer.status_code == 200 and errors(answer.content.decode())
    assert not Kind.objects.filter(code="sampling_poa").exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("7, 60,30", [60, 30, 7]), ("", []), ("[60, 30, 7]", [60, 30, 7]), ("14 14;3", [14, 3])],
)
def test_the_ladder_is_kept_the_longest_first(
    reference: None, as_administrator: Actor, typed: str, kept: list[int]
) -> None:
    kind = Kind.objects.get(code="user_poa")
    address = reverse("admin:contracts_kind_change", args=[kind.pk])
    answer = as_administrator.post(address, filled(kind, remind_days=typed))
    assert answer.status_code == 302, errors(answer.content.decode())
    kind.refresh_from_db()
    assert kind.remind_days == kept
    assert ", ".join(map(str, kept)) in as_administrator.get(address).content.decode()


def test_the_code_of_a_rule_is_chosen_once(reference: None, as_administrator: Actor) -> None:
    rule = EndRule.objects.select_related("kind").order_by("pk").first()
    assert rule is not None
    page = as_administrator.get(reverse("admin:contracts_kind_change", args=[rule.kind_id])).content.decode()
    assert f'value="{rule.code}"' in page
    assert "disabled" in page.split('name="end_rules-0-code"')[1].split(">")[0]


def portal(**more: Any) -> dict[str, Any]:
    values = {
        "code": "portaal", "name": "Portaal", "address": "https://portaal.example/", "mode": "manual",
        "active": "on",
    }  # fmt: skip
    return {**values, **more}


@pytest.mark.parametrize(
    "link",
    [
        "https://portaal.example/volitused",
        "https://portaal.example/klient/{registry_code}?vaade=volitused",
        "",
    ],
)
def test_a_deep_link_may_hold_the_registry_code_and_nothing_else(
    reference: None, as_administrator: Actor, link: str
) -> None:
    answer = as_administrator.post(
        reverse("admin:contracts_portal_add"), portal(deep_link=link, closing_place="Haldus\nLõpeta")
    )
    assert answer.status_code == 302, errors(answer.content.decode())
    made = Portal.objects.get(code="portaal")
    assert made.deep_link == link and made.closing_place.splitlines() == ["Haldus", "Lõpeta"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("deep_link", "http://portaal.example/"),
        ("deep_link", "javascript:alert(1)"),
        ("deep_link", "https://portaal.example/{personal_code}"),
        ("deep_link", "https://portaal.example/{registry_code"),
        ("deep_link", "https://{registry_code}.example/"),
        ("deep_link", "https://user:pass@portaal.example/"),
        ("deep_link", "https://portaal.example/a b"),
        ("lists_users", "on"),
    ],
)
def test_what_leads_nowhere_is_refused(
    reference: None, as_administrator: Actor, field: str, value: str
) -> None:
    answer = as_administrator.post(reverse("admin:contracts_portal_add"), portal(**{field: value}))
    assert answer.status_code == 200 and field in answer.context["adminform"].form.errors


def test_a_portal_with_an_interface_may_list_its_users(reference: None, as_administrator: Actor) -> None:
    answer = as_administrator.post(
        reverse("admin:contracts_portal_add"), portal(mode="http", lists_users="on")
    )
    assert answer.status_code == 302 and Portal.objects.get(code="portaal").lists_users


def test_nobody_else_changes_them(reference: None, as_head: Actor, as_specialist: Actor) -> None:
    for actor in (as_head, as_specialist):
        assert actor.post(reverse(ADD), {**KIND, **NO_RULES}).status_code in {302, 403}
    assert not Kind.objects.filter(code="sampling_poa").exists()
