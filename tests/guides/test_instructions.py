"""Instructions: written by those who lead, read by their roles, withdrawn or replaced; they stop nobody."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from desk import clock, workdays
from desk.guides import actions
from desk.guides.models import Instruction, Reading
from desk.guides.owed import work
from desk.people.enums import Role
from desk.people.models import User
from tests.conftest import Actor


def told(by: User, **more: object) -> Instruction:
    values = {"title": "Uus kord", "body": "Loe **läbi**.", "roles": [Role.SPECIALIST], **more}
    one = actions.write_instruction(instruction=None, values=values, by=by)
    return actions.publish_instruction(instruction=one, by=by)


def test_a_lead_writes_and_publishes_in_one_step(as_head: Actor) -> None:
    facts = {"title": "Uus kord", "body": "Tekst", "roles": ["specialist"], "important": "on",
             "read_by_day": "01.02.2030", "publish": "1"}  # fmt: skip
    as_head.post(reverse("guides:instruct"), facts)
    one = Instruction.objects.get()
    assert one.published_at is not None
    assert (one.important, one.roles) == (True, ["specialist"])


def test_others_write_none_and_see_no_drafts(as_specialist: Actor, as_head: Actor) -> None:
    assert as_specialist.get(reverse("guides:instruct")).status_code == 403
    values = {"title": "Mustand", "body": "x", "roles": [Role.SPECIALIST]}
    draft = actions.write_instruction(instruction=None, values=values, by=as_head.user)
    assert as_specialist.get(draft.get_absolute_url()).status_code == 404
    assert as_specialist.post(reverse("guides:read", args=[draft.pk])).status_code == 404
    assert as_head.get(draft.get_absolute_url()).status_code == 200


def test_it_stands_on_the_workspace_until_it_is_read(as_specialist: Actor, as_head: Actor) -> None:
    one = told(as_head.user, important=True)
    panel = reverse("guides:home_panel")
    assert (
        "<strong>läbi</strong>" in as_specialist.get(panel, headers={"HX-Request": "true"}).content.decode()
    )
    assert [piece.title for piece in work([as_specialist.user.pk])] == ["Uus kord"]
    answer = as_specialist.post(reverse("guides:read", args=[one.pk]), headers={"HX-Request": "true"})
    assert "Uus kord" not in answer.content.decode(), "the next one, or none"
    assert list(work([as_specialist.user.pk])) == []
    as_specialist.post(reverse("guides:read", args=[one.pk]))
    assert Reading.objects.count() == 1


def test_the_important_one_comes_first(as_specialist: Actor, as_head: Actor) -> None:
    told(as_head.user, title="Tähtis", important=True)
    told(as_head.user, title="Tavaline")
    panel = as_specialist.get(reverse("guides:home_panel")).content.decode()
    assert panel.index("Tähtis") < panel.index("Tavaline")


def test_it_is_for_its_roles_alone(as_registrar: Actor, as_head: Actor) -> None:
    one = told(as_head.user)
    assert as_registrar.get(one.get_absolute_url()).status_code == 404
    assert list(work([as_registrar.user.pk])) == []
    assert "Uus kord" not in as_registrar.get(reverse("guides:instructions")).content.decode()


def test_those_who_lead_see_who_has_not_read(
    as_specialist: Actor, as_head: Actor, as_registrar: Actor
) -> None:
    one = told(as_head.user, roles=[Role.SPECIALIST, Role.REGISTRAR])
    actions.confirm_reading(instruction=one, by=as_specialist.user)
    page = as_head.get(one.get_absolute_url())
    assert page.context["unread"] == [as_registrar.user]
    assert [reading.user for reading in page.context["readings"]] == [as_specialist.user]
    assert "Reet Raud" not in as_specialist.get(one.get_absolute_url()).content.decode()


def test_a_withdrawn_one_disappears(as_specialist: Actor, as_head: Actor) -> None:
    one = told(as_head.user)
    as_head.post(reverse("guides:withdraw_instruction", args=[one.pk]))
    assert list(work([as_specialist.user.pk])) == []
    assert "Uus kord" not in as_specialist.get(reverse("guides:home_panel")).content.decode()


def test_a_new_wording_is_read_anew_and_the_old_one_disappears(as_specialist: Actor, as_head: Actor) -> None:
    old = told(as_head.user)
    actions.confirm_reading(instruction=old, by=as_specialist.user)
    facts = {"title": "Uuem kord", "body": "Tekst", "roles": ["specialist"], "publish": "1"}
    as_head.post(f"{reverse('guides:instruct')}?replaces={old.pk}", facts)
    assert [piece.title for piece in work([as_specialist.user.pk])] == ["Uuem kord"]
    old.refresh_from_db()
    assert old.withdrawn_at is not None
    assert "Uuem kord" in as_specialist.get(old.get_absolute_url()).content.decode()


def test_it_ends_with_its_last_day(as_specialist: Actor, as_head: Actor) -> None:
    told(as_head.user, until_day=workdays.today())
    assert len(list(work([as_specialist.user.pk]))) == 1
    clock.move(timedelta(days=1))
    assert list(work([as_specialist.user.pk])) == []


def test_the_day_by_which_it_is_read_is_its_due_time(as_specialist: Actor, as_head: Actor) -> None:
    day = workdays.today() + timedelta(days=2)
    told(as_head.user, read_by_day=day)
    (piece,) = work([as_specialist.user.pk])
    assert piece.due_at is not None
    assert workdays.day_of(piece.due_at) == day


def test_a_published_one_does_not_change(as_head: Actor) -> None:
    one = told(as_head.user)
    assert (
        as_head.post(reverse("guides:change_instruction", args=[one.pk]), {"title": "x"}).status_code == 404
    )


def test_a_receipt_is_never_taken_back(as_specialist: Actor, as_head: Actor) -> None:
    one = told(as_head.user)
    actions.confirm_reading(instruction=one, by=as_specialist.user)
    for deed in (lambda: Reading.objects.update(at=clock.now()), lambda: Reading.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()


def test_what_people_owe_costs_one_query(
    as_specialist: Actor, as_registrar: Actor, as_head: Actor, django_assert_num_queries: object
) -> None:
    for number in range(5):
        told(as_head.user, title=f"Kord {number}", roles=[Role.SPECIALIST, Role.REGISTRAR])
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(list(work([as_specialist.user.pk, as_registrar.user.pk]))) == 10
