"""The administrator words topics and outcome codes, and sees no enquiry."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from desk.enquiries.models import OutcomeCode, Topic
from desk.enquiries.reference import seed_reference
from tests.conftest import Actor

pytestmark = pytest.mark.django_db


def test_a_topic_is_added_and_offered_at_once(as_administrator: Actor, as_specialist: Actor) -> None:
    seed_reference()
    group = Topic.objects.get(code="charges")
    names = {"name_et": "Tagastamine", "name_en": "Refund", "name_ru": "Возврат"}
    facts = {**names, "parent": group.pk, "code": "refund", "position": 9, "active": "on"}
    facts |= {"competence": "answers", "languages": ["et", "ru"]}

    answer = as_administrator.post(reverse("admin:enquiries_topic_add"), facts)

    assert answer.status_code == 302, answer.content.decode()[:500]
    assert "Tagastamine" in as_specialist.get(reverse("enquiries:create")).content.decode()
    assert Topic.history.filter(code="refund").get().history_user == as_administrator.user


def test_an_outcome_is_taken_out_of_use_but_never_deleted(
    as_administrator: Actor, as_specialist: Actor
) -> None:
    seed_reference()
    outcome = OutcomeCode.objects.get(code="wrong-number")
    assert as_administrator.get(reverse("admin:enquiries_outcomecode_changelist")).status_code == 200
    delete = reverse("admin:enquiries_outcomecode_delete", args=[outcome.pk])
    assert as_administrator.post(delete, {"post": "yes"}).status_code == 403

    facts = {"name_et": "Vale number", "name_en": "Wrong number", "name_ru": "Ошибка", "code": "wrong-number"}
    change = reverse("admin:enquiries_outcomecode_change", args=[outcome.pk])
    as_administrator.post(change, {**facts, "position": 1, "no_client": "on"})

    assert not OutcomeCode.objects.selectable().filter(code="wrong-number").exists()


def test_no_client_data_stand_in_the_admin() -> None:
    shown = {model for model in admin.site._registry if model._meta.app_label in {"clients", "enquiries"}}
    words = ("Topic", "OutcomeCode", "OpenInterval", "SpecialDay", "Limit", "PauseReason")
    assert {apps.get_model(f"enquiries.{name}") for name in words} <= shown
    kept = ("Enquiry", "Promise", "Pause", "DeadlineChange", "ClosingOverride", "Fault", "LastLetter")
    assert not {apps.get_model(f"enquiries.{name}") for name in kept} & shown
    assert not [model for model in shown if model._meta.app_label == "clients"]
