"""The administrator says who takes the calls of a line, and from where it may be told anything."""

import pytest
from django.urls import reverse

from desk.calls.models import Line
from desk.people.models import Skill
from tests.conftest import Actor

pytestmark = pytest.mark.django_db


def change(actor: Actor, line: Line, **facts: object) -> str:
    known = {
        "name": line.name,
        "number": "",
        "language": "",
        "wrap_up_seconds": 0,
        "skill": "",
        "addresses": "",
    }
    answer = actor.post(reverse("admin:calls_line_change", args=[line.pk]), {**known, **facts})
    return answer.content.decode() if answer.status_code == 200 else ""


def test_every_field_of_a_line_can_be_set(as_administrator: Actor, line: Line) -> None:
    skill = Skill.objects.create(code="waste", name_et="Jäätmed", name_en="Waste")
    assert as_administrator.get(reverse("admin:calls_line_changelist")).status_code == 200
    facts = {
        "language": "ru", "wrap_up_seconds": 90, "skill": skill.pk, "exchange_rotates": "on",
        "training": "on", "addresses": "192.0.2.0/24, 2001:db8::/32",
    }  # fmt: skip
    assert change(as_administrator, line, **facts) == ""
    line.refresh_from_db()
    assert (line.language, line.wrap_up_seconds, line.skill) == ("ru", 90, skill)
    assert line.exchange_rotates
    assert line.training
    assert line.addresses == ["192.0.2.0/24", "2001:db8::/32"]
    assert Line.history.filter(id=line.pk).latest().history_user == as_administrator.user


def test_what_is_no_network_is_refused_in_words(as_administrator: Actor, line: Line) -> None:
    page = change(as_administrator, line, addresses="192.0.2.0/24, keskjaam")
    assert "keskjaam" in page
    assert "192.0.2.10" in page, "the refusal shows how it is written"
    line.refresh_from_db()
    assert line.addresses == []


def test_a_line_is_neither_added_nor_deleted_here(as_administrator: Actor, line: Line) -> None:
    assert as_administrator.get(reverse("admin:calls_line_add")).status_code == 403
    assert as_administrator.post(reverse("admin:calls_line_delete", args=[line.pk])).status_code == 403
