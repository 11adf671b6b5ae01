"""The rule of young addresses: when documents may go to a new one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from desk.clients import trust
from desk.clients.enums import Source

moments = st.integers(0, 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
spans = st.timedeltas(timedelta(0), timedelta(days=30))
said = st.sampled_from([Source.CALLER, Source.STAFF])
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@given(moments, spans, st.sampled_from(sorted(trust.VOUCHING)), st.none() | moments)
def test_what_the_register_or_a_document_knows_is_trusted_at_once(
    added: datetime, young: timedelta, source: str, vouched: datetime | None
) -> None:
    assert trust.trusted_from(added_at=added, source=source, vouched_at=vouched, young=young) == added


@given(moments, spans, said)
def test_what_somebody_said_waits_its_days(added: datetime, young: timedelta, source: str) -> None:
    trusted = trust.trusted_from(added_at=added, source=source, vouched_at=None, young=young)
    assert trusted == added + young


@given(moments, spans, said, moments)
def test_reading_back_never_makes_anybody_wait_longer_nor_trusts_before_it_happened(
    added: datetime, young: timedelta, source: str, vouched: datetime
) -> None:
    trusted = trust.trusted_from(added_at=added, source=source, vouched_at=vouched, young=young)
    assert added <= trusted <= added + young
    assert trusted == added + young or trusted >= vouched


@given(moments, moments, st.lists(st.just("662 5999"), max_size=2))
def test_the_rule_refuses_exactly_before_its_time(
    trusted: datetime, now: datetime, numbers: list[str]
) -> None:
    refusal = trust.refusal(trusted_at=trusted, now=now, numbers=numbers)
    assert (refusal is None) == (trusted <= now)


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        (["5550 0001"], "from 23.11.2026 14:00, or at once when it is read back over 5550 0001."),
        ([], "from 23.11.2026 14:00. No number is known from the register or a signed document"),
    ],
)
def test_the_refusal_says_what_to_do(numbers: list[str], says: str) -> None:
    with override("en"):
        text = trust.refusal(trusted_at=NOW + timedelta(days=1), now=NOW, numbers=numbers)
    assert text and says in text


@pytest.mark.parametrize("source", Source.values)
def test_a_voice_vouches_for_nothing(source: str) -> None:
    assert (trust.vouching_refusal(source) is None) == (source in {"register", "document"})
