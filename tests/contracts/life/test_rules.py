"""The last day of what a notice ends, and the words that stand beside it."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from contracts.enums import CountsFrom, EndReason
from contracts.life import rules
from contracts.life.rules import WITHOUT_RULE, Rule, compute, ends_on, sentence, wish, words

MARCH = date(2026, 3, 1)
THIRTY = Rule("notice", 30, CountsFrom.RECEIVED, {"et": "määrus nr 34 § 2 lg 3", "en": "regulation no 34"})
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def test_thirty_days_after_the_first_of_march_are_over_with_the_thirty_first() -> None:
    assert compute(THIRTY, MARCH).last_day == date(2026, 3, 31)


def test_at_once_it_does_not_stand_on_that_day_any_more() -> None:
    found = compute(WITHOUT_RULE, MARCH)
    assert found.last_day == date(2026, 2, 28) and found.ends_on == MARCH


def test_a_later_day_that_the_notice_names_is_honoured() -> None:
    found = compute(THIRTY, MARCH, date(2026, 6, 30))
    assert found.last_day == date(2026, 6, 30) and found.wished


def test_an_earlier_day_that_the_notice_names_is_not() -> None:
    found = compute(THIRTY, MARCH, date(2026, 3, 5))
    assert found.last_day == date(2026, 3, 31) and not found.wished


def test_at_once_today_is_at_once_although_the_notice_names_today() -> None:
    assert compute(WITHOUT_RULE, MARCH, MARCH).last_day == date(2026, 2, 28)


@given(days=st.integers(0, 400), event=DAYS, wished=st.none() | DAYS)
def test_nothing_ends_before_its_rule_nor_later_than_rule_and_wish(
    days: int, event: date, wished: date | None
) -> None:
    found = compute(Rule("x", days, CountsFrom.SIGNED), event, wished)
    by_rule = event + timedelta(days=days if days else -1)
    assert by_rule <= found.last_day <= max(by_rule, wished or by_rule)
    assert found.ends_on == ends_on(found.last_day, event) >= event


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("et", "lõpeb 31.03.2026: 30 päeva teate kättesaamisest 01.03.2026 (määrus nr 34 § 2 lg 3)"),
        ("en", "ends 31.03.2026: 30 days after the notice was received on 01.03.2026 (regulation no 34)"),
        ("ru", "прекращается 31.03.2026: 30 дней со дня получения уведомления 01.03.2026"),
    ],
)
def test_the_day_is_shown_with_its_basis(language: str, said: str) -> None:
    found = compute(THIRTY, MARCH)
    with override(language):
        assert sentence(found.ends_on, words(found), over=False) == said


def test_the_words_are_kept_in_the_binding_language() -> None:
    with override("en"):
        assert rules.kept(words, compute(THIRTY, MARCH)).startswith("30 päeva teate kättesaamisest")
        assert rules.kept(rules.because, EndReason.AGREEMENT, "KL-2026-0001") == (
            "koos lepinguga KL-2026-0001, millele see tugineb"
        )


@pytest.mark.parametrize("origin", list(CountsFrom))
def test_every_event_has_words(origin: CountsFrom) -> None:
    for days in (0, 1, 30):
        assert "01.03.2026" in words(compute(Rule("x", days, origin), MARCH))


def test_the_day_in_a_notice_is_read_as_it_is_shown() -> None:
    assert wish("22.12.2026") == date(2026, 12, 22)
    assert wish("") is None and wish("jõuludeks") is None
