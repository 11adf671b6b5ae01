"""A person's own topics on the keys 1 to 9."""

import pytest

from desk.enquiries import actions, favourites
from desk.enquiries.models import FavouriteTopic, Topic
from desk.enquiries.reference import seed_reference
from desk.http import Refused
from tests.conftest import Actor


@pytest.fixture
def riina(as_specialist: Actor) -> Actor:
    seed_reference()
    return as_specialist


def a(code: str) -> Topic:
    return Topic.objects.get(code=code)


def codes(actor: Actor) -> list[str]:
    return [topic.code for topic in favourites.of(actor.user)]


def test_without_a_choice_the_keys_hold_what_was_used_most(riina: Actor) -> None:
    for code in ("slow", "thanks", "slow"):
        actions.open_enquiry(topic=a(code), by=riina.user)
    assert codes(riina) == ["slow", "thanks"]


def test_the_first_star_keeps_what_the_keys_held(riina: Actor) -> None:
    actions.open_enquiry(topic=a("slow"), by=riina.user)
    riina.post(f"/enquiries/favourites/{a('thanks').pk}/")
    assert codes(riina) == ["slow", "thanks"]
    riina.post(f"/enquiries/favourites/{a('slow').pk}/")
    assert codes(riina) == ["thanks"]


def test_the_order_is_ones_own(riina: Actor) -> None:
    actions.order_favourites(topics=[a("slow"), a("thanks"), a("wish")], by=riina.user)
    riina.post("/enquiries/favourites/", {"up": a("wish").pk})
    assert codes(riina) == ["slow", "wish", "thanks"]
    riina.post("/enquiries/favourites/", {"down": a("slow").pk})
    assert codes(riina) == ["wish", "slow", "thanks"]
    riina.post("/enquiries/favourites/", {"up": a("wish").pk})
    assert codes(riina) == ["wish", "slow", "thanks"], "the first stays first"


def test_a_tenth_topic_is_refused_in_words(riina: Actor) -> None:
    actions.order_favourites(topics=list(Topic.objects.selectable()[:9]), by=riina.user)
    last = Topic.objects.selectable().last()
    assert last is not None
    with pytest.raises(Refused):
        actions.favour(topic=last, by=riina.user)
    assert FavouriteTopic.objects.count() == 9
    answer = riina.post(f"/enquiries/favourites/{last.pk}/", headers={"HX-Request": "true"}).json()
    assert len(answer["favourites"]) == 9 and answer["refused"]


def test_everyone_has_their_own(riina: Actor, as_senior: Actor) -> None:
    actions.favour(topic=a("slow"), by=riina.user)
    assert codes(as_senior) == []


def test_the_page_shows_keys_and_all_other_topics(riina: Actor) -> None:
    actions.favour(topic=a("slow"), by=riina.user)
    page = riina.get("/enquiries/favourites/").content.decode()
    assert a("slow").name_et in page
    assert a("thanks").name_et in page
