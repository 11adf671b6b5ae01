"""Random checks of looks: drawn by weight, explained by who looked, decided by another."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from desk import clock, workdays
from desk.http import Refused
from desk.people.models import Todo
from desk.records import anomalies, checking, drawing
from desk.records.drawing import Drawn, Look, Sign
from desk.records.enums import CheckState
from desk.records.models import AccessLogEntry, LookCheck
from tests.conftest import Actor

NOON = datetime(2026, 11, 23, 12, tzinfo=workdays.TALLINN)
NOBODY: frozenset[int] = frozenset()


def look(entry: int = 1, purpose: str = "enquiry:7", at: datetime = NOON, **other: Any) -> Look:
    fields = {"user_id": 5, "kind": "client", "pk": entry, "client_id": None, **other}
    return Look(entry=entry, at=at, purpose=purpose, **fields)


def signs(*looks: Look, watched: list[Sign] | None = None) -> list[tuple[str, ...]]:
    return [each.signs for each in drawing.judged(looks, watched or [])]


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [
        ("enquiry:7", ()),
        ("list", ()),
        ("search", ("no_work",)),
        ("", ("no_work",)),
        ("contact", ("no_work",)),
        ("refused", ("refused",)),
    ],
)
def test_a_look_without_open_work_asks_for_a_reason(purpose: str, expected: tuple[str, ...]) -> None:
    assert signs(look(purpose=purpose)) == [expected]


@pytest.mark.parametrize(("hour", "expected"), [(5, ("night",)), (6, ()), (21, ()), (22, ("night",))])
def test_the_night_is_that_of_tallinn(hour: int, expected: tuple[str, ...]) -> None:
    assert signs(look(at=NOON.replace(hour=hour))) == [expected]


def test_many_looks_in_an_hour_are_a_sign(settings: Any) -> None:
    settings.LOOKS_MANY = 2
    assert signs(look(1), look(2)) == [(), ()]
    assert signs(look(1), look(2), look(3)) == [("many",)] * 3


def test_protected_clients_and_colleagues_are_watched_by_client_and_by_person() -> None:
    watched = [Sign("protected", "", lambda: {1}, lambda: {8})]  # type: ignore[arg-type]
    told = signs(
        look(1), look(2), look(8, kind="person"), look(9, kind="message", client_id=1), watched=watched
    )
    assert told == [("protected",), (), ("protected",), ("protected",)]


def test_each_may_be_drawn_and_those_with_signs_sooner() -> None:
    looks = [Drawn(look(number), ("no_work",) if number <= 10 else ()) for number in range(1, 101)]
    counts = dict.fromkeys(range(1, 101), 0)
    chance = random.Random(1)
    for _time in range(2000):
        for drawn in drawing.draw(looks, 5, chance):
            counts[drawn.look.entry] += 1
    assert min(counts.values()) > 0
    often = sum(counts[number] for number in range(1, 11)) / 10
    seldom = sum(counts[number] for number in range(11, 101)) / 90
    assert 3.5 < often / seldom < 5.5, "without work: five times as soon"


def test_no_more_is_drawn_than_there_is() -> None:
    assert len(drawing.draw([Drawn(look(), ())], 5, random.Random(1))) == 1


def yesterday(user_id: int, pk: int, purpose: str = "search") -> AccessLogEntry:
    return AccessLogEntry.objects.create(
        at=clock.now() - timedelta(days=1), user_id=user_id, shown_kind="client", shown_id=pk,
        view="clients:page", purpose=purpose,
    )  # fmt: skip


@pytest.fixture
def check(as_specialist: Actor, as_head: Actor) -> LookCheck:
    yesterday(as_specialist.user.pk, 7, "enquiry:12")
    assert checking.draw() == 1
    return LookCheck.objects.get()


def test_a_night_draws_once_and_the_head_has_it_to_do(check: LookCheck, as_head: Actor) -> None:
    assert checking.draw() == 0
    assert check.work == "enquiry:12"
    todo = Todo.objects.get(owner=as_head.user)
    assert todo.kind == "records.checks_drawn"
    page = as_head.get(reverse("records:checks")).content.decode()
    assert "Riina Rand" in page


def test_the_person_explains_and_the_head_decides(
    check: LookCheck, as_head: Actor, as_specialist: Actor
) -> None:
    own = reverse("records:own_look", args=[check.pk])
    assert as_specialist.get(own).status_code == 404, "before it is asked about, nobody knows of it"
    as_head.post(reverse("records:ask", args=[check.pk]))
    as_head.post(reverse("records:ask", args=[check.pk]))
    assert Todo.objects.get(owner=as_specialist.user).kind == "records.explain_look"
    assert as_specialist.post(own, {"text": ""}).status_code == 200
    as_specialist.post(own, {"text": "Klient helistas ja küsis lepingu kohta."})
    as_specialist.post(own, {"text": "Teine jutt"})
    page = as_head.get(check.get_absolute_url()).content.decode()
    assert "Klient helistas" in page
    assert "Teine jutt" not in page
    decide = reverse("records:decide", args=[check.pk])
    assert as_head.post(decide, {"verdict": "not_in_order", "reason": ""}).status_code == 422
    as_head.post(decide, {"verdict": "not_in_order", "reason": "Kõnet ei olnud."})
    as_head.post(decide, {"verdict": "not_in_order", "reason": "Kõnet ei olnud."})
    check.refresh_from_db()
    assert check.state == CheckState.NOT_IN_ORDER
    assert not Todo.objects.open().filter(owner=as_specialist.user).exists()
    assert [todo.kind for todo in Todo.objects.open()] == ["records.look_not_in_order"]
    assert check.history.count() == 4, "drawn, asked, explained, decided"
    assert "Kõnet ei olnud" in as_specialist.get(own).content.decode()


def test_what_is_decided_is_not_decided_otherwise(
    check: LookCheck, as_head: Actor, as_auditor: Actor
) -> None:
    checking.decide(check=check, in_order=True, reason="", by=as_head.user)
    assert not Todo.objects.open().exists()
    with pytest.raises(Refused):
        checking.decide(check=check, in_order=False, reason="Ei.", by=as_auditor.user)


def test_nobody_checks_himself(as_head: Actor, as_auditor: Actor) -> None:
    yesterday(as_head.user.pk, 7)
    checking.draw()
    check = LookCheck.objects.get()
    assert as_head.get(check.get_absolute_url()).status_code == 404
    assert not as_head.get(reverse("records:checks")).context["rows"]
    with pytest.raises(Refused):
        checking.ask(check=check, by=as_head.user)
    with pytest.raises(Refused):
        checking.decide(check=check, in_order=True, reason="", by=as_head.user)
    with pytest.raises(IntegrityError), transaction.atomic():
        LookCheck.objects.filter(pk=check.pk).update(decided_by=as_head.user, decided_at=clock.now())
    assert as_auditor.get(check.get_absolute_url()).status_code == 200


def test_a_check_whose_look_is_no_longer_kept_can_be_read(check: LookCheck, as_head: Actor) -> None:
    LookCheck.objects.filter(pk=check.pk).update(look_id=999_999)
    assert as_head.get(check.get_absolute_url()).status_code == 200
    assert as_head.get(reverse("records:checks")).status_code == 200


def test_reading_checks_is_in_the_log(check: LookCheck, as_head: Actor) -> None:
    as_head.get(check.get_absolute_url())
    rows = AccessLogEntry.objects.filter(user_id=as_head.user.pk, purpose="audit")
    assert ("user", check.user_id) in set(rows.values_list("shown_kind", "shown_id"))


def test_specialists_see_no_checks(as_specialist: Actor) -> None:
    assert as_specialist.get(reverse("records:checks")).status_code == 403
    assert as_specialist.get(reverse("records:odd")).status_code == 403


def test_what_stands_out_is_told_by_rule_and_not_about_oneself(
    as_specialist: Actor, as_head: Actor, settings: Any
) -> None:
    settings.LOOKS_MANY = 3
    for pk in range(5):
        yesterday(as_specialist.user.pk, pk, "enquiry:1")
        yesterday(as_head.user.pk, pk, "enquiry:1")
    day = workdays.today() - timedelta(days=1)
    assert {(odd.user_id, odd.sign) for odd in anomalies.of(day)} >= {
        (as_specialist.user.pk, "many"), (as_head.user.pk, "many"),
    }  # fmt: skip
    rows = as_head.get(reverse("records:odd"), {"day": day.isoformat()}).context["rows"]
    assert {row["row"].user_id for row in rows} == {as_specialist.user.pk}
