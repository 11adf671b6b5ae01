"""A review from the draw to the coaching: scored once, read, appealed, decided by another lead."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Count, Sum

from desk import clock, workdays
from desk.clients.models import Client
from desk.guides.models import GuideFlag, GuideVersion
from desk.guides.reference import seed_reference as seed_guides
from desk.http import Refused
from desk.people.actions import decide_second
from desk.people.enums import Role
from desk.people.models import Absence, Approval, Notice, Todo, User
from desk.people.owed import owed_by
from desk.records import retention
from desk.records.models import AccessLogEntry, Destruction
from stats.actions import coaching, forgetting, listening, reviewing, sampling, scorecards
from stats.actions.reviewing import Said
from stats.enums.quality import BookingState, ResponseKind, SampleState, Verdict, WorkKind
from stats.figures import FIGURES, month_of, total
from stats.models import Booking, Response, Review, Reviewed, Sample, Scorecard
from stats.quality.purpose import open_review
from tests.conftest import Actor
from tests.stats.quality import HOUR, all_points, finished_call, reviewed, waiting

DAY = timedelta(days=1)


def appeal(review: Review) -> Response:
    return reviewing.respond(
        review=review, kind=ResponseKind.APPEALS, text="Klient oli tuvastatud.", by=review.person
    )


def test_a_finished_review_tells_the_person_and_does_not_change_any_more(
    as_specialist: Actor, as_senior: Actor
) -> None:
    review = reviewed(as_specialist.user, as_senior.user, points=1)
    review.refresh_from_db()
    assert review.score == 50 and review.minutes is not None
    sample = Sample.objects.get()
    assert (sample.state, sample.closed_by, sample.claimed_by) == (SampleState.DONE, as_senior.user, None)
    assert Notice.objects.get().user == as_specialist.user
    with pytest.raises(Refused):
        reviewing.finish(review=review, said=all_points(review.scorecard), by=as_senior.user)
    for change in (lambda: Review.objects.update(score=90), lambda: Review.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_every_criterion_has_an_answer_and_a_critical_error_its_words(
    as_specialist: Actor, as_senior: Actor
) -> None:
    review = sampling.take(sample=waiting(as_specialist.user), by=as_senior.user)
    said = all_points(review.scorecard)
    with pytest.raises(Refused) as refused:
        part = {key: value for key, value in said.answers.items() if key != "need"}
        reviewing.finish(review=review, said=Said(part), by=as_senior.user)
    assert "Vajadus on selgeks küsitud" in refused.value.texts[0]
    with pytest.raises(Refused):
        reviewing.finish(review=review, said=Said(said.answers, ["disclosed"]), by=as_senior.user)
    reviewing.finish(
        review=review, said=Said(said.answers, ["disclosed"], "Ütles võõra aadressi."), by=as_senior.user
    )
    assert review.score == 0


def test_what_is_filled_in_is_kept_and_the_page_brings_it_back(
    as_specialist: Actor, as_senior: Actor
) -> None:
    review = sampling.take(sample=waiting(as_specialist.user), by=as_senior.user)
    url = f"/board/quality/reviews/{review.pk}/"
    answer = as_senior.post(
        f"{url}save/", {"p_need": "1", "p_right": "na", "comment": "Pooleli."}, headers={"HX-Request": "true"}
    )
    assert "Salvestatud" in answer.content.decode() or "Saved" in answer.content.decode()
    review.refresh_from_db()
    assert (review.answers, review.comment) == ({"need": 1, "right": None}, "Pooleli.")
    assert "Pooleli." in as_senior.get(url).content.decode()
    wrong = as_senior.post(f"{url}finish/", {"p_need": "2", "comment": "Ei kao."})
    assert wrong.status_code == 422 and "Ei kao." in wrong.content.decode()


def test_an_appeal_goes_to_another_lead_and_never_back_to_the_reviewer_or_the_person(
    as_specialist: Actor, as_senior: Actor, as_head: Actor
) -> None:
    review = reviewed(as_specialist.user, as_senior.user, points=1)
    response = appeal(review)
    todo = Todo.objects.get(kind="stats.appeal")
    assert (todo.owner, todo.done_at) == (as_head.user, None)
    better = all_points(review.scorecard, 2)
    for nobody in (as_senior.user, as_specialist.user):
        with pytest.raises(Refused):
            reviewing.decide(response=response, verdict=Verdict.CHANGED, reason="nii", said=better, by=nobody)
    reviewing.decide(
        response=response, verdict=Verdict.CHANGED, reason="Tuvastati.", said=better, by=as_head.user
    )
    review = Review.objects.whole().get()
    assert [review.score, review.standing] == [50, 100]
    todo.refresh_from_db()
    assert todo.done_at is not None
    told = Notice.objects.filter(kind="stats.appeal_changed").values_list("user", flat=True)
    assert set(told) == {as_specialist.user.pk, as_senior.user.pk}
    with pytest.raises(Refused):
        reviewing.decide(
            response=response, verdict=Verdict.UPHELD, reason="siiski", said=better, by=as_head.user
        )


def test_an_appeal_with_nobody_to_decide_is_refused_and_nothing_is_written(
    as_specialist: Actor, as_senior: Actor
) -> None:
    review = reviewed(as_specialist.user, as_senior.user)
    with pytest.raises(Refused):
        appeal(review)
    assert not Response.objects.exists()


def test_the_sums_are_those_of_the_reviews_also_after_an_appeal(
    as_specialist: Actor, as_senior: Actor, as_head: Actor
) -> None:
    specialist, senior = as_specialist.user, as_senior.user
    reviewed(specialist, senior, points=2, by_chance=True)
    changed = reviewed(specialist, senior, points=1, by_chance=True)
    reviewed(specialist, senior, points=2, critical=["wrong_law"], by_chance=True)
    response = appeal(changed)
    said = Said(all_points(changed.scorecard, 0).answers)
    reviewing.decide(response=response, verdict=Verdict.CHANGED, reason="Hullem.", said=said, by=as_head.user)
    scores = [each.standing or 0 for each in Review.objects.whole()]
    row = Reviewed.objects.get()
    assert (row.day, row.work) == (workdays.today(), WorkKind.CALL)
    assert (row.reviews, row.points, row.critical) == (3, int(10 * sum(scores)), 1)
    assert (row.drawn, row.drawn_points, row.drawn_critical) == (3, row.points, 1)
    assert row.drawn_squares == sum(int(10 * score) ** 2 for score in scores)
    assert (row.appeals, row.changed) == (1, 1)


def test_only_what_the_share_for_everyone_drew_speaks_for_the_work_as_a_whole(
    as_specialist: Actor, as_senior: Actor
) -> None:
    reviewed(as_specialist.user, as_senior.user, points=0)  # asked for
    reviewed(as_specialist.user, as_senior.user, points=1, by_chance=True)
    sums = total(Reviewed, month_of(workdays.today()))
    assert (sums["reviews"], sums["drawn"]) == (2, 1)
    assert FIGURES["quality_score"].words(sums) == "50%"


def test_nobody_sees_the_reviews_of_others_but_those_who_lead(
    as_specialist: Actor, as_senior: Actor, as_head: Actor, someone: Callable[..., User]
) -> None:
    review = reviewed(as_specialist.user, as_senior.user)
    url = f"/board/quality/reviews/{review.pk}/"
    colleague = Actor()
    colleague.user = someone("kolleeg", Role.SPECIALIST)
    colleague.force_login(colleague.user)
    assert [actor.get(url).status_code for actor in (as_specialist, as_senior, as_head, colleague)] == [
        200, 200, 200, 404,
    ]  # fmt: skip
    assert colleague.post(f"{url}respond/", {"kind": "agrees"}).status_code == 404
    assert f"K-{review.subject_id}" not in colleague.get("/board/feedback/").content.decode()
    assert f"K-{review.subject_id}" in as_specialist.get("/board/feedback/").content.decode()
    assert colleague.get("/board/quality/").status_code == 403


def test_a_lead_does_not_see_a_review_that_another_has_not_finished(
    as_specialist: Actor, as_senior: Actor, as_head: Actor
) -> None:
    review = sampling.take(sample=waiting(as_specialist.user), by=as_senior.user)
    url = f"/board/quality/reviews/{review.pk}/"
    assert (as_senior.get(url).status_code, as_head.get(url).status_code) == (200, 404)
    assert as_specialist.get(url).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_reviewing_is_a_purpose_and_each_look_is_in_the_access_log(
    as_specialist: Actor, as_senior: Actor
) -> None:
    client = Client.objects.create(kind="organisation", name="Käitis OÜ", registry_code="10000006")
    review = sampling.take(sample=waiting(as_specialist.user, client=client), by=as_senior.user)
    assert open_review(as_senior.user, [client.pk]) == f"review:{review.pk}"
    assert open_review(as_specialist.user, [client.pk]) == ""
    as_senior.get(f"/board/quality/reviews/{review.pk}/")
    entry = AccessLogEntry.objects.get(shown_kind="client", shown_id=client.pk)
    assert (entry.user_id, entry.purpose) == (as_senior.user.pk, f"review:{review.pk}")


def test_coaching_stands_among_what_both_owe_until_one_says_that_it_is_done(
    as_specialist: Actor, as_senior: Actor
) -> None:
    review = reviewed(as_specialist.user, as_senior.user, points=1)
    due = workdays.today() + 7 * DAY
    made = coaching.agree(
        person=as_specialist.user, what="Küsin enne vastamist üle", how="Kolm kõnet koos", due_on=due,
        by=as_senior.user, review=review,
    )  # fmt: skip
    for actor in (as_specialist, as_senior):
        (owed,) = [each for each in owed_by(actor.user, actor.user) if "Küsin enne" in each.title]
        assert workdays.day_of(owed.due_at or clock.now()) == due
    with pytest.raises(Refused):
        coaching.finish_coaching(coaching=made, evidence=" ", by=as_specialist.user)
    coaching.finish_coaching(coaching=made, evidence="Kõned K-1 ja K-2.", by=as_specialist.user)
    for actor in (as_specialist, as_senior):
        assert not [each for each in owed_by(actor.user, actor.user) if "Küsin enne" in each.title]
    later = reviewed(as_specialist.user, as_senior.user, points=2)
    assert coaching.follow_up(coaching=made, review=later, by=as_senior.user).follow_up == later
    assert as_specialist.get(made.get_absolute_url()).status_code == 200


def test_a_deputy_is_not_told_of_the_reviews_of_an_absent_person(
    as_specialist: Actor, as_senior: Actor, someone: Callable[..., User]
) -> None:
    deputy, today = someone("asendaja", Role.SPECIALIST), workdays.today()
    Absence.objects.create(
        user=as_specialist.user, deputy=deputy, first_day=today, last_day=today, entered_by=as_senior.user
    )
    review = reviewed(as_specialist.user, as_senior.user)
    assert not Notice.objects.filter(subject_kind="review").exists()
    url = review.get_absolute_url()
    assert url in {each.url for each in owed_by(as_specialist.user, as_specialist.user)}
    assert url not in {each.url for each in owed_by(deputy, deputy)}


def test_a_guide_that_misled_becomes_its_owners_to_do(
    as_specialist: Actor, as_senior: Actor, as_head: Actor
) -> None:
    seed_guides()
    review = reviewed(as_specialist.user, as_senior.user)
    version = GuideVersion.objects.in_force().first()
    assert version is not None
    coaching.misled(review=review, version=version, text="Samm 3 on vananenud.", by=as_senior.user)
    assert GuideFlag.objects.get().note == "Samm 3 on vananenud."
    assert Todo.objects.get().owner == as_head.user


def booked(person: User, lead: User) -> Booking:
    start = clock.now() + 2 * HOUR
    return listening.book(person=person, starts_at=start, ends_at=start + HOUR, note="", by=lead)


def test_listening_is_told_beforehand_and_nothing_is_reviewed_without_consent(
    as_specialist: Actor, as_senior: Actor
) -> None:
    with pytest.raises(Refused):
        soon = clock.now() + timedelta(minutes=5)
        listening.book(
            person=as_specialist.user, starts_at=soon, ends_at=soon + HOUR, note="", by=as_senior.user
        )
    booking = booked(as_specialist.user, as_senior.user)
    assert Notice.objects.get().user == as_specialist.user
    waiting(as_specialist.user)  # scorecards
    clock.move(2 * HOUR + timedelta(minutes=30))
    call = finished_call(as_specialist.user, ago=timedelta(minutes=20))
    with pytest.raises(Refused):
        listening.heard(booking=booking, call=call, by=as_senior.user)
    Booking.objects.update(state=BookingState.AGREED)
    other = finished_call(as_specialist.user, ago=3 * HOUR)
    with pytest.raises(Refused):
        listening.heard(booking=booking, call=other, by=as_senior.user)
    review = listening.heard(booking=booking, call=call, by=as_senior.user)
    booking.refresh_from_db()
    assert (booking.call, review.subject_id, review.reviewer) == (call, call.pk, as_senior.user)


def test_a_new_scorecard_is_used_once_a_second_person_has_approved_it_and_old_reviews_keep_theirs(
    as_specialist: Actor, as_senior: Actor, as_administrator: Actor, as_head: Actor
) -> None:
    old = reviewed(as_specialist.user, as_senior.user).scorecard
    line = scorecards.Line("all", "Kõik", "All", "0–2", "0–2", "Kõik", "All")
    made = scorecards.revise(work=WorkKind.CALL, criteria=[line], errors=[], by=as_administrator.user)
    assert Scorecard.objects.in_use().get(work=WorkKind.CALL) == old
    approval = Approval.objects.get(kind="stats.scorecard")
    with pytest.raises(Refused):
        decide_second(approval=approval, approved=True, by=as_administrator.user)
    answer = as_head.post(f"/board/quality/scorecards/{made.pk}/decide/", {"decision": "approve"})
    assert answer.status_code == 302
    assert Scorecard.objects.in_use().get(work=WorkKind.CALL) == made
    assert Review.objects.get().scorecard == old
    assert reviewed(as_specialist.user, as_senior.user).scorecard == made


def test_reviews_go_by_rule_with_proof_and_the_sums_stay(
    as_specialist: Actor, as_senior: Actor, as_head: Actor
) -> None:
    retention.seed(forgetting.STORES)
    review = reviewed(as_specialist.user, as_senior.user)
    appeal(review)
    before = Reviewed.objects.values().get()
    assert forgetting.destroy_old() == 0
    clock.move(timedelta(days=731))
    assert forgetting.destroy_old() == 1
    assert not Review.objects.exists() and not Sample.objects.exists() and not Response.objects.exists()
    assert Destruction.objects.get().subject_kind == "review"
    assert Reviewed.objects.values().get() == before


def test_the_same_finish_sent_twice_counts_once(as_specialist: Actor, as_senior: Actor) -> None:
    review = sampling.take(sample=waiting(as_specialist.user), by=as_senior.user)
    data = {f"p_{each.key}": "2" for each in review.scorecard.criteria.all()}
    url = f"/board/quality/reviews/{review.pk}/finish/"
    assert [as_senior.post(url, data).status_code for _time in range(2)] == [302, 302]
    assert Reviewed.objects.aggregate(n=Sum("reviews"))["n"] == 1
    assert Notice.objects.filter(kind="stats.review_done").aggregate(n=Count("pk"))["n"] == 1


def test_saving_a_scorecard_in_administration_writes_the_next_version(
    as_administrator: Actor, as_specialist: Actor
) -> None:
    waiting(as_specialist.user)
    old = Scorecard.objects.get(work=WorkKind.CALL)
    page = as_administrator.get(f"/admin/stats/scorecard/{old.pk}/change/")
    data: dict[str, object] = {}
    for inline in page.context["inline_admin_formsets"]:
        for form in [inline.formset.management_form, *inline.formset.forms]:
            data |= {form.add_prefix(name): form[name].value() or "" for name in form.fields}
    data["criteria-0-name_et"] = "Tervitus ja nimi"
    assert as_administrator.post(page.request["PATH_INFO"], data).status_code == 302
    new = Scorecard.objects.get(work=WorkKind.CALL, number=2)
    assert (new.made_by, new.approved_at) == (as_administrator.user, None)
    assert new.criteria.all()[0].name_et == "Tervitus ja nimi"
    assert new.criteria.count() == old.criteria.count() and new.errors.count() == 3
    assert old.criteria.all()[0].name_et != "Tervitus ja nimi"
