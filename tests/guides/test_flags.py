""" "This guide is wrong": one click, the owner's to-do, the answer or a new version, the flagger is told."""

import pytest
from django.urls import reverse

from desk.guides import actions
from desk.guides.actions import Wording
from desk.guides.models import GuideFlag, GuideVersion
from desk.http import Refused
from desk.people.models import Notice, Todo
from tests.conftest import Actor
from tests.guides.world import published


@pytest.fixture
def version(as_senior: Actor) -> GuideVersion:
    return published(as_senior.user)


def test_one_click_flags_and_the_owner_gets_it_to_do(
    as_specialist: Actor, as_senior: Actor, version: GuideVersion
) -> None:
    for _time in range(2):
        as_specialist.post(reverse("guides:flag", args=[version.pk]))
    flag = GuideFlag.objects.get()
    todo = Todo.objects.open().get(kind="guides.flag")
    assert (todo.owner, todo.subject_id, flag.by) == (as_senior.user, version.guide_id, as_specialist.user)
    as_specialist.post(reverse("guides:remark", args=[flag.pk]), {"note": "PIN1, mitte PIN2"})
    page = as_senior.get(version.guide.get_absolute_url()).content.decode()
    assert "PIN1, mitte PIN2" in page
    assert "märgitud valeks" in as_specialist.get(reverse("guides:index") + "?show=flagged").content.decode()


def test_the_note_is_asked_afterwards_in_place(as_specialist: Actor, version: GuideVersion) -> None:
    answer = as_specialist.post(reverse("guides:flag", args=[version.pk]), headers={"HX-Request": "true"})
    assert reverse("guides:remark", args=[GuideFlag.objects.get().pk]) in answer.content.decode()


def test_the_owners_answer_reaches_who_made_the_remark(
    as_specialist: Actor, as_senior: Actor, version: GuideVersion
) -> None:
    flag = actions.flag(version=version, by=as_specialist.user)
    as_senior.post(reverse("guides:settle", args=[flag.pk]), {"answer": "Juhend on õige: PIN2."})
    notice = Notice.objects.get(user=as_specialist.user)
    assert (notice.kind, notice.params["answer"]) == ("guides.settled", "Juhend on õige: PIN2.")
    assert not Todo.objects.open().exists()


def test_only_the_owner_or_a_lead_answers(
    as_specialist: Actor, as_registrar: Actor, version: GuideVersion
) -> None:
    flag = actions.flag(version=version, by=as_registrar.user)
    as_specialist.post(reverse("guides:settle", args=[flag.pk]), {"answer": "Vale"})
    flag.refresh_from_db()
    assert flag.settled_at is None
    with pytest.raises(Refused):
        actions.settle(flag=flag, answer="x", by=as_specialist.user)


def test_nobody_adds_to_anothers_remark(
    as_specialist: Actor, as_registrar: Actor, version: GuideVersion
) -> None:
    flag = actions.flag(version=version, by=as_registrar.user)
    address = reverse("guides:remark", args=[flag.pk])
    assert as_specialist.post(address, {"note": "x"}).status_code == 404


def test_a_new_version_answers_the_remarks_made_before_it_was_written(
    as_specialist: Actor, as_senior: Actor, as_registrar: Actor, version: GuideVersion
) -> None:
    actions.flag(version=version, by=as_specialist.user)
    better = Wording(title_et="Parem", body_et="x", change_note="Parandasin PIN-koodi")
    draft = actions.draft(guide=version.guide, wording=better, by=as_senior.user)
    later = actions.flag(version=version, by=as_registrar.user)
    actions.publish(version=draft, by=as_senior.user)
    notice = Notice.objects.get(user=as_specialist.user)
    assert (notice.kind, notice.params["answer"]) == ("guides.corrected", "Parandasin PIN-koodi")
    later.refresh_from_db()
    assert later.settled_at is None, "what was said after the draft was written is not answered by it"
    assert Todo.objects.open().filter(kind="guides.flag").count() == 1


def test_the_remark_goes_to_the_head_when_the_owner_no_longer_works_here(
    as_specialist: Actor, as_senior: Actor, as_head: Actor, version: GuideVersion
) -> None:
    as_senior.user.is_active = False
    as_senior.user.save()
    actions.flag(version=version, by=as_specialist.user)
    assert Todo.objects.get(kind="guides.flag").owner == as_head.user


def test_a_new_owner_takes_over_what_was_to_be_done(
    as_specialist: Actor, as_senior: Actor, as_head: Actor, version: GuideVersion
) -> None:
    actions.flag(version=version, by=as_specialist.user)
    facts = {"owner": as_head.user.pk, "review_months": 3, "topics": []}
    as_senior.post(reverse("guides:arrange", args=[version.guide_id]), facts)
    assert Todo.objects.open().get(kind="guides.flag").owner == as_head.user
    assert Notice.objects.get(user=as_head.user).kind == "guides.handed"
