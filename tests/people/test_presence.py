"""Where people are: breaks with a reason, wrap-up with its time, who sees it, how long it is kept."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from desk import clock, env, live
from desk.http import Refused
from desk.people import kept
from desk.people.actions import forget_presences, set_presence
from desk.people.enums import PresenceState
from desk.people.models import Absence, BreakReason, Presence, User
from desk.people.reference import seed_reference
from desk.people.tasks import sweep
from tests.conftest import Actor
from tests.people.conftest import MONDAY

pytestmark = pytest.mark.django_db
WIDGET, HERE, MINE = "/people/presence/", "/people/here/", "/people/mine/"


@pytest.fixture
def reasons(db: None) -> None:
    seed_reference()


def reason(code: str) -> BreakReason:
    return BreakReason.objects.get(code=code)


def test_a_break_is_taken_with_its_reason(as_specialist: Actor, reasons: None) -> None:
    assert b"L\xc3\xb5una" in as_specialist.get(WIDGET).content
    as_specialist.post(WIDGET, {"state": "break:lunch"})
    current = Presence.objects.open().get(user=as_specialist.user)
    assert (current.state, current.reason) == ("break", reason("lunch"))
    assert "Lõuna" in as_specialist.get(WIDGET).content.decode()


def test_another_reason_is_another_interval(riina: User, reasons: None) -> None:
    first = set_presence(user=riina, state=PresenceState.BREAK, reason=reason("lunch"), by=riina)
    assert set_presence(user=riina, state=PresenceState.BREAK, reason=reason("lunch"), by=riina) == first
    assert set_presence(user=riina, state=PresenceState.BREAK, reason=reason("meeting"), by=riina) != first
    assert Presence.objects.open().count() == 1


def test_only_a_break_has_a_reason(riina: User, reasons: None) -> None:
    with pytest.raises(Refused):
        set_presence(user=riina, state=PresenceState.AVAILABLE, reason=reason("lunch"), by=riina)
    assert not Presence.objects.exists()


def test_a_reason_out_of_use_is_not_offered(as_specialist: Actor, reasons: None) -> None:
    BreakReason.objects.filter(code="meeting").update(active=False)
    assert "Koosolek" not in as_specialist.get(WIDGET).content.decode()
    as_specialist.post(WIDGET, {"state": "break:meeting"})
    assert Presence.objects.open().get().reason is None


def test_no_reason_speaks_of_health(reasons: None) -> None:
    words = " ".join(f"{row.code} {row.name_et} {row.name_en}".lower() for row in BreakReason.objects.all())
    assert not [word for word in ("haig", "tervis", "arst", "sick", "health", "doctor") if word in words]


def test_what_the_administrator_worded_stays(reasons: None) -> None:
    BreakReason.objects.filter(code="lunch").update(name_et="Lõunapaus")
    seed_reference()
    assert reason("lunch").name_et == "Lõunapaus"
    assert BreakReason.objects.count() == 6


def test_while_the_telephone_decides_there_is_no_choice(as_specialist: Actor, reasons: None) -> None:
    set_presence(user=as_specialist.user, state=PresenceState.ON_CALL, by=None)
    assert b"<button" not in as_specialist.get(WIDGET, headers={"HX-Request": "true"}).content
    as_specialist.post(WIDGET, {"state": "break:lunch"})
    assert Presence.objects.open().get().state == "on_call"


def test_the_widget_says_how_long(as_specialist: Actor) -> None:
    set_presence(user=as_specialist.user, state=PresenceState.AVAILABLE, by=as_specialist.user)
    clock.move(timedelta(minutes=65, seconds=5))
    assert "1:05:0" in as_specialist.get(WIDGET).content.decode()


def test_wrap_up_says_what_is_left_of_it(as_specialist: Actor, settings: Any) -> None:
    set_presence(user=as_specialist.user, state=PresenceState.WRAP_UP, by=None)
    assert 'data-counts="up"' in as_specialist.get(WIDGET).content.decode()
    settings.CALL_WRAP_UP_SECONDS = 120
    clock.move(timedelta(seconds=30))
    page = as_specialist.get(WIDGET).content.decode()
    assert 'data-counts="down"' in page
    assert "1:30" in page or "1:29" in page
    clock.move(timedelta(minutes=5))
    assert ">0:00<" in as_specialist.get(WIDGET).content.decode()


def test_the_limit_of_the_call_goes_before_that_of_the_house(as_specialist: Actor, settings: Any) -> None:
    from desk.people.views.presence import _wrap_up_limit

    current = set_presence(user=as_specialist.user, state=PresenceState.WRAP_UP, by=None)
    settings.CALL_WRAP_UP_SECONDS = 120
    assert _wrap_up_limit(current) == 120


def test_everyone_sees_who_is_here(as_specialist: Actor, riina: User, reasons: None) -> None:
    set_presence(user=riina, state=PresenceState.BREAK, reason=reason("lunch"), by=riina)
    clock.move(timedelta(minutes=12))
    page = as_specialist.get(HERE).content.decode()
    assert "Riina Rand" in page
    assert "12 min" in page


def test_it_says_who_is_on_shift_until_when_and_who_is_absent(
    as_specialist: Actor, riina: User, margus: User, shift: Callable[..., Any], on_day: Callable[..., None]
) -> None:
    on_day(MONDAY)
    shift(riina, MONDAY, 9, 17)
    shift(margus, MONDAY, 8, 9)
    Absence.objects.create(user=margus, first_day=MONDAY, last_day=MONDAY, entered_by=margus)
    rows = {row["person"]: row for row in as_specialist.get(HERE).context["rows"]}
    assert rows[riina]["shift"] is not None
    assert (rows[margus]["shift"], rows[margus]["absent"]) == (None, True)
    assert "kõned kuni 17:00" in as_specialist.get(HERE).content.decode()


def test_a_house_may_keep_it_for_its_leads(
    as_specialist: Actor, as_senior: Actor, margus: User, settings: Any
) -> None:
    settings.PRESENCE_VISIBLE_TO = "leads"
    set_presence(user=margus, state=PresenceState.AVAILABLE, by=margus)
    assert "Margus Mets" not in as_specialist.get(HERE).content.decode()
    assert "Riina Rand" in as_specialist.get(HERE).content.decode()
    assert "Margus Mets" in as_senior.get(HERE).content.decode()


def test_a_change_is_told_once_and_names_nobody_to_the_others(margus: User, monkeypatch: Any) -> None:
    told: list[tuple[list[int | str], str, int]] = []
    monkeypatch.setattr(live, "_publish", lambda whose, event, pk: told.append((whose, event, pk)))
    set_presence(user=margus, state=PresenceState.AVAILABLE, by=margus)
    assert told == [([margus.pk], "presence", margus.pk), ([live.EVERYONE], "people", 0)]


def test_nobody_from_outside_the_desk_sees_it(as_registrar: Actor) -> None:
    assert as_registrar.get(HERE).status_code == 403


def test_old_intervals_are_forgotten_and_open_ones_stay(riina: User, margus: User, settings: Any) -> None:
    settings.PRESENCE_KEPT_DAYS = 30
    set_presence(user=margus, state=PresenceState.AWAY, by=margus)
    set_presence(user=riina, state=PresenceState.AVAILABLE, by=riina)
    set_presence(user=riina, state=PresenceState.AWAY, by=riina)
    clock.move(timedelta(days=29))
    set_presence(user=riina, state=PresenceState.AVAILABLE, by=riina)
    assert forget_presences() == 0
    clock.move(timedelta(days=2))
    sweep()
    assert sorted(Presence.objects.values_list("user__username", "state")) == [
        ("margus", "away"),
        ("riina", "available"),
        ("riina", "away"),
    ]


def test_a_person_reads_all_that_is_kept_about_him(
    as_specialist: Actor, reasons: None, shift: Callable[..., Any], margus: User
) -> None:
    user = as_specialist.user
    set_presence(user=user, state=PresenceState.AVAILABLE, by=user)
    clock.move(timedelta(minutes=90))
    set_presence(user=user, state=PresenceState.BREAK, reason=reason("lunch"), by=user)
    clock.move(timedelta(minutes=30))
    shift(user, clock.now().date(), 9, 17)
    user.spoken = ["et", "ru"]
    user._history_user = margus  # type: ignore[attr-defined]  # read by django-simple-history
    user.save()
    sums = {row.state: row.kept for row in kept.spent(user, clock.now())}
    assert sums == {PresenceState.AVAILABLE: "1 h 30 min", PresenceState.BREAK: "30 min"}
    page = as_specialist.get(MINE).content.decode()
    for words in ("1 h 30 min", "Lõuna", "09:00–17:00", "Margus Mets"):
        assert words in page, words


def test_nobody_reads_it_of_another(as_senior: Actor, riina: User) -> None:
    set_presence(user=riina, state=PresenceState.AVAILABLE, by=riina)
    page = as_senior.get(MINE).content.decode()
    assert "Riina" not in page


def test_a_long_story_comes_in_pages(as_specialist: Actor, monkeypatch: Any) -> None:
    monkeypatch.setattr(kept, "INTERVALS", 2)
    for state in (PresenceState.AVAILABLE, PresenceState.AWAY, PresenceState.AVAILABLE):
        set_presence(user=as_specialist.user, state=state, by=as_specialist.user)
    second = Presence.objects.order_by("-pk")[1]
    assert f"?before={second.pk}#" in as_specialist.get(MINE).content.decode()
    assert as_specialist.get(MINE, {"before": second.pk}).context["intervals"] == [
        Presence.objects.order_by("pk")[0]
    ]


def test_a_house_that_names_nobody_it_knows_does_not_start(monkeypatch: Any) -> None:
    monkeypatch.setenv("PRESENCE_VISIBLE_TO", "nobody")
    with pytest.raises(env.WrongSetting, match="everyone or leads"):
        env.choice("PRESENCE_VISIBLE_TO", "everyone", "leads")
    monkeypatch.delenv("PRESENCE_VISIBLE_TO")
    assert env.choice("PRESENCE_VISIBLE_TO", "everyone", "leads") == "everyone"
