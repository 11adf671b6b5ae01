"""A kind of document that the administrator adds, from the form to a drafted PDF, without code."""

import re
from typing import Any

import pytest
from django.urls import reverse

from contracts.actions import Wanted
from contracts.models import Clause, Kind, Portal, Template
from desk.records import blobs
from tests.conftest import Actor
from tests.contracts.conftest import PERSON, Ground

NO_RULES = {"end_rules-TOTAL_FORMS": 0, "end_rules-INITIAL_FORMS": 0}
KIND = {
    **NO_RULES,
    "code": "sampling_poa", "prefix": "PR", "name_et": "Proovivõtja volikiri",
    "name_en": "Power of attorney of a sampler", "name_ru": "Доверенность пробоотборщика", "position": 90,
    "active": "on", "signed_by": "representatives", "agency_signs": "never", "effect": "opens",
    "published": "on",
    "asks": ["person_first_name", "person_last_name", "person_code", "valid_from", "objects"],
    "several": "on", "restriction_basis": "AvTS § 35 lg 1 p 12", "restriction_years": 5,
    "clauses-TOTAL_FORMS": 1, "clauses-INITIAL_FORMS": 0, "clauses-0-name": "with_lab",
    "clauses-0-label_et": "Võib sõlmida lepingu laboriga", "clauses-0-label_en": "May contract a laboratory",
    "clauses-0-position": 10, "clauses-0-active": "on",
}  # fmt: skip
TEXT = """<h1>PROOVIVÕTJA VOLIKIRI nr {{ number }}</h1>
<p>{{ client_name }} volitab:</p>
<table><tbody>
{{# persons }}<tr><td>{{ first_name }} {{ last_name }}</td><td>{{ code }}</td></tr>{{/ persons }}
</tbody></table>
<p>Objektid: {{ objects }}, alates {{ valid_from }}.</p>
{{# clause_with_lab }}<p>Volitatu võib sõlmida lepingu laboriga.</p>{{/ clause_with_lab }}"""
ADD_KIND, ADD_TEXT = "admin:contracts_kind_add", "admin:contracts_template_add"


def errors(page: str) -> str:
    return " ".join(re.findall(r'<ul class="[^"]*errorlist[^>]*>(.*?)</ul>', page, re.S))


def filled(kind: Kind, **more: object) -> dict[str, Any]:
    """The kind's form as its page would send it."""
    fields = (
        "code", "prefix", "name_et", "name_en", "name_ru", "signed_by", "agency_signs", "effect", "asks",
        "restriction_basis", "restriction_years", "position", "end_reason",
    )  # fmt: skip
    flags = {
        name: "on"
        for name in ("several", "published", "registered", "attachable", "active", "ends_with_grantor")
        if getattr(kind, name)
    }  # fmt: skip
    found = {name: getattr(kind, name) for name in fields}
    return {**found, **flags, **NO_RULES, "clauses-TOTAL_FORMS": 0, "clauses-INITIAL_FORMS": 0, **more}


def test_the_administrator_adds_a_kind_writes_its_text_and_a_specialist_drafts_it(
    ground: Ground, as_administrator: Actor, as_head: Actor, as_specialist: Actor
) -> None:
    answer = as_administrator.post(reverse(ADD_KIND), KIND)
    assert answer.status_code == 302, errors(answer.content.decode())
    kind = Kind.objects.get(code="sampling_poa")
    assert (kind.several, kind.registered, kind.attachable) == (True, False, False)
    assert Clause.objects.get(kind=kind).placeholder == "clause_with_lab"

    palette = as_administrator.get(reverse("contracts:palette"), {"kind": kind.pk}).content.decode()
    assert "{{ objects }}" in palette and "clause_with_lab" in palette and "{{ breach }}" not in palette
    text = {"kind": kind.pk, "language": "et", "title": "Proovivõtja volikiri", "body": TEXT, "portal": ""}
    preview = as_administrator.post(reverse("contracts:preview_unsaved"), text)
    assert preview.content.startswith(b"%PDF")
    answer = as_administrator.post(reverse(ADD_TEXT), {**text, "valid_from": "01.01.2026"})
    assert answer.status_code == 302, errors(answer.content.decode())
    version = Template.objects.get(kind=kind).versions.get()

    choices = as_specialist.get(reverse("contracts:draft", args=[ground.tamme.pk])).content.decode()
    assert "Proovivõtja volikiri" in choices
    as_head.post(reverse("contracts:version_decide", args=[version.pk]), {"decision": "approve"})
    fields = as_specialist.get(reverse("contracts:draft", args=[ground.tamme.pk]), {"kinds": kind.code})
    assert "sampling_poa-clause_with_lab" in fields.content.decode()
    second = {"first_name": "Oleg", "last_name": "Smirnov", "code": "14303030098"}
    values = {**PERSON, "objects": "kaev 7", "clause_with_lab": True}
    wanted = Wanted(kind, Portal.objects.get(code="kotkas"), values, (second,))
    document = ground.drafted(wanted).authorisations.select_related("pdf").get()
    assert document.template_version == version and document.persons.count() == 2
    assert document.pdf is not None and blobs.read(document.pdf).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"asks": ["valid_from"]}, "several"),
        ({"asks": ["valid_from"], "several": "", "signed_by": "person"}, "signed_by"),
        ({"signed_by": "agency"}, "agency_signs"),
        ({"restriction_years": ""}, "restriction_years"),
        ({"asks": ["no_such_thing"]}, "asks"),
        ({"prefix": "KL"}, "prefix"),
    ],
)
def test_what_does_not_go_together_is_said_at_its_field(
    reference: None, as_administrator: Actor, changed: dict[str, Any], says: str
) -> None:
    answer = as_administrator.post(reverse(ADD_KIND), {**KIND, **changed})
    assert answer.status_code == 200
    assert says in answer.context["adminform"].form.errors
    assert not Kind.objects.filter(code="sampling_poa").exists()


