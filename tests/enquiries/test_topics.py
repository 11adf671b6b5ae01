"""Topics over the years: succession, competence's words, and what other rooms take of them."""

from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from desk import clock, workdays
from desk.enquiries import actions, competence, favourites, topics
from desk.enquiries.enums import Competence
from desk.enquiries.models import Enquiry, FavouriteTopic, Topic
from desk.enquiries.reference import seed_reference
from desk.guides.models import Guide
from desk.http import Refused
from desk.people.models import Unit
from desk.people.reference import seed_reference as seed_people
from tests.conftest import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seeded(db: None) -> None:
    seed_people()
    seed_reference()


def topic(code: str) -> Topic:
    return Topic.objects.get(code=code)


def new(code: str, like: Topic) -> Topic:
    names = {"name_et": code, "name_en": code, "name_ru": code}
    return Topic.objects.create(code=code, parent=like.parent, **names)


def test_a_years_trend_survives_a_renamed_topic(as_head: Actor) -> None:
    """Asked each month, under the old name until summer and under the new one since: one line of twelve."""
    old = topic("waste-report")
    fresh = new("waste-return", old)
    now = clock.now()
    for months in range(12):
        about = old if months >= 5 else fresh
        made = actions.open_enquiry(topic=about, by=as_head.user)
        Enquiry.objects.filter(pk=made.pk).update(opened_at=now - timedelta(days=30 * months))
    actions.succeed(topic=old, successor=fresh, by=as_head.user)

    for one in (old, fresh):
        asked = Enquiry.objects.about(topics.lineage(one)).values_list("opened_at", flat=True)
        by_month = Counter((now - at).days // 30 for at in asked)
        assert by_month == dict.fromkeys(range(12), 1)


def test_two_topics_merged_are_one_matter(as_head: Actor) -> None:
    one, other = topic("proto"), topic("packaging")
    fresh = new("products", one)
    actions.succeed(topic=one, successor=fresh, by=as_head.user)
    actions.succeed(topic=other, successor=fresh, by=as_head.user)
    assert topics.lineage(one) == topics.lineage(other) == {one.pk, other.pk, fresh.pk}


def test_the_successor_takes_over_keys_and_guides(as_head: Actor, as_specialist: Actor) -> None:
    old, both = topic("declaration"), topic("correction")
    fresh = new("return", old)
    actions.order_favourites(topics=[old, both], by=as_specialist.user)
    actions.order_favourites(topics=[old, fresh], by=as_head.user)
    guide = Guide.objects.create(
        topic_codes=["declaration", "correction"], owner=as_head.user, review_on=workdays.today()
    )

    actions.succeed(topic=old, successor=fresh, by=as_head.user)

    assert [one.code for one in favourites.of(as_specialist.user)] == ["return", "correction"]
    assert FavouriteTopic.objects.filter(user=as_head.user).values_list("topic", flat=True).get() == fresh.pk
    guide.refresh_from_db()
    assert guide.topic_codes == ["return", "correction"]
    assert old not in Topic.objects.selectable()


def test_succession_never_goes_in_a_ring(as_head: Actor) -> None:
    first = topic("proto")
    second, third = new("proto-2", first), new("proto-3", first)
    actions.succeed(topic=first, successor=second, by=as_head.user)
    actions.succeed(topic=second, successor=third, by=as_head.user)
    Topic.objects.filter(pk=first.pk).update(active=True)
    for successor in (first, third):
        with pytest.raises(Refused):
            actions.succeed(topic=third, successor=successor, by=as_head.user)


@pytest.mark.parametrize("wrong", ["access", "retired"])
def test_a_group_or_a_topic_out_of_use_takes_nobodys_place(as_head: Actor, wrong: str) -> None:
    retired = new("retired", topic("proto"))
    Topic.objects.filter(pk=retired.pk).update(until_day=workdays.today() - timedelta(days=1))
    with pytest.raises(Refused):
        actions.succeed(topic=topic("proto"), successor=topic(wrong), by=as_head.user)


@given(st.dictionaries(st.integers(1, 9), st.one_of(st.none(), st.integers(1, 9))))
@pytest.mark.django_db(transaction=False)
@pytest.mark.slow
def test_whatever_the_rows_say_every_way_ends(rows: dict[int, int | None]) -> None:
    ends = topics.ends(rows)
    assert set(ends) == set(rows)
    for start, end in ends.items():
        assert end == start or end in rows.values()


def test_the_administrator_lets_one_follow_the_other(as_administrator: Actor) -> None:
    old = topic("proto")
    fresh = new("proto-2", old)
    address = reverse("admin:enquiries_topic_change", args=[old.pk])
    facts = {
        "name_et": "PROTO", "name_en": "PROTO", "name_ru": "PROTO", "parent": old.parent_id, "code": "proto",
        "position": 1, "active": "on", "competence": "answers", "languages": ["et"],
    }  # fmt: skip
    answer = as_administrator.post(address, {**facts, "succeeded_by": fresh.pk})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    old.refresh_from_db()
    assert (old.succeeded_by, old.active, old.languages) == (fresh, False, ["et"])

    back = reverse("admin:enquiries_topic_change", args=[fresh.pk])
    refused = as_administrator.post(back, {**facts, "code": "proto-2", "succeeded_by": old.pk})
    assert refused.status_code == 200, "a ring is said beside the field"
    fresh.refresh_from_db()
    assert fresh.succeeded_by is None


def test_a_topic_is_chosen_only_within_its_days(as_specialist: Actor) -> None:
    today = workdays.today()
    Topic.objects.filter(code="proto").update(from_day=today + timedelta(days=1))
    Topic.objects.filter(code="metsis").update(until_day=today)
    page = as_specialist.get(reverse("enquiries:create")).content.decode()
    assert f'value="{topic("proto").pk}"' not in page
    assert f'value="{topic("metsis").pk}"' in page


def test_what_must_be_handed_on_says_so_where_it_is_chosen(as_specialist: Actor) -> None:
    page = as_specialist.get(reverse("enquiries:create")).content.decode()
    assert "Vaie → II tasand" in page


def test_topics_have_their_unit_and_rule_from_the_seed() -> None:
    challenge = topic("challenge")
    assert challenge.unit == Unit.objects.get(code="records")
    assert competence.of(challenge) == Competence.HANDS_ON
    assert competence.of(topic("charge-rate")) == Competence.LIMITED, "as its group"
    assert "valdkonnaspetsialist" in competence.hand_on(topic("charge-rate"))
    assert competence.hand_on(topic("user-contract")) == ""


def test_guides_are_offered_groups_and_topics() -> None:
    offered = dict(topics.choices())
    assert len([code for code in offered if code in {"access", "user-contract", "challenge"}]) == 3
    assert offered["user-contract"].startswith(offered["access"])
