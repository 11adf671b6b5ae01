"""Every figure against an independent computation over the raw rows, however they came and changed."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F, Model

from desk.calls.models import Call, CallEnquiry, Hold, Offer
from desk.counter.models import Period, Visit
from desk.enquiries.models import Enquiry, Promise, Topic
from desk.mail.models import Incoming, Message
from desk.people.models import Presence, Shift
from stats import rollups
from stats.figures import FIGURES, Chosen, Sums, answers, by, total
from stats.models import (
    ClientMonth,
    Contacts,
    Drafted,
    Handed,
    PersonDay,
    Promised,
    Reviewed,
    Staffed,
    TeamDay,
    Traffic,
    Work,
)
from tests.stats import facts
from tests.stats.by_hand import BY_HAND, chosen_facts, raw_figures, successor
from tests.stats.month import AUTUMN, FIRST, LAST, NOW, Month
from tickets.models import Escalation, Return

MODELS: list[Any] = [
    Traffic, Contacts, ClientMonth, Promised, Handed, Drafted, PersonDay, TeamDay, Staffed,
]  # fmt: skip
WHOLE = Chosen(AUTUMN - timedelta(days=1), LAST + timedelta(days=10))
MARCH = Chosen(FIRST, LAST)


def rows_of(model: Any) -> list[dict[str, Any]]:
    """A rollup's rows without their numbers, in a fixed order."""
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    return sorted(model.objects.values(*names), key=lambda row: [str(row[name]) for name in names])


def everything() -> dict[str, list[dict[str, Any]]]:
    return {model.__name__: rows_of(model) for model in MODELS}


def rebuilt() -> dict[str, list[dict[str, Any]]]:
    """All of them counted anew from nothing but the raw rows."""
    rollups.rebuild(WHOLE.first, WHOLE.last)
    return everything()


def same(first: dict[str, Any], second: dict[str, Any]) -> None:
    for name, rows in first.items():
        assert rows == second[name], name


