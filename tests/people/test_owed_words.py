"""What stands by kind and id is worded by its room, and leads somewhere."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import get_resolver

from desk import slots
from desk.people import approvals
from desk.people.words import page_of, row_of, sentence
from tests.house.test_house_rules import modules, relative

ACTS = {"give_todo", "settle_todos", "tell", "ask_second"}
OURS = ("desk/", "registry/", "contracts/", "tickets/", "stats/")


def kinds_used(path: Path) -> Iterator[tuple[str, str]]:
    """(act, kind) for each call that writes a kind down; the first part of one that is put together."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        act = getattr(node.func, "attr", getattr(node.func, "id", ""))
        for keyword in node.keywords if act in ACTS else ():
            if keyword.arg == "kind":
                yield from ((act, kind) for kind in constants(keyword.value))


def constants(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.JoinedStr):
        assert isinstance(value.values[0], ast.Constant), "a kind begins with its room"
        yield str(value.values[0].value)
    elif isinstance(value, ast.IfExp):
        yield from constants(value.body)
        yield from constants(value.orelse)


def test_every_kind_that_the_code_writes_down_has_a_sentence() -> None:
    worded = {kind for words in slots.each("OWED_WORDS") for kind in words}
    used = {
        kind
        for path in modules()
        if relative(path).startswith(OURS)
        for act, kind in kinds_used(path)
        if act != "ask_second"
    }
    assert not [kind for kind in used if not any(known.startswith(kind) for known in worded)]


def test_every_kind_is_worded_by_one_room() -> None:
    worded = [kind for words in slots.each("OWED_WORDS") for kind in words]
    assert len(worded) == len(set(worded))
    assert all("." in kind for kind in worded)
    paged = [kind for pages in slots.each("SUBJECT_PAGES") for kind in pages]
    assert len(paged) == len(set(paged))


def test_what_the_code_asks_a_second_person_for_is_offered_by_a_room() -> None:
    asked = {
        kind
        for path in modules()
        if relative(path).startswith(OURS)
        for act, kind in kinds_used(path)
        if act == "ask_second"
    }
    assert not asked - set(approvals.kinds())


def test_every_page_of_a_thing_exists() -> None:
    assert page_of("client", 7) == "/clients/7/"
    assert page_of("nothing of ours", 7) == ""
    paged = {kind for pages in slots.each("SUBJECT_PAGES") for kind in pages}
    assert get_resolver()
    assert not [kind for kind in paged if not page_of(kind, 7)]


# Pages of a person's own, and of a night's work: no single row is what they are about.
ABOUT_NO_ROW = {"login", "login_session", "look_checks", "own_look"}


def test_every_thing_is_called_as_its_model_is() -> None:
    """So that it is found out whether what a to-do is about is still there."""
    paged = {kind for pages in slots.each("SUBJECT_PAGES") for kind in pages}
    assert {kind for kind in paged if row_of(kind) is None} == ABOUT_NO_ROW


def test_a_value_that_is_missing_takes_no_list_down() -> None:
    assert "…" in sentence("people.deputy", {"first": "01.03.2027"})
    assert sentence("nobody.words_this", {}) == "nobody.words_this"


@pytest.mark.parametrize("language", ["et", "en"])
def test_every_sentence_can_be_filled(language: str) -> None:
    from django.utils.translation import override

    with override(language):
        for words in slots.each("OWED_WORDS"):
            assert all(sentence(kind, {}) for kind in words)
