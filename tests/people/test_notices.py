"""Notices: told at once, to the deputy too, seen once, forgotten when their time is over."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from desk import clock, live, workdays
from desk.people import actions, tasks
from desk.people.enums import Role
from desk.people.models import Absence, Notice, User
from tests.conftest import Actor, _actor

ABOUT = ("absence", 1)


def told(user: User) -> list[str]:
    return [notice.kind for notice in Notice.objects.to(user.pk or 0)]


def test_the_bell_counts_what_i_have_not_seen(as_specialist: Actor) -> None:
    user = as_specialist.user
    actions.tell(users=[user, user], kind="people.given", subject=ABOUT)
    actions.tell(users=[user], kind="people.given", subject=ABOUT)
    bell = as_specialist.get(reverse("people:bell")).content.decode()
    assert ">2<" in bell
    as_specialist.post(reverse("people:notices_seen"))
    assert ">2<" not in as_specialist.get(reverse("people:bell")).content.decode()


def test_a_notice_leads_to_what_it_is_about_and_is_seen_by_that(as_specialist: Actor) -> None:
    [notice] = actions.tell(users=[as_specialist.user], kind="people.given", subject=ABOUT)
    assert as_specialist.get(reverse("people:notices")).status_code == 200
    notice.refresh_from_db()
    assert notice.seen_at is None, "to read the list is not to have looked"
    answer = as_specialist.post(reverse("people:notice_open", args=[notice.pk]))
    assert answer.headers["Location"] == reverse("people:handover")
    notice.refresh_from_db()
    assert notice.seen_at is not None


def test_another_persons_notice_is_no_matter_of_mine(as_specialist: Actor, margus: User) -> None:
    [notice] = actions.tell(users=[margus], kind="people.given", subject=ABOUT)
    assert as_specialist.post(reverse("people:notice_open", args=[notice.pk])).status_code == 404
    assert actions.see(notices=[notice.pk], by=as_specialist.user) == 0


def test_open_pages_hear_of_it(
    as_specialist: Actor, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[tuple[list[int], str]] = []
    monkeypatch.setattr(live, "push", lambda ids, event, pk: heard.append((list(ids), event)))
    actions.tell(users=[as_specialist.user], kind="people.given", subject=ABOUT)
    assert heard == [([as_specialist.user.pk], "notice")]


def test_what_an_absent_person_is_told_the_deputy_is_told_too(
    as_specialist: Actor, margus: User, riina: User
) -> None:
    today = workdays.today()
    actions.enter_absence(user=margus, first_day=today, last_day=today, deputy=riina, by=margus)
    Notice.objects.all().delete()
    actions.tell(users=[margus], kind="people.given", subject=ABOUT)
    assert told(margus) == told(riina) == ["people.given"]
    assert "Margus Mets" in _actor(riina).get(reverse("people:notices")).content.decode()
    actions.tell(users=[margus, riina], kind="people.given", subject=ABOUT)
    assert len(told(riina)) == 2, "whoever is told anyway is not told twice"


def test_a_deputy_is_told_of_the_absence_its_change_and_its_end(riina: User, margus: User) -> None:
    today = workdays.today()
    week = today + timedelta(days=7)
    absence = actions.enter_absence(user=riina, first_day=today, last_day=today, deputy=margus, by=riina)
    actions.change_absence(absence=absence, first_day=today, last_day=week, deputy=margus, by=riina)
    actions.end_absence(absence=absence, by=riina)
    kinds = ["people.deputy", "people.deputy_changed", "people.deputy_ended"]
    assert list(reversed(told(margus))) == kinds
    first = Notice.objects.filter(kind="people.deputy").get()
    assert first.params == {"first": f"{today:%d.%m.%Y}", "last": f"{today:%d.%m.%Y}"}
    assert not Absence.objects.exists()


def test_when_the_deputy_changes_both_are_told(
    riina: User, margus: User, someone: Callable[..., User]
) -> None:
    helena, today = someone("helena", Role.SENIOR), workdays.today()
    absence = actions.enter_absence(user=riina, first_day=today, last_day=today, deputy=margus, by=riina)
    actions.change_absence(absence=absence, first_day=today, last_day=today, deputy=helena, by=riina)
    assert told(margus) == ["people.deputy_ended", "people.deputy"]
    assert told(helena) == ["people.deputy"]


def test_who_made_himself_deputy_is_not_told(as_head: Actor, margus: User) -> None:
    today = workdays.today()
    head = as_head.user
    actions.enter_absence(user=margus, first_day=today, last_day=today, deputy=head, by=head)
    assert told(head) == []


def test_old_notices_are_forgotten(as_specialist: Actor, settings: Any) -> None:
    settings.NOTICES_KEPT_DAYS = 30
    actions.tell(users=[as_specialist.user], kind="people.given", subject=ABOUT)
    clock.move(timedelta(days=29))
    tasks.sweep()
    assert Notice.objects.count() == 1
    clock.move(timedelta(days=2))
    tasks.sweep()
    assert not Notice.objects.exists()
