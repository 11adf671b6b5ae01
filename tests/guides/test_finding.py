"""Search finds forms, languages, parts of compounds and slips, the best first."""

import pytest
from django.db import connection

from desk.guides import finding
from desk.guides.actions import Wording, draft, index_again, retire
from desk.guides.models import GuideVersion
from desk.guides.reference import GUIDES, seed_reference
from tests.conftest import Actor
from tests.guides.world import CONTRACT, LOGIN, published


@pytest.fixture
def two(as_head: Actor) -> None:
    published(as_head.user, LOGIN, "login-failure")
    published(as_head.user, CONTRACT, "user-contract")


def titles(text: str) -> list[str]:
    return [found.version.title_et for found in finding.find(text)]


@pytest.mark.parametrize(
    "typed",
    ["leping", "lepingut", "kasutuslepingud", "volikiri", "volikirjad", "esindusoigus", "õigus", "договоры",
     "доверенности", "contracts", "signing of the contract", "juhatuse liikmed"],
)  # fmt: skip
def test_any_form_in_any_language_finds_the_guide(two: None, typed: str) -> None:
    assert titles(typed)[0] == "Kasutuslepingu sõlmimine"


@pytest.mark.parametrize("typed", ["lepnig", "volikrii", "kasutusleping u", "esindusigus", "довереность"])
def test_words_with_slips_still_find_something(two: None, typed: str) -> None:
    assert titles(typed)[:1] == ["Kasutuslepingu sõlmimine"]


def test_a_guide_with_all_the_words_comes_first(two: None) -> None:
    assert titles("tõrge lepingu juures privaatses aknas")[0] == "Sisselogimise tõrge"


def test_what_nobody_wrote_finds_nothing(two: None) -> None:
    assert titles("xyzzyqwert") == []
    assert titles("ja kui see on") == [], "words that say nothing"
    assert titles("':*&|!()") == []


def test_drafts_and_guides_out_of_use_are_not_found(two: None, as_head: Actor) -> None:
    draft(guide=None, wording=Wording(title_et="Salajane mustand", body_et="x"), by=as_head.user)
    assert titles("mustand") == []
    guide = GuideVersion.objects.get(title_et="Sisselogimise tõrge").guide
    retire(guide=guide, by=as_head.user)
    assert titles("sisselogimine") == []


def test_what_was_found_is_marked_in_its_own_form(two: None) -> None:
    found = finding.find("volikiri")[0]
    assert "<mark>Volikirja</mark>" in found.detail


def test_marks_never_let_html_through(as_head: Actor) -> None:
    published(as_head.user, Wording(title_et="<b>Paha</b> leping", body_et="<script>leping</script>"))
    found = finding.find("leping")[0]
    assert "<b>" not in found.title
    assert "<script>" not in found.detail


def test_guides_of_the_topic_are_suggested_before_those_of_the_words(two: None) -> None:
    found = finding.suggest("Kes allkirjastab kasutuslepingu?", ["login-failure"])
    assert [(one.version.title_et, one.of_topic) for one in found] == [
        ("Kasutuslepingu sõlmimine", False),
        ("Sisselogimise tõrge", True),
    ] or found[0].of_topic
    assert {one.version.title_et for one in found} == {"Kasutuslepingu sõlmimine", "Sisselogimise tõrge"}
    assert [one.version.title_et for one in finding.suggest("", ["login-failure"])] == ["Sisselogimise tõrge"]


def test_the_search_costs_the_same_for_one_guide_and_for_a_hundred(
    two: None, as_head: Actor, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        finding.find("leping")
    for number in range(20):
        published(as_head.user, Wording(title_et=f"Leping {number}", body_et="Lepingu tekst"))
    with django_assert_num_queries(1):  # type: ignore[operator]
        finding.find("leping")


def test_the_words_can_be_made_anew(two: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE guides_guideversion SET words = NULL")
    assert titles("leping") == []
    assert index_again() == 2
    assert titles("leping") == ["Kasutuslepingu sõlmimine"]


@pytest.fixture
def seeds(as_head: Actor) -> None:
    seed_reference()


# what a specialist types, and the guide that answers it
ASKED = [
    ("smart-id ei tööta", "login"), ("ei saa sisse logida", "login"), ("mobiil-id viga", "login"),
    ("mitu juhatuse liiget peavad allkirjastama", "joint"), ("eritingimus", "joint"),
    ("parandada deklaratsiooni", "correction"), ("исправить декларацию", "correction"),
    ("viivist", "deadline"), ("nulldeklaratsioon", "deadline"), ("когда срок платы", "deadline"),
    ("aruanne tuli tagasi", "returned"), ("partneri kogused", "returned"), ("pin2 lukus", "signing"),
    ("signing fails", "signing"), ("prügivedaja", "agency"), ("lõke", "agency"),
    ("kustutage minu andmed", "owndata"), ("запрос о данных", "owndata"), ("uus peakasutaja", "mainuser"),
    ("lepingu ülesütlemine lõpetamine", "ending"), ("kus mu kiri on", "letter"),
    ("copy of a document", "letter"), ("как войти на портал", "access"),
    ("portaali kasutama hakata", "access"),
]  # fmt: skip


@pytest.mark.slow
def test_the_guides_of_the_house_answer_what_people_type(seeds: None) -> None:
    from desk.guides.reference import wording

    names = {wording(name).title_et: name for name in GUIDES}
    missed = []
    for typed, wanted in ASKED:
        found = [names[title] for title in titles(typed)]
        if wanted not in found[:2]:
            missed.append((typed, wanted, found[:3]))
    first = sum(names[titles(typed)[0]] == wanted for typed, wanted in ASKED if titles(typed))
    print(f"first: {first} of {len(ASKED)}, missed: {missed}")
    assert not missed
