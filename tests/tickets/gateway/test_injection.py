"""What a client wrote stays what he wrote: no link, picture, mention, heading or macro comes of it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulators import jira
from tests.tickets.gateway.rendering import seen
from tickets import gateway
from tickets.words import adf, texts, wiki

New = Callable[..., gateway.NewIssue]
LINK = "https://desk.example/tickets/1"

HOSTILE = {
    "mention": "[~all] [~admin] [~accountid:712020:77aa-expert] @kõik",
    "image": "!https://track.example/beacon.png! !a.png|width=900!",
    "link": "[Vajuta siia|https://evil.example] [x|javascript:alert(1)] https://evil.example/a",
    "noformat closed": "{noformat}\n[~all] !http://x.example/a.png!\n{noformat}",
    "noformat in other letters": "{NoFormat} [~all] {NOFORMAT:title=x} !a.png!",
    "noformat with spaces": "{ noformat} [~all] {noformat }",
    "noformat by parts": "{{noformat}} {no{noformat}format}[~all]{noformat",
    "hidden between": "{no\u200bformat}[\u200b~all]{\u00adnoformat}",
    "html": "{html}<script>alert(1)</script>{html}<img src=x onerror=alert(1)>",
    "code": "{code}{code:title=x}{color:red}{panel}{quote}",
    "heading": "h1. Tähtis teade\nh2. Veel\nbq. tsitaat\n----\n||a||b||\n|c|d|\n* punkt\n# nr",
    "document": json.dumps({
        "type": "doc", "version": 1, "content": [{"type": "mention", "attrs": {"id": "712020:77aa-expert"}}],
    }),
    "node": '{"type":"text","text":"x","marks":[{"type":"link","attrs":{"href":"https://evil.example"}}]}',
    "backslashes": "\\\\{noformat}\\[~all\\] \\!a.png\\! tekst\\",
    "control": "a\x00b\x07c\x1b[31mpunane\x7f\ud800\ufffe",
    "directions": "\u202eteip.exe\u202c \u2066abc\u2069 \u200f\u200e",
    "lines": "üks\r\nkaks\rkolm\u2028neli\u2029viis",
    "emoji": "👩\u200d👩 🇪🇪 😀",
}  # fmt: skip


def stored(state: jira.State, issue_id: str) -> jira.Issue:
    return state.issues[issue_id]


def shown(text: str) -> str:
    """What of `text` a reader must find again: the letters, without what is invisible."""
    return texts.cleaned(text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_comes_alive_in_a_description(level2: jira.State, new: New, text: str) -> None:
    ref = gateway.create(new(answers=(("Mis juhtus?", text), ("Mida ootasite?", text))))
    found = seen(stored(level2, ref.id).description)
    assert found.live == [("link", LINK)], "our own address is the only live thing"
    assert [shown(letters) for letters in found.letters] == [shown(text).strip("\n")] * 2


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_comes_alive_in_a_comment(level2: jira.State, new: New, text: str) -> None:
    ref = gateway.create(new())
    gateway.comment(ref.id, "m1", text)
    found = seen(stored(level2, ref.id).comments[0].body)
    assert found.live == []
    assert [shown(letters) for letters in found.letters] == [shown(text).strip("\n")]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_summary_is_one_short_line(level2: jira.State, new: New, text: str) -> None:
    ref = gateway.create(new(summary=f"P-2026-000001: {text} {'pikk ' * 80}"))
    summary = stored(level2, ref.id).summary
    assert "\n" not in summary
    assert len(summary) <= 255
    assert shown(summary) == summary


@pytest.mark.parametrize("letter", ["a", "õ", "\n", '"', "😀", "{noformat}", "[~", "\\"])
def test_forty_thousand_characters_are_taken_as_far_as_they_go(
    level2: jira.State, new: New, letter: str
) -> None:
    text = letter * (40_000 // len(letter))
    answers = (("Mis juhtus?", text), ("Mida ootasite?", "Lühike vastus"), ("Mida proovisite?", text))
    ref = gateway.create(new(answers=answers))
    gateway.comment(ref.id, "m1", "algus " + text)
    issue = stored(level2, ref.id)
    found = seen(issue.description)
    assert found.live == [("link", LINK)]
    assert found.letters[1] == "Lühike vastus", "a short answer is not cut for a long one"
    assert found.letters[0].endswith("…")
    assert seen(issue.comments[0].body).letters[0].startswith("algus")


def test_a_phrase_of_the_desk_is_one_line_of_text(level2: jira.State, new: New) -> None:
    ref = gateway.create(new())
    gateway.comment(ref.id, "m1", "Klient on teavitatud: *kiri* [~all] !a!\nTeine rida", ours=True)
    assert seen(stored(level2, ref.id).comments[0].body).live == []


UNGUARDED = ["mention", "image", "link", "html", "code", "heading", "noformat closed"]


@pytest.mark.parametrize("name", UNGUARDED)
def test_the_renderer_would_see_it(name: str) -> None:
    assert seen(HOSTILE[name]).live
    assert seen(f"{{noformat}}\n{HOSTILE['noformat closed']}\n{{noformat}}").live


def test_the_renderer_would_see_it_in_a_document() -> None:
    found = seen(json.loads(HOSTILE["document"])).live + seen(json.loads(HOSTILE["node"])).live
    assert [kind for kind, _text in found] == ["mention", "link"]


PIECES = [
    "{noformat}", "{noformat", "}", "{", "noformat", "[~all]", "[~", "]", "!a.png!", "!", "\\", "\n", " ",
    "[x|http://e.example]", "h1. ", "\u200b", "{code}", "|", "a", "…", "\r", "\u202e", "{NOFORMAT:x=y}",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.integers(60, 400))
def test_no_mixture_of_marks_comes_alive(text: str, room: int) -> None:
    assert seen(wiki.quoted(text, room)).live == []
    assert seen(adf.said(text, ours=False)).live == []


@given(st.lists(st.text(max_size=200), min_size=1, max_size=6), st.integers(50, 600))
def test_texts_are_cut_to_the_room_there_is(given_texts: list[str], room: int) -> None:
    cut = texts.fitted(given_texts, room)
    assert sum(map(texts.units, cut)) <= max(room, 2 * len(cut))
    assert all(
        after == before or before.startswith(after[:-1])
        for before, after in zip(given_texts, cut, strict=True)
    )


def line(text: str) -> dict[str, Any]:
    return {"type": "paragraph", "content": [{"type": "text", "text": text}]}


THEIRS: list[tuple[Any, str]] = [
    ({"type": "doc", "version": 1, "content": [
        {"type": "paragraph", "content": [
            {"type": "mention", "attrs": {"id": "1", "text": "@Mari"}}, {"type": "text", "text": "Tehtud. "},
            {"type": "text", "text": "Juhend", "marks": [{"type": "link", "attrs": {"href": "https://a.example"}}]},
            {"type": "hardBreak"}, {"type": "emoji", "attrs": {"shortName": ":x:", "text": "✓"}},
        ]},
        {"type": "bulletList", "content": [
            {"type": "listItem", "content": [line("üks")]}, {"type": "listItem", "content": [line("kaks")]},
        ]},
    ]}, "Tehtud. Juhend (https://a.example)\n✓\n- üks\n- kaks"),
    (None, ""), ("tavaline", "tavaline"), ([1], ""), ({"type": "doc", "content": "x"}, ""),
    ({"type": "text", "text": None, "marks": [None, {"type": "link"}]}, ""),
    ({"type": "text", "text": "a", "marks": 5}, "a"), ({"type": ["x"], "content": [{"type": {}}]}, ""),
    ({"type": "text", "text": "a", "marks": [{"type": "link", "attrs": "x"}]}, "a"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "read"), THEIRS)
def test_a_document_of_theirs_is_read_as_text(body: Any, read: str) -> None:
    assert adf.plain(body) == read


def test_a_document_without_end_is_read_all_the_same() -> None:
    node: dict[str, Any] = {"type": "text", "text": "sügaval"}
    for _depth in range(3000):
        node = {"type": "blockquote", "content": [node]}
    assert adf.plain({"type": "doc", "content": [node, {"type": "text", "text": "pinnal"}]}) == "pinnal"
