"""Suggestions get an answer; changes are written down with their reason, watched in figures, and judged."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import DatabaseError, transaction

from desk import clock, workdays
from desk.enquiries.models import Topic
from desk.enquiries.reference import seed_reference
from desk.http import Refused
from desk.people.enums import Role
from desk.people.models import Notice, Todo, User
from stats.actions import changes, ideas
from stats.actions.changes import Entry
from stats.enums import Channel
from stats.enums.process import Became, Expected, IdeaState, Verdict
from stats.models import ChangeMove, Contacts, Idea, IdeaAnswer, Judgement, ProcessChange, Traffic
from stats.watching import watched
from tests.conftest import Actor

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # 10:00 in Tallinn


@pytest.fixture(autouse=True)
def monday(db: None) -> None:
    clock.move(MONDAY - clock.now())


def idea(by: User, title: str = "Tervitus lühemaks") -> Idea:
    return ideas.suggest(title=title, text="Tervitus võtab pool minutit.", by=by)


def entry(owner: User, **more: object) -> Entry:
    said = {
        "title": "Lühem tervitus", "text": "Ütleme nime ja küsime, milles on küsimus.", "why": "Ettepanek.",
        "from_day": date(2026, 3, 2), "owner": owner,
    }  # fmt: skip
    return Entry(**(said | more))  # type: ignore[arg-type]


def told(user: User) -> list[str]:
    return list(Notice.objects.to(user.pk or 0).values_list("kind", flat=True))


def test_a_specialist_suggests_and_is_told_the_answer(
    as_specialist: Actor, as_senior: Actor, as_head: Actor
) -> None:
    said = {"title": "Tervitus lühemaks", "text": "Tervitus võtab pool minutit.", "step": "tervitus"}
    for _twice in range(2):
        as_specialist.post("/board/ideas/new/", said)
    made = Idea.objects.get()
    assert told(as_senior.user) == told(as_head.user) == ["stats.idea_made"]
    assert made.title in as_senior.get("/board/ideas/").content.decode()
    as_senior.post(f"/board/ideas/{made.pk}/answer/", {"verdict": "accepted", "text": "Proovime märtsist."})
    page = as_specialist.get(f"/board/ideas/{made.pk}/").content.decode()
    assert "Proovime märtsist." in page
    assert told(as_specialist.user) == ["stats.idea_accepted"]


def test_an_answer_needs_a_reason_and_what_was_typed_stays(as_specialist: Actor, as_senior: Actor) -> None:
    made = idea(as_specialist.user)
    for wrong in ({"verdict": "refused", "text": " "}, {"verdict": "", "text": "Ei sobi meile."}):
        answered = as_senior.post(f"/board/ideas/{made.pk}/answer/", wrong)
        assert answered.status_code == 422
    assert "Ei sobi meile." in answered.content.decode()
    assert not IdeaAnswer.objects.exists()


def test_specialists_answer_nothing_and_nobody_answers_himself(
    as_specialist: Actor, as_senior: Actor
) -> None:
    mine = idea(as_senior.user)
    assert as_specialist.post(f"/board/ideas/{mine.pk}/answer/", {}).status_code == 403
    with pytest.raises(Refused):
        ideas.answer(idea=mine, verdict=Verdict.ACCEPTED, text="Hea mõte.", by=as_senior.user)
    with pytest.raises(Refused):
        ideas.answer(idea=mine, verdict=Verdict.ACCEPTED, text="Hea mõte.", by=as_specialist.user)


def test_a_later_answer_follows_and_none_is_changed(as_specialist: Actor, as_senior: Actor) -> None:
    made = idea(as_specialist.user)
    for _twice in range(2):
        first = ideas.answer(idea=made, verdict=Verdict.LATER, text="Pärast aruandeid.", by=as_senior.user)
    ideas.answer(idea=made, verdict=Verdict.ACCEPTED, text="Nüüd.", by=as_senior.user)
    assert [each.verdict for each in made.answers.all()] == ["later", "accepted"]
    assert made.state == IdeaState.ACCEPTED
    with pytest.raises(DatabaseError), transaction.atomic():
        IdeaAnswer.objects.filter(pk=first.pk).update(text="Muu.")
    with pytest.raises(DatabaseError), transaction.atomic():
        first.delete()


def test_the_maker_rewords_and_takes_back_only_until_it_is_answered(
    as_specialist: Actor, as_senior: Actor
) -> None:
    made = idea(as_specialist.user)
    address = f"/board/ideas/{made.pk}/change/"
    as_specialist.post(address, {"title": "Tervitus kahe lausega", "text": "Nii läheb kiiremini."})
    made.refresh_from_db()
    assert made.title == "Tervitus kahe lausega"
    assert as_senior.get(address).headers["Location"] == made.get_absolute_url()
    ideas.answer(idea=made, verdict=Verdict.REFUSED, text="Tervitus on kokku lepitud.", by=as_senior.user)
    assert as_specialist.post(address, {"title": "Muu", "text": "Muu"}).status_code == 422
    with pytest.raises(Refused):
        ideas.take_back(idea=made, by=as_specialist.user)
    second = idea(as_specialist.user, "Teine mõte")
    as_specialist.post(f"/board/ideas/{second.pk}/back/")
    second.refresh_from_db()
    assert second.state == IdeaState.WITHDRAWN
    with pytest.raises(Refused):
        ideas.answer(idea=second, verdict=Verdict.ACCEPTED, text="Hea.", by=as_senior.user)


def test_a_colleague_finds_it_right_too_and_hears_the_answer(
    as_specialist: Actor, as_senior: Actor, someone: Callable[..., User]
) -> None:
    made = idea(as_specialist.user)
    as_senior.post(f"/board/ideas/{made.pk}/support/")
    as_senior.post(f"/board/ideas/{made.pk}/support/")
    assert made.supports.count() == 1
    with pytest.raises(Refused):
        ideas.support(idea=made, by=as_specialist.user)
    head = someone("juht", Role.HEAD)
    ideas.answer(idea=made, verdict=Verdict.ACCEPTED, text="Teeme.", by=head)
    assert "stats.idea_accepted" in told(as_senior.user)
    as_senior.post(f"/board/ideas/{made.pk}/support/", {"off": "1"})
    assert not made.supports.exists()


def test_a_suggestion_names_no_client(as_specialist: Actor) -> None:
    for text in ("Helistaja 24503120016 ootas.", "Kirjutas mari@firma.example.", "Number +372 5123 4567."):
        with pytest.raises(Refused):
            ideas.suggest(title="Kiiremini", text=text, by=as_specialist.user)


def test_what_nobody_answers_becomes_a_to_do_of_one_who_leads(
    as_specialist: Actor, as_senior: Actor, as_head: Actor
) -> None:
    made = idea(as_specialist.user)
    own = idea(as_senior.user, "Vanema enda mõte")
    clock.move(timedelta(days=13))
    assert ideas.ask_for_answers() == 0
    clock.move(timedelta(days=3))
    assert [ideas.ask_for_answers() for _twice in range(2)] == [2, 0]
    owners = {todo.subject_id: todo.owner for todo in Todo.objects.open()}
    assert owners == {made.pk: as_senior.user, own.pk: as_head.user}
    ideas.answer(idea=made, verdict=Verdict.REFUSED, text="Ei.", by=as_head.user)
    ideas.take_back(idea=own, by=as_senior.user)
    assert not Todo.objects.open().exists()


def test_a_change_is_written_from_a_suggestion_and_its_maker_is_told(
    as_specialist: Actor, as_senior: Actor
) -> None:
    made = idea(as_specialist.user)
    ideas.answer(idea=made, verdict=Verdict.ACCEPTED, text="Teeme.", by=as_senior.user)
    form = as_senior.get(f"/board/changes/new/?idea={made.pk}").content.decode()
    assert made.text in form
    said = {
        "title": "Lühem tervitus", "text": "Nimi ja küsimus.", "why": "Kiirem.", "from_day": "02.03.2026",
        "owner": as_senior.user.pk, "ideas": [made.pk], "figure_0": "aht", "expected_0": "down",
        "figure_1": "fcr", "expected_1": "same", "figure_2": "",
        "expected_2": "up", "figure_3": "", "expected_3": "",
    }  # fmt: skip
    for _twice in range(2):
        as_senior.post("/board/changes/new/?from=review:12&from=<b>", said)
    change = ProcessChange.objects.get()
    assert dict(change.moves.values_list("figure", "expected")) == {"aht": "down", "fcr": "same"}
    assert change.grounds == ["review:12"]
    assert told(as_specialist.user)[0] == "stats.idea_changed_process"
    assert made.title in as_specialist.get(change.get_absolute_url()).content.decode()
    assert as_specialist.get("/board/changes/new/").status_code == 403
    assert as_specialist.post(f"/board/changes/{change.pk}/judge/", {}).status_code == 403


def test_a_change_says_which_figures_and_no_others(as_senior: Actor, as_specialist: Actor) -> None:
    wrong: list[dict[str, object]] = [
        {"moves": {"nonsense": "up"}},
        {"moves": {"aht": "sideways"}},
        {"why": " "},
    ]
    for said in wrong:
        with pytest.raises(Refused):
            changes.write_change(entry=entry(as_senior.user, **said), by=as_senior.user)
    with pytest.raises(Refused):
        changes.write_change(entry=entry(as_specialist.user), by=as_senior.user)
    with pytest.raises(Refused):
        changes.write_change(entry=entry(as_senior.user), by=as_specialist.user)
    assert not ProcessChange.objects.exists()


def test_a_change_is_judged_after_its_weeks_and_the_judgement_stays(as_senior: Actor) -> None:
    change = changes.write_change(entry=entry(as_senior.user), by=as_senior.user)
    clock.move(timedelta(weeks=8) - timedelta(days=1))
    assert changes.ask_for_judgements() == 0
    clock.move(timedelta(days=2))
    assert changes.ask_for_judgements() == 1
    as_senior.post(f"/board/changes/{change.pk}/judge/", {"became": "kept", "text": "Kõned on lühemad."})
    assert not Todo.objects.open().exists()
    assert changes.ask_for_judgements() == 0
    assert "jäi kehtima" in as_senior.get("/board/changes/").content.decode()
    made = Judgement.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Judgement.objects.filter(pk=made.pk).update(became=Became.REVERTED)
    with pytest.raises(Refused):
        changes.edit_change(change=change, entry=entry(as_senior.user, title="Muu"), by=as_senior.user)


def test_what_has_not_begun_is_not_judged(as_senior: Actor) -> None:
    change = changes.write_change(entry=entry(as_senior.user, from_day=date(2026, 3, 3)), by=as_senior.user)
    with pytest.raises(Refused):
        changes.judge(change=change, became=Became.KEPT, text="Hea.", by=as_senior.user)


def _traffic(day: date, talk: int) -> None:
    Traffic.objects.create(
        slot=workdays.at(day, datetime.min.time().replace(hour=10)), channel=Channel.PHONE, language="et",
        offered=1, answered=1, finished=1, talk_s=talk,
    )  # fmt: skip


def test_the_page_shows_the_figure_before_and_after_without_the_mixed_weeks(as_senior: Actor) -> None:
    """A change on a Wednesday: its week belongs to neither side, nor does the week that is not over."""
    _traffic(date(2026, 2, 23), 300)
    _traffic(date(2026, 3, 3), 999)  # in the week of the change
    _traffic(date(2026, 3, 10), 240)
    _traffic(date(2026, 3, 17), 120)
    _traffic(date(2026, 3, 24), 1)  # this week
    clock.move(timedelta(days=23))
    change = changes.write_change(
        entry=entry(as_senior.user, from_day=date(2026, 3, 4), moves={"aht": Expected.DOWN}),
        by=as_senior.user,
    )
    (found,) = watched(change, 8)
    assert (found.before, found.after, found.weeks_after) == ("5:00", "3:00", 2)
    assert found.card.rows[-1][0] == "23.03.2026" and len(found.card.rows) == 12
    page = as_senior.get(change.get_absolute_url()).content.decode()
    assert "5:00" in page and "muudetud 04.03.2026" in page


def test_a_figure_is_narrowed_to_the_topics_of_the_change_where_it_can_be(as_senior: Actor) -> None:
    seed_reference()
    about, other = Topic.objects.selectable()[:2]
    for topic, repeats in ((about, 5), (other, 1)):
        Contacts.objects.create(
            day=date(2026, 2, 24),
            topic=topic,
            channel=Channel.PHONE,
            language="et",
            opened=10,
            repeats=repeats,
        )
    _traffic(date(2026, 2, 24), 60)
    moves = {"repeats": Expected.DOWN, "aht": Expected.SAME}
    change = changes.write_change(entry=entry(as_senior.user, topics=[about], moves=moves), by=as_senior.user)
    found = [(each.before, each.everywhere) for each in watched(change, 8)]
    assert found == [("50%", False), ("1:00", True)]


def test_letters_do_not_dilute_how_soon_calls_are_answered(as_senior: Actor) -> None:
    slot = workdays.at(date(2026, 2, 24), time(10))
    Traffic.objects.create(slot=slot, channel=Channel.PHONE, offered=10, answered=10, in_time=8)
    Traffic.objects.create(slot=slot, channel=Channel.EMAIL, offered=30, answered=30)
    moves = {"service_level": Expected.UP}
    change = changes.write_change(entry=entry(as_senior.user, moves=moves), by=as_senior.user)
    assert [each.before for each in watched(change, 8)] == ["80%"]


def test_the_page_of_a_change_costs_the_same_whatever_it_watches(
    as_senior: Actor, django_assert_max_num_queries: object
) -> None:
    moves = dict.fromkeys(("aht", "service_level", "fcr", "promises_kept"), Expected.UP)
    change = changes.write_change(entry=entry(as_senior.user, moves=moves), by=as_senior.user)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        as_senior.get(change.get_absolute_url())


def test_a_change_to_come_shows_the_weeks_until_now(as_senior: Actor, as_specialist: Actor) -> None:
    _traffic(date(2026, 2, 23), 300)
    change = changes.write_change(
        entry=entry(as_senior.user, from_day=date(2026, 4, 15), moves={"aht": Expected.DOWN}),
        by=as_senior.user,
    )
    (found,) = watched(change, 8)
    assert (found.before, found.after, len(found.card.rows)) == ("5:00", "–", 9)
    assert "/board/contacts/records/" in as_senior.get(change.get_absolute_url()).content.decode()
    assert "/board/contacts/records/" not in as_specialist.get(change.get_absolute_url()).content.decode()


def test_a_figure_that_is_not_counted_any_more_is_left_out(as_senior: Actor) -> None:
    change = changes.write_change(
        entry=entry(as_senior.user, moves={"aht": Expected.DOWN}), by=as_senior.user
    )
    ChangeMove.objects.filter(change=change).update(figure="of_old")
    assert as_senior.get(change.get_absolute_url()).status_code == 200
