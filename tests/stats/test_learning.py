"""Trainings and meetings: planned, moved, called off, answered, marked; who lacks which; calendar files."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from desk import clock
from desk.http import Refused
from desk.people import owed
from desk.people.enums import Role
from desk.people.models import Notice, Todo, User
from desk.people.words import page_of
from stats.actions import learning as deeds
from stats.enums.learning import AttendeeState, SessionKind
from stats.learning import ics, lacking
from stats.learning.lacking import Standing
from stats.models import Attendee, LearningSession, Passed, Requirement
from stats.tasks import remind_of_learning
from tests.conftest import Actor

pytestmark = pytest.mark.django_db

Someone = Callable[..., User]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def wanted(organiser: User, **other: object) -> deeds.Wanted:
    starts = clock.now() + timedelta(days=7)
    facts: dict[str, object] = {
        "kind": SessionKind.TRAINING, "title": "Andmekaitse tund", "about": "Mida tohib öelda, mida mitte.",
        "starts_at": starts, "ends_at": starts + timedelta(hours=2), "place": "Ruum 204", "link": "",
        "organiser": organiser,
    }  # fmt: skip
    return deeds.Wanted(**{**facts, **other})  # type: ignore[arg-type]


@pytest.fixture
def required(db: None) -> Requirement:
    return Requirement.objects.create(
        code="andmekaitse", name_et="Andmekaitse", name_en="Data protection", months=12
    )


@pytest.fixture
def planned(as_senior: Actor, as_specialist: Actor, required: Requirement) -> LearningSession:
    session = deeds.plan(wanted=wanted(as_senior.user, teaches=required), by=as_senior.user)
    deeds.invite(session=session, people=[as_specialist.user, as_senior.user], by=as_senior.user)
    return session


def owes(user: User) -> list[str]:
    return [row.title for row in owed.owed_by(user, user) if row.todo and row.todo.kind.startswith("stats.")]


def kinds(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_the_invited_person_is_told_owes_an_answer_and_gives_it(
    planned: LearningSession, as_specialist: Actor
) -> None:
    assert kinds(as_specialist.user) == ["stats.invited"]
    (due,) = owes(as_specialist.user)
    assert due.startswith("Ütle, kas tuled: Andmekaitse tund")
    todo = Todo.objects.get(owner=as_specialist.user)
    led = as_specialist.get(page_of(todo.subject_kind, todo.subject_id))
    assert led["Location"] == planned.get_absolute_url()
    page = as_specialist.get(planned.get_absolute_url()).content.decode()
    assert "Sind on kutsutud. Kas tuled?" in page and "Jäta ära" not in page
    as_specialist.post(f"{planned.get_absolute_url()}answer/", {"coming": "1"})
    assert Attendee.objects.get(user=as_specialist.user).state == AttendeeState.CONFIRMED
    assert owes(as_specialist.user) == []


def test_who_cannot_come_tells_the_organiser_at_once(
    planned: LearningSession, as_specialist: Actor, as_senior: Actor
) -> None:
    for _twice in range(2):
        deeds.answer(session=planned, coming=False, by=as_specialist.user)
    assert kinds(as_senior.user) == ["stats.declined"]


def test_moved_it_is_told_and_answers_are_asked_anew(
    planned: LearningSession, as_specialist: Actor, as_senior: Actor, required: Requirement
) -> None:
    deeds.answer(session=planned, coming=True, by=as_specialist.user)
    later = planned.starts_at + timedelta(days=1)
    other = wanted(as_senior.user, teaches=required, starts_at=later, ends_at=later + timedelta(hours=1))
    deeds.change(session=planned, wanted=other, by=as_senior.user)
    assert kinds(as_specialist.user) == ["stats.invited", "stats.session_moved"]
    assert Attendee.objects.get(user=as_specialist.user).state == AttendeeState.INVITED
    assert LearningSession.objects.get().sequence == 1
    assert Todo.objects.open().get(owner=as_specialist.user).due_at == later


def test_called_off_it_is_told_why_and_nothing_more_is_done_with_it(
    planned: LearningSession, as_specialist: Actor, as_senior: Actor
) -> None:
    as_senior.post(f"{planned.get_absolute_url()}off/", {"reason": "Koolitaja on haige"})
    assert kinds(as_specialist.user)[-1] == "stats.session_called_off"
    assert "Koolitaja on haige" in as_specialist.get(planned.get_absolute_url()).content.decode()
    with pytest.raises(Refused):
        deeds.answer(session=planned, coming=True, by=as_specialist.user)
    assert owes(as_specialist.user) == []


def test_who_was_there_has_the_training_and_a_mis_click_is_corrected(
    planned: LearningSession, as_specialist: Actor, as_senior: Actor, required: Requirement
) -> None:
    with pytest.raises(Refused):
        deeds.mark(session=planned, there=[], by=as_senior.user)
    clock.move(timedelta(days=8))
    as_senior.post(
        f"{planned.get_absolute_url()}mark/", {"there": [as_specialist.user.pk, as_senior.user.pk]}
    )
    assert Passed.objects.count() == 2
    deeds.mark(session=planned, there=[as_specialist.user.pk], by=as_senior.user)
    deeds.mark(session=planned, there=[as_specialist.user.pk], by=as_senior.user)
    passed = Passed.objects.get()
    assert (passed.user, passed.requirement, passed.attendee is not None) == (
        as_specialist.user, required, True,
    )  # fmt: skip
    states = dict(planned.attendees.values_list("user__username", "state"))
    assert states == {"spetsialist": AttendeeState.ATTENDED, "vanem": AttendeeState.ABSENT}


def test_only_those_who_take_part_and_those_who_lead_see_it(
    planned: LearningSession, as_head: Actor, someone: Someone, as_auditor: Actor
) -> None:
    stranger = Actor()
    stranger.force_login(someone("kolleeg", Role.SPECIALIST))
    assert stranger.get(planned.get_absolute_url()).status_code == 404
    assert "Andmekaitse tund" not in stranger.get("/board/learning/").content.decode()
    assert as_head.get(planned.get_absolute_url()).status_code == 200
    assert as_auditor.get("/board/learning/").status_code == 403


def test_materials_are_checked_and_given_to_those_who_take_part_alone(
    planned: LearningSession, as_senior: Actor, as_specialist: Actor, someone: Someone
) -> None:
    base = f"{planned.get_absolute_url()}materials/"
    for _twice in range(2):
        as_senior.post(base, {"file": SimpleUploadedFile("kava.pdf", PDF, "application/pdf")})
    (material,) = planned.materials.all()
    response = as_specialist.get(f"{base}{material.pk}/")
    assert response.content == PDF
    assert response["Content-Disposition"].startswith("attachment")
    stranger = Actor()
    stranger.force_login(someone("kolleeg", Role.SPECIALIST))
    assert stranger.get(f"{base}{material.pk}/").status_code == 404
    refused = as_senior.post(base, {"file": SimpleUploadedFile("kava.pdf.exe", b"MZ\x90\x00" + b"\0" * 99)})
    assert refused.status_code == 200 and planned.materials.count() == 1
    as_senior.post(f"{base}{material.pk}/withdraw/")
    assert as_specialist.get(f"{base}{material.pk}/").status_code == 404


def test_who_leads_sees_whether_anybody_is_left_on_the_calls(
    planned: LearningSession, as_senior: Actor, as_specialist: Actor
) -> None:
    from desk.people.models import Shift

    span = {"starts_at": planned.starts_at, "ends_at": planned.ends_at}
    Shift.objects.create(user=as_specialist.user, **span)
    assert "kõnedele ei jää kedagi" in as_senior.get(planned.get_absolute_url()).content.decode()


def test_a_session_is_planned_on_its_page(as_senior: Actor) -> None:
    said = {
        "kind": "meeting", "title": "Nädala koosolek", "day": "05.04.2027", "begins": "9:00", "ends": "10.00",
        "place": "Ruum 1", "link": "", "about": "", "organiser": as_senior.user.pk, "teaches": "",
    }  # fmt: skip
    for _twice in range(2):
        response = as_senior.post("/board/learning/new/", said)
    session = LearningSession.objects.get()
    assert response["Location"] == session.get_absolute_url()
    assert session.starts_at == datetime(2027, 4, 5, 6, tzinfo=UTC)
    wrong = as_senior.post("/board/learning/new/", {**said, "ends": "8:00", "place": ""})
    assert set(wrong.context["form"].errors) == {"ends", "place"}


# ---- who lacks which


@pytest.mark.parametrize(
    ("last", "standing", "until"),
    [
        (None, Standing.NEVER, None),
        (date(2026, 3, 31), Standing.LAPSED, date(2027, 3, 31)),
        (date(2026, 4, 1), Standing.LAPSES, date(2027, 4, 1)),
        (date(2026, 5, 2), Standing.HOLDS, date(2027, 5, 2)),
    ],
)
def test_a_training_holds_for_its_months(
    required: Requirement, last: date | None, standing: Standing, until: date | None
) -> None:
    held = lacking.held(required, last, date(2027, 4, 1))
    assert (held.standing, held.until) == (standing, until)


def test_months_end_on_the_last_day_of_a_short_month() -> None:
    assert lacking.months_later(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert lacking.months_later(date(2026, 12, 15), 1) == date(2027, 1, 15)


def test_before_it_lapses_it_stands_on_the_persons_own_list(
    required: Requirement, as_specialist: Actor, as_senior: Actor
) -> None:
    today = clock.now().date()
    day = today - timedelta(days=350)
    deeds.enter_passed(
        person=as_specialist.user, requirement=required, on_day=day, paper="Tunnistus 12", by=as_senior.user
    )
    for _night in range(2):
        remind_of_learning()
    (title,) = owes(as_specialist.user)
    assert title.startswith("Korda koolitust „Andmekaitse“")
    assert "aegub peagi" in as_specialist.get("/board/learning/").content.decode()


def test_taught_again_it_is_no_longer_owed(
    required: Requirement, as_specialist: Actor, as_senior: Actor
) -> None:
    today = clock.now().date()
    facts: dict[str, Any] = {"person": as_specialist.user, "requirement": required, "by": as_senior.user}
    deeds.enter_passed(on_day=today - timedelta(days=400), paper="Tunnistus 1", **facts)
    remind_of_learning()
    assert len(owes(as_specialist.user)) == 1
    deeds.enter_passed(on_day=today, paper="Tunnistus 2", **facts)
    remind_of_learning()
    assert owes(as_specialist.user) == []


def test_the_table_shows_everybody_and_enters_what_was_had_elsewhere(
    required: Requirement, as_senior: Actor, as_specialist: Actor
) -> None:
    page = as_senior.get("/board/learning/lacking/").content.decode()
    assert page.count("puudub</span>") == 2
    said = {
        "person": as_specialist.user.pk, "requirement": required.pk, "on_day": "01.01.2026",
        "paper": "Tunnistus 7",
    }  # fmt: skip
    for _twice in range(2):
        as_senior.post("/board/learning/lacking/", said)
    assert Passed.objects.get().paper == "Tunnistus 7"
    own = as_senior.post("/board/learning/lacking/", {**said, "person": as_senior.user.pk})
    assert own.context["form"].non_field_errors()


def test_what_is_required_comes_with_the_installation() -> None:
    call_command("reference_data")
    call_command("reference_data")
    assert Requirement.objects.filter(code="personal-data", months=12).count() == 1


# ---- calendar files


def test_the_calendar_file_holds_what_is_coming_for_the_person(
    planned: LearningSession, as_specialist: Actor
) -> None:
    response = as_specialist.get("/board/learning/calendar.ics")
    text = response.content.decode()
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert text.count("BEGIN:VEVENT") == 1 and "SUMMARY:Andmekaitse tund" in text
    assert text.endswith("END:VCALENDAR\r\n") and "\n" not in text.replace("\r\n", "")
    assert as_specialist.user.last_name not in text


@given(st.text(max_size=300))
def test_lines_are_folded_by_octets_and_unfold_to_what_they_were(text: str) -> None:
    line = f"SUMMARY:{ics.escaped(text)}"
    folded = ics.folded(line)
    assert all(len(piece.encode()) <= 75 for piece in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == line


def test_what_has_a_meaning_in_the_file_is_marked() -> None:
    assert ics.escaped("a,b;c\\d\ne\x00") == "a\\,b\\;c\\\\d\\ne"
    assert ics.moment(datetime(2027, 1, 4, 9, tzinfo=UTC)) == "20270104T090000Z"
