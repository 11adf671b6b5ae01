"""Which conversation a letter belongs to: the same in any order of arrival."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.mail.threading import Earlier, Heads, Known, mended, place

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
OURS = {f"<ours-{number}@agency.example>": number for number in range(3)}
PEOPLE = ("mari@a.example", "jaan@b.example", "anna@c.example")


def heads(message_id: str, *references: str, sender: str = PEOPLE[0], hour: int = 0) -> Heads:
    return Heads(message_id, references, sender, START + timedelta(hours=hour))


def known(*received: Earlier) -> Known:
    return Known(OURS, received)


def test_an_answer_belongs_to_our_letter_and_a_follow_up_to_the_letter_before_it() -> None:
    first = heads("<1@a.example>", "<ours-1@agency.example>")
    second = heads("<2@a.example>", "<ours-1@agency.example>", "<1@a.example>", hour=1)
    assert place(first, known()).answers == 1
    found = place(second, known(Earlier(10, first)))
    assert (found.answers, found.follows, found.related) == (1, 10, (10,))


def test_letters_to_one_that_never_came_keep_together_only_for_the_same_sender() -> None:
    first = heads("<1@a.example>", "<ringkiri@liit.example>")
    same = heads("<2@a.example>", "<ringkiri@liit.example>", hour=1)
    other = heads("<3@b.example>", "<ringkiri@liit.example>", sender=PEOPLE[1], hour=1)
    assert place(same, known(Earlier(10, first))).follows == 10
    assert place(other, known(Earlier(10, first))).follows is None, "a circular has many receivers"


def test_a_letter_in_the_middle_that_comes_late_is_followed_from_then_on() -> None:
    first = heads("<1@a.example>")
    middle = heads("<2@a.example>", "<1@a.example>", hour=1)
    last = heads("<3@a.example>", "<1@a.example>", "<2@a.example>", hour=2)
    assert place(last, known(Earlier(10, first))).follows == 10
    arrived = Earlier(30, middle)
    assert mended(arrived, known(Earlier(10, first), Earlier(20, last), arrived))[20] == 30


@dataclass
class Inbox:
    """Letters as rows would be kept: each placed when it comes, the earlier ones mended."""

    rows: dict[int, Heads]
    places: dict[int, tuple[int | None, int | None]]

    def take(self, key: int, letter: Heads) -> None:
        before = [Earlier(*row) for row in self.rows.items()]
        found = place(letter, Known(OURS, before))
        self.rows[key] = letter
        self.places[key] = (found.answers, found.follows)
        arrived = Earlier(key, letter)
        for pk, follows in mended(arrived, Known(OURS, [*before, arrived])).items():
            self.places[pk] = (self.places[pk][0], follows)


@st.composite
def conversations(draw: st.DrawFn) -> list[Heads]:
    """Letters that refer to others, to ours, and to some that never come; now and then two of one name."""
    letters: list[Heads] = []
    for number in range(draw(st.integers(1, 9))):
        pool = [letter.message_id for letter in letters] + list(OURS) + ["<never@x.example>", "<8@a.example>"]
        references = draw(st.lists(st.sampled_from(pool), max_size=4, unique=True))
        hour = draw(st.integers(-3, 3))  # clocks of senders differ
        own = draw(st.sampled_from([f"<{number}@a.example>"] * 6 + ["<same@a.example>", ""]))
        sender = draw(st.sampled_from(PEOPLE))
        letters.append(heads(own, *references, sender=sender, hour=hour))
    unique = {(letter.dated, letter.message_id, letter.sender): letter for letter in letters}
    return list(unique.values())


@given(st.data())
@settings(max_examples=400, deadline=None)
@pytest.mark.slow
def test_every_order_of_arrival_ends_the_same(data: st.DataObject) -> None:
    letters = list(enumerate(data.draw(conversations())))
    ends = []
    for order in (letters, data.draw(st.permutations(letters))):
        inbox = Inbox({}, {})
        for key, letter in order:
            inbox.take(key, letter)
        ends.append(inbox.places)
    assert ends[0] == ends[1]
    for start in ends[0]:
        seen: set[int] = set()
        at: int | None = start
        while at is not None:
            assert at not in seen, "a conversation never goes round in a circle"
            seen.add(at)
            at = ends[0][at][1]
