"""Forms of a word find each other: the table is what people type and what stands in the guides."""

import pytest

from desk.guides import stems

# what is typed, what stands in a guide
ESTONIAN = [
    ("leping", "lepingu"), ("lepingut", "leping"), ("lepingud", "lepingule"), ("leping", "kasutuslepingu"),
    ("kasutuslepingut", "kasutusleping"), ("volikiri", "volikirja"), ("volikirjad", "volikiri"),
    ("volikirju", "volikirjade"), ("luba", "loa"), ("lubade", "keskkonnaloa"), ("aruanne", "aruande"),
    ("aruandeid", "jäätmearuanne"), ("esindusoigus", "esindusõiguse"), ("õigus", "esindusõigust"),
    ("tõrge", "tõrke"), ("sisselogimine", "sisselogimisel"), ("logida", "sisselogimine"),
    ("allkirjastamine", "allkirjastada"), ("allkiri", "digiallkirja"), ("tähtaeg", "tähtaja"),
    ("parandus", "parandada"), ("parandamine", "parandusdeklaratsioon"), ("volitused", "volitus"),
    ("peakasutajat", "peakasutaja"), ("andmed", "isikuandmete"), ("viivist", "viivis"),
    ("juhatuse", "juhatus"), ("liikmed", "liige"), ("register", "registris"), ("taotlust", "taotlused"),
]  # fmt: skip
RUSSIAN = [
    ("договор", "договоры"), ("доверенности", "доверенность"), ("подпись", "подписи"),
    ("подписать", "подпись"), ("ошибка", "ошибок"), ("отчёт", "отчеты"), ("декларацию", "декларация"),
    ("исправить", "исправление"), ("представителя", "представитель"), ("полномочий", "полномочия"),
    ("пользователь", "пользователи"), ("сроки", "срок"),
]  # fmt: skip
ENGLISH = [
    ("sign", "signed"), ("signing", "sign"), ("declarations", "declaration"), ("reports", "report"),
    ("authorised", "authorisation"), ("correct", "correction"), ("represent", "representing"),
    ("users", "user"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "written"), [*ESTONIAN, *RUSSIAN, *ENGLISH])
def test_forms_of_a_word_find_each_other(typed: str, written: str) -> None:
    assert stems.alike(typed, written)


def test_the_share_of_pairs_that_find_each_other() -> None:
    """Snowball alone, with the keys of this room beside it: said as numbers."""
    pairs = (
        [("et", *pair) for pair in ESTONIAN] + [("ru", *p) for p in RUSSIAN] + [("en", *p) for p in ENGLISH]
    )
    alone = sum(
        bool(set(stems.keys(typed, language)[:2]) & set(stems.keys(written, language)[:2]))
        for language, typed, written in pairs
    )
    found = sum(stems.alike(typed, written) for _language, typed, written in pairs)
    print(f"forms found: {found} of {len(pairs)}; by Snowball's stems alone {alone}")
    assert len(pairs) == 50
    assert found == len(pairs)


@pytest.mark.parametrize(
    ("typed", "written"),
    [("asutus", "kasutusleping"), ("leping", "lehekülg"), ("viivis", "volikiri"), ("срок", "сорок"),
     ("tax", "text"), ("luba", "lugu"), ("aeg", "ajakiri"), ("kasutaja", "kasutus")],
)  # fmt: skip
def test_other_words_do_not(typed: str, written: str) -> None:
    assert not stems.alike(typed, written)


def test_a_word_says_its_language_by_its_script() -> None:
    assert stems.languages_of("договор", "et") == ("ru",)
    assert stems.languages_of("leping", "et") == ("et",)
    assert stems.languages_of("leping") == ("et", "en")


def test_a_question_keeps_the_words_that_tell_something() -> None:
    assert stems.asked("Kas ma pean lepingu uuesti alla kirjutama?") == [
        "pean",
        "lepingu",
        "uuesti",
        "kirjutama",
    ]
    assert len(stems.asked(" ".join(f"sõna{number}" for number in range(40)))) == 12


def test_nothing_typed_breaks_the_query() -> None:
    assert list(stems.words("':* & | ! <-> \\ \x00 _ --")) == []
    assert stems.vector([("A", "et", "O'Neil'i leping")]).count("'") % 2 == 0
