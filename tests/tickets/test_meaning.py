"""What an issue says to us: the administrator's rules row by row, and the category where none fits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tickets.enums import Means, SaidBy, State
from tickets.following.meaning import Meaning, Rule, accepted_at, moved_at, read
from tickets.gateway import Change, Comment, IssueState
from tickets.models import StatusRule, Unit
from tickets.words import phrases
from tickets.workflow import heard

MADE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OWN, EXPERT = "csd-desk", "expert"

ISSUE = IssueState(
    id="10001", key="KT-1", project="KT", status_id="1", status="Open", category="new", resolution="",
    labels=("csd",), assignee="", assignee_account="", created=MADE, updated=MADE, comments=(), changes=(),
    complete=True,
)  # fmt: skip

ANSWER = Rule(SaidBy.MARK, "#vastus", Means.SOLVED)
INFO = Rule(SaidBy.MARK, "#lisainfo", Means.NEEDS_INFO)
WAITING = Rule(SaidBy.STATUS, "Ootab infot", Means.NEEDS_INFO)
BY_NUMBER = Rule(SaidBy.STATUS, "10500", Means.NEEDS_INFO)
TWIN = Rule(SaidBy.RESOLUTION, "Duplicate", Means.DUPLICATE)
NO = Rule(SaidBy.LABEL, "keeldutud", Means.REFUSED)
NEW_IS_WORK = Rule(SaidBy.CATEGORY, "new", Means.WORKING)
RULES = [WAITING, BY_NUMBER, TWIN, NO, ANSWER, INFO]


def after(minutes: int) -> datetime:
    return MADE + timedelta(minutes=minutes)


def said(*texts: str, account: str = EXPERT) -> tuple[Comment, ...]:
    """Comments a minute apart; a text that begins with > is our own."""
    return tuple(
        Comment(str(n), OWN if text.startswith(">") else account, "Ekspert", after(n), text.lstrip(">"))
        for n, text in enumerate(texts, start=1)
    )


def change(minutes: int, field: str, to: str, account: str = EXPERT) -> Change:
    return Change(f"{minutes}.0", account, "Ekspert", after(minutes), field, "", to)


@pytest.mark.parametrize(
    ("issue", "means", "text"),
    [
        (ISSUE, "", ""),
        (replace(ISSUE, category="indeterminate", status="Töös"), Means.WORKING, ""),
        (replace(ISSUE, category="done", comments=said("Uurime", "Tehtud")), Means.SOLVED, "Tehtud"),
        (replace(ISSUE, category="done"), Means.SOLVED, ""),
        (replace(ISSUE, category="done", comments=said("#Vastus: Nii.", "Aitäh")), Means.SOLVED, "Nii."),
        (replace(ISSUE, comments=said("#VASTUS\nNii.")), Means.SOLVED, "Nii."),
        (replace(ISSUE, comments=said("Vastame varsti: #vastus")), "", ""),
        (replace(ISSUE, comments=said(">#vastus enda oma")), "", ""),
        (replace(ISSUE, comments=said("#lisainfo Mis aruanne?")), Means.NEEDS_INFO, "Mis aruanne?"),
        (replace(ISSUE, comments=said("#lisainfo Mis?", ">Jäätmearuanne")), "", ""),
        (replace(ISSUE, comments=said("#lisainfo A?", ">B", "#lisainfo C?")), Means.NEEDS_INFO, "C?"),
        (replace(ISSUE, comments=said("#lisainfo A?", "#vastus B")), Means.SOLVED, "B"),
        (replace(ISSUE, status="ootab INFOT", comments=said("Mis?")), Means.NEEDS_INFO, "Mis?"),
        (replace(ISSUE, status_id="10500"), Means.NEEDS_INFO, ""),
        (replace(ISSUE, category="done", resolution="Duplicate"), Means.DUPLICATE, ""),
        (replace(ISSUE, category="done", resolution="Done"), Means.SOLVED, ""),
        (replace(ISSUE, labels=("csd", "Keeldutud"), comments=said("Ei")), Means.REFUSED, "Ei"),
        (replace(ISSUE, status="Ootab infot", labels=("keeldutud",)), Means.NEEDS_INFO, ""),
    ],
)  # fmt: skip
def test_an_issue_says(issue: IssueState, means: str, text: str) -> None:
    found = read(issue, RULES, OWN)
    assert (found.means, found.text) == (means, text)


@pytest.mark.parametrize(
    "phrase",
    [
        phrases.WAITS % {"n": 3},
        phrases.DUPLICATE % {"key": "KT-7"},
        phrases.NOT_HERE % {"number": "P-2026-12"},
        *phrases.SPOKEN.values(),
    ],
)
def test_what_the_desk_only_tells_supplies_nothing(phrase: str) -> None:
    asked = replace(ISSUE, comments=said("#lisainfo Mis?", f">{phrase}"))
    assert read(asked, RULES, OWN).means == Means.NEEDS_INFO


def test_what_begins_like_a_phrase_of_the_desk_supplies_all_the_same() -> None:
    asked = replace(ISSUE, comments=said("#lisainfo Mis?", ">Vastus on kindlasti: Firefox"))
    assert read(asked, RULES, OWN).means == ""


def test_without_rules_the_category_speaks() -> None:
    done = replace(ISSUE, category="done", comments=said("#vastus Nii"))
    assert read(done, [], OWN) == Meaning(Means.SOLVED, "#vastus Nii", None)
    assert read(ISSUE, [NEW_IS_WORK], OWN).means == Means.WORKING


@pytest.mark.parametrize(
    ("means", "state"),
    [
        ("", State.CREATED), (Means.WORKING, State.WORKING), (Means.SOLVED, State.ANSWERED),
        (Means.ANSWERED, State.ANSWERED), (Means.NEEDS_INFO, State.NEEDS_INFO),
        (Means.REFUSED, State.REFUSED), (Means.DUPLICATE, State.DUPLICATE),
    ],
)  # fmt: skip
def test_what_it_says_is_a_state_of_ours(means: str, state: State) -> None:
    assert heard(means) == state


def test_it_is_accepted_when_somebody_of_theirs_first_took_it() -> None:
    assert accepted_at(ISSUE, OWN) is None
    ours = replace(ISSUE, changes=(change(3, "assignee", "Ekspert", OWN),))
    assert accepted_at(ours, OWN) is None
    taken = replace(ISSUE, changes=(change(5, "assignee", "Ekspert"), change(9, "status", "Töös")))
    assert accepted_at(taken, OWN) == after(5)
    assert accepted_at(replace(ISSUE, assignee="Ekspert"), OWN) == MADE


def test_what_we_do_is_no_movement() -> None:
    assert moved_at(replace(ISSUE, comments=said("Uurime", ">Palun vastake")), OWN) == after(1)
    assert moved_at(ISSUE, OWN) == MADE


@pytest.mark.django_db
def test_a_units_own_rule_comes_before_the_projects_and_the_common() -> None:
    it = Unit.objects.create(code="x", name_et="X", name_en="X", jira_project="KT", jira_issue_type="Task")
    other = Unit.objects.create(code="y", name_et="Y", name_en="Y", jira_project="KT", jira_issue_type="Task")
    places: list[dict[str, Any]] = [{}, {"project": "KT"}, {"unit": it}, {"unit": other}, {"project": "A"}]
    for number, place in enumerate(places):
        StatusRule.objects.create(
            by=SaidBy.LABEL, value=f"r{number}", means=Means.REFUSED, position=9 - number, **place
        )
    StatusRule.objects.create(by=SaidBy.LABEL, value="off", means=Means.REFUSED, unit=it, active=False)
    assert [rule.value for rule in StatusRule.objects.rules_of(it, "KT")] == ["r2", "r1", "r0"]
    assert [rule.value for rule in StatusRule.objects.rules_of(it, "A")] == ["r2", "r4", "r0"]