def change(dice: random.Random) -> None:
    """What becomes of rows later: closed, corrected, taken back, destroyed by mistake."""

    def some(model: Any, share: int = 20) -> list[int]:
        ids = sorted(model._default_manager.values_list("pk", flat=True))
        return dice.sample(ids, len(ids) // share)

    day = timedelta(days=1)
    topics = list(Topic.objects.exclude(parent=None).order_by("pk")[:8])
    Call.objects.filter(pk__in=some(Call), state="wrap_up").update(
        hung_up_at=F("hung_up_at") + timedelta(seconds=7)
    )
    Call.objects.filter(pk__in=some(Call)).update(language="en", user=None)
    for enquiry in Enquiry.objects.filter(pk__in=some(Enquiry)):
        enquiry.topic, enquiry.level = dice.choice(topics), 2
        enquiry.save()
    Enquiry.objects.filter(pk__in=some(Enquiry)).update(state="in_work", closed_at=None, outcome=None)
    Enquiry.objects.filter(pk__in=some(Enquiry)).exclude(repeats=None).update(repeats=None)
    Enquiry.objects.filter(pk__in=some(Enquiry, 10), due_at__isnull=False).update(due_at=F("due_at") + day)
    CallEnquiry.objects.filter(pk__in=some(CallEnquiry)).delete()
    Hold.objects.filter(pk__in=some(Hold)).delete()
    Offer.objects.filter(pk__in=some(Offer)).update(state="expired")
    Visit.objects.filter(pk__in=some(Visit), state="left").update(over_at=F("over_at") + timedelta(seconds=3))
    Period.objects.filter(pk__in=some(Period), state="serving").delete()
    Incoming.objects.filter(pk__in=some(Incoming)).update(kind="bulk")
    Message.objects.filter(pk__in=some(Message, 5)).update(state="sent")
    Promise.objects.filter(pk__in=some(Promise)).update(due_at=F("due_at") + day)
    Escalation.objects.filter(pk__in=some(Escalation), answered_at=None).update(
        answered_at=F("created_at") + day
    )
    Return.objects.filter(pk__in=some(Return, 4)).delete()
    Presence.objects.filter(pk__in=some(Presence), ended_at__isnull=False).update(
        state="on_call", reason=None
    )
    Presence.objects.filter(pk__in=some(Presence)).delete()
    Shift.objects.filter(pk__in=some(Shift)).delete()
    Shift.objects.filter(pk__in=some(Shift)).update(duty="calls")


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[Month]:
    """A month that came in a random order, was counted now and then meanwhile, and was changed afterwards.

    Made once: each test stands in the transaction in which it is, and time stands still.
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as still:
        still.setattr("desk.clock.now", lambda: NOW)
        with transaction.atomic():
            yield made()
            transaction.set_rollback(True)


@pytest.fixture
def counted(ground: Month, db: None, monkeypatch: pytest.MonkeyPatch) -> Month:
    monkeypatch.setattr("desk.clock.now", lambda: NOW)
    return ground


def made() -> Month:
    month = Month()
    dice = random.Random(7)
    parts = month.parts
    calls, others = parts[:10], parts[10:]
    dice.shuffle(calls)
    for part in (*calls[:5], *others[:4], *calls[5:], *others[4:]):
        part()
        if dice.random() < 0.3:
            rollups.refresh()
    rollups.refresh()
    change(dice)
    rollups.refresh()
    return month


def test_every_figure_is_computed_by_hand_too() -> None:
    """But for those of reviews, whose sums are written with each review."""
    assert set(BY_HAND) == {code for code, figure in FIGURES.items() if figure.model is not Reviewed}


@pytest.mark.slow
def test_every_figure_equals_the_raw_rows(counted: Month) -> None:
    """In all, by every key of time, and by everything that its rollup knows."""
    for model, codes in by_model().items():
        chosen = MARCH if model is TeamDay else WHOLE
        kept = list(chosen_facts(BY_HAND[codes[0]][0](), chosen))
        for keys in keys_of(model):
            expected = grouped(kept, keys)
            found = by(model, chosen, *keys)
            assert_same(codes, found, expected, keys)


def by_model() -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = defaultdict(list)
    for code, figure in FIGURES.items():
        if figure.model is not Reviewed:
            found[TeamDay if figure.model is Work else figure.model].append(code)
    return found


def keys_of(model: type[Model]) -> Iterator[tuple[str, ...]]:
    has = {field.name for field in model._meta.fields}
    of_time = ["day", "week", "month", "weekday", *(["hour"] if "slot" in has else [])]
    others = [each for each in ("channel", "language", "line", "topic", "unit", "portal") if each in has]
    yield from ((each,) for each in (*of_time, *others))
    yield from (("week", other) for other in others)


def grouped(rows: list[facts.Fact], keys: tuple[str, ...]) -> dict[Any, dict[str, int]]:
    ends = successor()
    of: dict[str, Callable[[facts.Fact], Any]] = {
        "day": lambda fact: facts.local(fact["at"]).date(),
        "week": lambda fact: monday(facts.local(fact["at"]).date()),
        "month": lambda fact: facts.local(fact["at"]).date().replace(day=1),
        "weekday": lambda fact: facts.local(fact["at"]).isoweekday(),
        "hour": lambda fact: facts.local(fact["at"]).hour,
        "topic": lambda fact: ends[fact["topic"]],
    }
    groups: dict[Any, list[facts.Fact]] = defaultdict(list)
    for fact in rows:
        values = [of[key](fact) if key in of else fact[key] for key in keys]
        groups[values[0] if len(values) == 1 else tuple(values)].append(fact)
    return {key: facts.total(group) for key, group in groups.items()}


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def assert_same(
    codes: list[str], found: dict[Any, Sums], expected: dict[Any, dict[str, int]], keys: tuple[str, ...]
) -> None:
    for key in found.keys() | expected.keys():
        mine, theirs = found.get(key, Sums()), expected.get(key, defaultdict(int))
        for code in codes:
            assert FIGURES[code].of(mine) == BY_HAND[code][1](theirs), (code, keys, key)


@pytest.mark.slow
def test_what_is_counted_bit_by_bit_is_what_is_counted_at_once(counted: Month) -> None:
    bit_by_bit = everything()
    assert all(bit_by_bit.values())
    same(bit_by_bit, rebuilt())
    assert rollups.refresh() <= 1  # who is present is counted until now
    same(bit_by_bit, everything())


@pytest.mark.slow
def test_persons_and_quarters_equal_the_raw_rows(counted: Month) -> None:
    measures = [field.name for field in Work._meta.fields if field.name != "day"]
    expected: dict[Any, list[facts.Fact]] = defaultdict(list)
    for fact in [*facts.done(), *facts.times()]:
        if FIRST <= facts.local(fact["at"]).date() <= LAST:
            expected[facts.local(fact["at"]).date(), fact["user"]].append(fact)
    sums = {key: facts.total(each) for key, each in expected.items()}
    rows = {(row.day, row.user_id): row for row in PersonDay.objects.within(FIRST, LAST)}
    assert {key for key, each in sums.items() if any(each[name] for name in measures)} == set(rows)
    for key, row in rows.items():
        assert {name: getattr(row, name) for name in measures} == {
            name: sums[key][name] for name in measures
        }, key
    quarters: dict[Any, list[facts.Fact]] = defaultdict(list)
    for fact in facts.staffed():
        quarters[fact["at"].replace(minute=fact["at"].minute // 15 * 15, second=0)].append(fact)
    for slot, each in quarters.items():
        sums_ = facts.total(each)
        found = Staffed.objects.get(slot=slot)
        names = [field.name for field in Staffed._meta.fields if field.name not in ("id", "slot")]
        assert {name: getattr(found, name) for name in names} == {name: sums_[name] for name in names}, slot
    assert Staffed.objects.count() == len(quarters)


@pytest.mark.slow
def test_what_is_chosen_equals_the_raw_rows(counted: Month) -> None:
    """Filters leave the same rows in the sums as among the records."""
    topic = counted.topics[4]  # two others were merged into it
    for narrower in (
        {"channels": ("phone",)}, {"languages": ("ru", "en")}, {"topics": (topic.pk,)},
        {"topics": (topic.parent_id,)}, {"portal": "e-keskkonnaamet"}, {"line": counted.lines[0].pk},
        {"unit": Topic.objects.exclude(unit=None).order_by("pk")[0].unit_id},
    ):  # fmt: skip
        chosen = WHOLE.narrowed(**narrower)
        for model, codes in by_model().items():
            if model is TeamDay or not answers(model, chosen):
                continue
            sums = total(model, chosen)
            for code, value in raw_figures(chosen, *codes).items():
                assert FIGURES[code].of(sums) == value, (code, narrower)
