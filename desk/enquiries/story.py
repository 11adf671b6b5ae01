"""The story of one promise, told from its rows: made, tried, written, kept, open again, broken."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from desk.enquiries.enums import Evidence, PromiseState
from desk.enquiries.models import Promise
from desk.people.enums import ApprovalState
from desk.people.models import User
from desk.people.words import page_of

# Which thing the id of an evidence names, for the way to its page.
_THINGS = {
    Evidence.MESSAGE: "message", Evidence.CALL: "call", Evidence.SAID: "call", Evidence.WROTE: "incoming",
    Evidence.UNREACHABLE: "last_letter",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One thing that happened, when, who did it (nobody: by rule), and where it is shown."""

    at: datetime
    text: str
    by: User | None = None
    url: str = ""


def evidence_page(kind: str, pk: int | None) -> str:
    """The address of the record that shows it; empty where there is none."""
    thing = _THINGS.get(Evidence(kind)) if kind and pk else None
    return page_of(thing, pk) if thing and pk else ""


def story(promise: Promise) -> list[Line]:
    """Everything that happened with the promise, the oldest first."""
    lines = [Line(promise.made_at, _("Promised"), promise.made_by)]
    if promise.replaces is not None:
        lines[0] = Line(
            promise.made_at, _("Promised anew: %(why)s") % {"why": promise.reason}, promise.made_by
        )
    lines += [
        Line(each.at, f"{each.get_channel_display()}: {each.get_reached_display()}", each.by)
        for each in promise.attempts.all()
    ]
    lines += _letters(promise) + _turns(promise)
    return sorted(lines, key=lambda line: line.at)


def _letters(promise: Promise) -> list[Line]:
    lines = []
    for letter in promise.last_letters.select_related("written_by", "approval__decided_by", "posted_by"):
        url, approval = letter.get_absolute_url(), letter.approval
        lines.append(Line(letter.written_at, _("Last letter written"), letter.written_by, url))
        if approval is not None and approval.decided_at is not None:
            approved = approval.state == ApprovalState.APPROVED
            text = _("Last letter approved") if approved else _("Last letter not approved")
            lines.append(Line(approval.decided_at, text, approval.decided_by, url))
        if letter.posted_at is not None:
            lines.append(Line(letter.posted_at, _("Last letter posted"), letter.posted_by, url))
    return lines


def _turns(promise: Promise) -> list[Line]:
    """What the kept versions of the row differ in: its state, and the letter it waits for."""
    lines: list[Line] = []
    before: Any = None
    versions = promise.history.select_related("awaits", "history_user").order_by("history_date", "history_id")
    for now in versions:
        awaited = before.awaits_id if before else None
        if now.awaits is not None and now.awaits_id != awaited:
            url = page_of("message", now.awaits_id)
            lines.append(Line(now.awaits.queued_at, _("Letter to the client"), now.history_user, url))
        if before is not None and now.state != before.state:
            lines.append(_turn(now))
        before = now
    return lines


def _turn(now: Any) -> Line:
    """A version of the row in which its state changed (django-simple-history's model of the row)."""
    by = now.history_user
    if now.state == PromiseState.KEPT and now.kept_at is not None:
        text = _("Kept: %(how)s") % {"how": now.get_evidence_kind_display()}
        if now.said_by:
            text += f" ({now.said_by})"
        return Line(now.kept_at, text, by, evidence_page(now.evidence_kind, now.evidence_id))
    why = now.history_change_reason
    if why and now.reopened_at is not None:
        return Line(now.reopened_at, _("Open again: %(why)s") % {"why": why}, by)
    assert now.broken_at is not None  # the only other turn
    return Line(now.broken_at, _("Broken: not kept long after its time"))