def test_a_kind_whose_text_holds_a_personal_code_is_not_attached_to_letters(
    reference: None, as_administrator: Actor
) -> None:
    kind = Kind.objects.get(code="user_poa")
    address = reverse("admin:contracts_kind_change", args=[kind.pk])
    answer = as_administrator.post(address, filled(kind, attachable="on"))
    assert "code" in str(answer.context["adminform"].form.errors["attachable"])
    assert as_administrator.post(address, filled(kind)).status_code == 302


def test_a_text_of_an_attached_kind_takes_no_personal_code(reference: None, as_administrator: Actor) -> None:
    Kind.objects.filter(code="agency_refusal").update(attachable=True)
    template = Template.objects.get(kind__code="agency_refusal", language="et", portal=None)
    address = reverse("admin:contracts_template_change", args=[template.pk])
    form = {"title": "x", "valid_from": "01.01.2026", "body": "<p>{{ client_code }}</p>"}
    assert "client_code" in errors(as_administrator.post(address, form).content.decode())
    assert template.versions.count() == 1


def test_those_asked_before_keep_their_order(reference: None, as_administrator: Actor) -> None:
    kind = Kind.objects.get(code="user_poa")
    before = list(kind.asks)
    address = reverse("admin:contracts_kind_change", args=[kind.pk])
    as_administrator.post(address, filled(kind, asks=["reason", *sorted(before)]))
    kind.refresh_from_db()
    assert kind.asks == [*before, "reason"]


def test_a_placeholder_that_the_kind_never_fills_is_named_with_its_line(
    reference: None, as_administrator: Actor
) -> None:
    template = Template.objects.get(kind__code="user_contract", language="et", portal=None)
    form = {
        "template": template.pk,
        "title": "x",
        "body": "<p>{{ number }}</p>\n<p>{{ breach }}</p>\n{{ xyz }}",
    }
    answer = as_administrator.post(reverse("contracts:check_unsaved"), form)
    page = answer.content.decode()
    assert "data-problems" in page and "breach" in page and "xyz" in page
    assert page.index("breach") < page.index("xyz") and "2" in page and "3" in page
    answer = as_administrator.post(
        reverse("contracts:check_unsaved"), {**form, "body": "<p>{{ number }}</p>"}
    )
    assert "data-problems" not in answer.content.decode()


def test_what_is_asked_and_never_said_is_a_warning(reference: None, as_administrator: Actor) -> None:
    template = Template.objects.get(kind__code="mandate_waiver", language="et", portal=None)
    form = {"template": template.pk, "title": "x", "body": "<p>{{ number }}</p>"}
    answer = as_administrator.post(reverse("contracts:check_unsaved"), form)
    assert answer.status_code == 200 and "notice--warn" in answer.content.decode()


def test_our_own_check_alone_needs_the_policy_that_says_so(reference: None, as_administrator: Actor) -> None:
    portal = Portal.objects.get(code="kotkas")
    address = reverse("admin:contracts_portal_change", args=[portal.pk])
    form: dict[str, Any] = {
        "code": portal.code, "name": portal.name, "address": portal.address, "mode": portal.mode,
        "place": portal.place, "active": "on", "own_kinds": [Kind.objects.get(code="user_poa").pk],
    }  # fmt: skip
    page = as_administrator.post(address, {**form, "local_alone": "on"})
    assert "local_alone_basis" in page.context["adminform"].form.errors
    page = as_administrator.post(address, {**form, "local_alone_basis": "Käskkiri 1-2/26"})
    assert "local_alone" in page.context["adminform"].form.errors
    both = {**form, "local_alone": "on", "local_alone_basis": "Käskkiri 1-2/26"}
    assert as_administrator.post(address, both).status_code == 302
    portal.refresh_from_db()
    assert portal.local_alone and [kind.code for kind in portal.own_kinds.all()] == ["user_poa"]


def test_a_text_that_asks_for_what_the_kind_no_longer_fills_is_named_at_once(
    reference: None, as_administrator: Actor
) -> None:
    kind = Kind.objects.get(code="mandate_waiver")
    address = reverse("admin:contracts_kind_change", args=[kind.pk])
    less = [name for name in kind.asks if name != "reason"]
    page = as_administrator.post(address, filled(kind, asks=less), follow=True).content.decode()
    assert page.count("“reason”") + page.count("„reason”") == 3, "in all three languages"


def test_another_portals_text_begins_with_the_one_in_force(reference: None, as_administrator: Actor) -> None:
    source = Template.objects.get(kind__code="user_poa", language="et", portal=None)
    link = f"{reverse(ADD_TEXT)}?copy={source.pk}"
    assert (
        link
        in as_administrator.get(reverse("admin:contracts_template_change", args=[source.pk])).content.decode()
    )
    page = as_administrator.get(link)
    assert page.context["adminform"].form.initial["body"] == source.versions.get().body


def test_before_a_kind_is_chosen_the_check_asks_for_it(reference: None, as_administrator: Actor) -> None:
    for name in ("contracts:check_unsaved", "contracts:preview_unsaved"):
        page = as_administrator.post(reverse(name), {"kind": "", "body": "<p>x</p>"})
        assert "<li>" in page.content.decode() and page.status_code in {200, 400}
