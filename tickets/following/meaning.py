"""What an issue says to us, read out of its state, history and comments: pure, no database, no request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from tickets.enums import Means, SaidBy
from tickets.words import phrases

if TYPE_CHECKING:  # the web process never loads the library of JIRA
    from tickets.gateway import Comment, IssueState

TAKEN = {"status", "assignee"}
SAYING = {"status", "resolution", "labels"}  # the fields that rules are about
# Where no rule of the administrator says anything.
BY_CATEGORY = {"done": Means.SOLVED, "indeterminate": Means.WORKING}


@dataclass(frozen=True)
class Rule:
    """One line of the administrator's mapping: what `value` of `by` means."""

    by: str
    value: str
    means: str


@dataclass(frozen=True)
class Meaning:
    """What the issue says now, in which words of the second level, and by which rule (None: by category).

    `means` is empty while nobody has begun. `at` is since when it says so, by JIRA's clock; `words_at` when
    the words were written, and `marked` whether by a mark, not only as the last thing they wrote.
    """

    means: str
    text: str
    rule: Rule | None
    at: datetime | None = field(default=None, compare=False)
    words_at: datetime | None = field(default=None, compare=False)
    marked: bool = field(default=False, compare=False)


def read(told: IssueState, rules: Sequence[Rule], own: str) -> Meaning:
    """What the issue says: the first rule that fits, in the administrator's order; else its category.

    A mark counts in the last marked comment of the second level. That it needs information is over when our
    account (`own`) has written after it.
    """
    theirs = [comment for comment in told.comments if comment.account != own]
    marks = [rule for rule in rules if rule.by == SaidBy.MARK]
    marked = _last_marked(theirs, marks)
    ours = [c.at for c in told.comments if c.account == own and not phrases.only_tells(c.text)]
    supplied = max(ours, default=None)
    for rule in rules:
        if rule.by == SaidBy.MARK:
            if marked is None or marked[1] != rule:
                continue
            if rule.means == Means.NEEDS_INFO and supplied and supplied > marked[0].at:
                continue
            at = marked[0].at
            return Meaning(rule.means, _words(marked[0], rule), rule, at, words_at=at, marked=True)
        if _says(told, rule):
            return Meaning(rule.means, *_answered(theirs, marks, rule, _set_at(told, own)))
    means = BY_CATEGORY.get(told.category, "")
    if means == Means.SOLVED:
        return Meaning(means, *_answered(theirs, marks, None, _set_at(told, own)))
    return Meaning(means, "", None, _set_at(told, own))


def _set_at(told: IssueState, own: str) -> datetime:
    """When they last brought it where it stands: what is only written meanwhile says nothing anew."""
    set_at = (c.at for c in told.changes if c.field in SAYING and c.account != own)
    return max(set_at, default=told.created)


def _says(told: IssueState, rule: Rule) -> bool:
    values: dict[str, tuple[str, ...]] = {
        SaidBy.STATUS: (told.status_id, told.status),
        SaidBy.RESOLUTION: (told.resolution,),
        SaidBy.LABEL: told.labels,
        SaidBy.CATEGORY: (told.category,),
    }
    wanted = rule.value.strip().casefold()
    return bool(wanted) and wanted in {value.casefold() for value in values.get(rule.by, ())}


def _last_marked(theirs: Sequence[Comment], marks: Sequence[Rule]) -> tuple[Comment, Rule] | None:
    for comment in reversed(theirs):
        text = comment.text.strip().casefold()
        for rule in marks:
            if text.startswith(rule.value.strip().casefold()):
                return comment, rule
    return None


def _answered(
    theirs: Sequence[Comment], marks: Sequence[Rule], rule: Rule | None, at: datetime
) -> tuple[str, Rule | None, datetime, datetime | None, bool]:
    """All but the meaning: the last comment marked as the answer, else the last thing they wrote."""
    answers = [rule for rule in marks if rule.means in (Means.SOLVED, Means.ANSWERED)]
    if marked := _last_marked(theirs, answers):
        return _words(*marked), rule, at, marked[0].at, True
    last = theirs[-1] if theirs else None
    return (last.text.strip(), rule, at, last.at, False) if last else ("", rule, at, None, False)


def _words(comment: Comment, rule: Rule) -> str:
    return comment.text.strip()[len(rule.value.strip()) :].lstrip(" :\n")


def accepted_at(told: IssueState, own: str) -> datetime | None:
    """When somebody of the second level first had it, or it first left its first status; None: not yet.

    Assigned from the beginning (JIRA assigns by itself in some projects) it was accepted when it was made.
    """
    taken = [c.at for c in told.changes if c.account != own and c.field in TAKEN and c.after]
    if taken:
        return min(taken)
    return told.created if told.assignee else None


def moved_at(told: IssueState, own: str) -> datetime:
    """When the second level last did anything with it; what our own account does is no movement."""
    changes = [change.at for change in told.changes if change.account != own]
    comments = [comment.at for comment in told.comments if comment.account != own]
    return max(changes + comments, default=told.created)
