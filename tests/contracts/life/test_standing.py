"""When a document stands: the days at the edges, of the whole document and of one of its persons."""

from datetime import date, timedelta

import pytest

from contracts.enums import AuthorisationState as A
from contracts.life.standing import Facts, Shown, Span, at_once, shown

DAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)
WHOLE = Span(accepted_on=DAY)


def test_it_stands_from_the_day_of_its_acceptance_without_end() -> None:
    assert not WHOLE.stands(YESTERDAY)
    assert WHOLE.stands(DAY) and WHOLE.stands(date(2126, 1, 1))


def test_what_nobody_accepted_stands_on_no_day() -> None:
    assert not Span(accepted_on=None).stands(DAY)


def test_a_notice_stands_on_no_day() -> None:
    assert not Span(accepted_on=DAY, opens=False).stands(DAY)


def test_both_ends_of_its_period_are_days_on_which_it_stands() -> None:
    one = Span(accepted_on=YESTERDAY, valid_from=DAY, valid_until=TOMORROW)
    assert [one.stands(DAY + timedelta(days=n)) for n in (-1, 0, 1, 2)] == [False, True, True, False]


def test_a_period_before_the_acceptance_opens_nothing_earlier() -> None:
    one = Span(accepted_on=DAY, valid_from=date(2020, 1, 1))
    assert not one.stands(YESTERDAY) and one.stands(DAY)


def test_what_ended_at_once_does_not_stand_on_that_day() -> None:
    one = Span(accepted_on=date(2026, 1, 1), last_day=at_once(DAY))
    assert one.stands(YESTERDAY) and not one.stands(DAY)


def test_what_ended_on_the_day_of_its_acceptance_never_stood() -> None:
    one = Span(accepted_on=DAY, last_day=at_once(DAY))
    assert not any(one.stands(DAY + timedelta(days=n)) for n in range(-3, 4))


def test_a_person_goes_while_the_document_stands_for_the_others() -> None:
    assert not WHOLE.for_person(YESTERDAY).stands(DAY) and WHOLE.for_person(None).stands(DAY)


def test_no_person_stands_longer_than_the_document() -> None:
    ended = Span(accepted_on=date(2026, 1, 1), last_day=YESTERDAY)
    assert not ended.for_person(TOMORROW).stands(DAY)


def test_an_end_later_than_what_is_known_changes_nothing() -> None:
    one = Span(accepted_on=DAY, valid_until=TOMORROW)
    assert one.outlives(DAY) and not one.outlives(TOMORROW) and WHOLE.outlives(TOMORROW)


@pytest.mark.parametrize(
    ("known", "word"),
    [
        (Facts(A.DRAFT, Span(None)), Shown.DRAFT),
        (Facts(A.SENT, Span(None)), Shown.SENT),
        (Facts(A.RECALLED, Span(None)), Shown.RECALLED),
        (Facts("refused", Span(None)), Shown.REFUSED),
        (Facts(A.ACCEPTED, WHOLE), Shown.SIGNED),
        (Facts(A.ACCEPTED, WHOLE, published=False), Shown.VALID),
        (Facts(A.IN_FORCE, WHOLE), Shown.VALID),
        (Facts(A.IN_FORCE, Span(DAY, valid_from=TOMORROW)), Shown.LATER),
        (Facts(A.IN_FORCE, Span(DAY, last_day=TOMORROW), "withdrawn"), Shown.ENDING),
        (Facts(A.IN_FORCE, Span(DAY, opens=False)), Shown.DONE),
        (Facts(A.ACCEPTED, Span(DAY, opens=False)), Shown.SIGNED),
        (Facts(A.ENDED, Span(DAY, last_day=YESTERDAY), "withdrawn"), Shown.WITHDRAWN),
        (Facts(A.ENDED, Span(DAY, last_day=YESTERDAY), "waived"), Shown.WAIVED),
        (Facts(A.ENDED, Span(DAY, last_day=YESTERDAY), "terminated"), Shown.TERMINATED),
        (Facts(A.ENDED, Span(DAY, last_day=YESTERDAY), "agreement"), Shown.WITH_AGREEMENT),
        (Facts(A.ENDED, Span(DAY, last_day=YESTERDAY), "grantor"), Shown.WITH_GRANTOR),
        (Facts(A.ENDED, Span(DAY)), Shown.ENDED),
    ],
)
def test_a_document_has_one_word_today(known: Facts, word: Shown) -> None:
    assert shown(known, DAY) is word


def test_what_ran_out_says_so_before_the_sweep_has_come() -> None:
    over = Span(date(2026, 1, 1), valid_from=date(2026, 1, 1), valid_until=YESTERDAY)
    assert shown(Facts(A.IN_FORCE, over), DAY) is Shown.EXPIRED


def test_a_computed_end_that_has_passed_is_over_before_the_sweep_has_come() -> None:
    over = Span(date(2026, 1, 1), last_day=YESTERDAY)
    assert shown(Facts(A.IN_FORCE, over, "terminated"), DAY) is Shown.TERMINATED


@pytest.mark.parametrize(("days", "word"), [(61, Shown.VALID), (60, Shown.EXPIRING), (0, Shown.EXPIRING)])
def test_it_expires_soon_from_the_first_rung_of_its_ladder(days: int, word: Shown) -> None:
    one = Span(date(2026, 1, 1), valid_from=date(2026, 1, 1), valid_until=DAY + timedelta(days=days))
    assert shown(Facts(A.IN_FORCE, one, ladder=(60, 30, 7)), DAY) is word


def test_without_a_ladder_nothing_expires_soon() -> None:
    one = Span(date(2026, 1, 1), valid_from=date(2026, 1, 1), valid_until=DAY)
    assert shown(Facts(A.IN_FORCE, one), DAY) is Shown.VALID
