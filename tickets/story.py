"""The story of one ticket in order of time: what moved in JIRA, what we did, letters, alarms. Reads only.

One statement whatever the number of events; a page at a time, the newest first.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import F, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from desk.mail.models import Message
from desk.records.models import TimelineEntry
from desk.records.words import sentence
from tickets.enums import Alarm, EventKind
from tickets.models import Escalation, L2Answer, TicketEvent, Watch

PAGE = 30  # lines at a time
LONG = 320  # characters; longer texts are folded
LINES = 6  # lines of text; the same
# What JIRA's own history, or the letter itself, tells better.
_TOLD_ELSEWHERE = ("tickets.status", "tickets.moved", "tickets.telling")
_MADE, _OURS, _JIRA, _RAISED, _HEAD, _OVER, _LETTER, _EXPERT = range(1, 9)

# The fields of JIRA that a specialist meets, in words.
FIELDS: dict[str, Lazy] = {
    "status": _("status"),
    "resolution": _("resolution"),
    "assignee": _("assigned to"),
    "labels": _("labels"),
    "priority": _("priority"),
    "summary": _("summary"),
    "description": _("description"),
    "duedate": _("due date in JIRA"),
    "Key": _("moved, new key"),
    "project": _("project"),
    "issuetype": _("kind of issue"),
    "Attachment": _("attachment"),
    "Link": _("link"),
    "RemoteIssueLink": _("link"),
    "reporter": _("reporter"),
    "Component": _("component"),
    "Comment": _("comment"),
}


@dataclass(frozen=True)
class Line:
    """One line of the story. `said` is somebody's own words, `text` the desk's sentence."""

    at: datetime
    key: str  # where the next page begins; names the row on the page
    text: str
    said: str = ""
    who: str = ""
    badge: str = ""
    look: str = "muted"
    url: str = ""
    new: bool = False
    event: int = 0  # a comment of the second level, by which it may be shown that it told the client

    @property
    def long(self) -> bool:
        """Whether the words are folded."""
        return len(self.said) > LONG or self.said.count("\n") >= LINES

    @property
    def begins(self) -> str:
        """How folded words begin."""
        first = self.said.strip().partition("\n")[0]
        return first if len(first) <= LONG // 3 else first[: LONG // 3].rstrip() + "…"


def told(ticket: Escalation, before: str = "") -> tuple[list[Line], str]:
    """A page of the story, and where the next one begins (empty on the last)."""
    parts = [
        _page(rows, rank, before)
        for rank, rows in (
            (_JIRA, _movements(ticket)),
            (_OURS, _entries(ticket)),
            (_MADE, _made(ticket)),
            *((rank, _alarms(ticket, rank, field)) for rank, field in _MOMENTS.items()),
            (_LETTER, _letters(ticket)),
            (_EXPERT, _experts(ticket)),
        )
    ]
    found = list(parts[0].union(*parts[1:], all=True).order_by("-moment", "-rank", "-number")[: PAGE + 1])
    lines = [_line(row, ticket) for row in found[:PAGE]]
    return lines, lines[-1].key if len(found) > PAGE else ""


_MOMENTS = {_RAISED: "raised_at", _HEAD: "head_at", _OVER: "over_at"}
_NOBODY: Any = Value("", TextField())


def _row(rank: int, at: str, rows: QuerySet[Any], **columns: Any) -> QuerySet[Any]:
    """The same columns of every source, so that they can be read as one."""
    texts = {name: columns.get(name, _NOBODY) for name in ("what", "whose", "name", "was", "now", "words")}
    annotated = rows.order_by().annotate(
        rank=Value(rank, IntegerField()), moment=F(at), number=F("pk"),
        own=columns.get("own", Value(False)),
        **{name: Cast(value, TextField()) for name, value in texts.items()},
    )  # fmt: skip
    found: QuerySet[Any] = annotated.values("rank", "moment", "number", "own", *texts)
    return found


def _name(path: str) -> Any:
    return Concat(F(f"{path}__first_name"), Value(" "), F(f"{path}__last_name"))


def _movements(ticket: Escalation) -> QuerySet[Any]:
    rows = TicketEvent.objects.filter(issue=ticket.issue_id)
    return _row(
        _JIRA, "at", rows, what=F("kind"), whose=F("author"), name=F("field"), was=F("before"),
        now=F("after"), words=F("text"), own=F("ours"),
    )  # fmt: skip


def _entries(ticket: Escalation) -> QuerySet[Any]:
    rows = TimelineEntry.objects.for_subject("escalation", ticket.pk).exclude(kind__in=_TOLD_ELSEWHERE)
    return _row(
        _OURS, "at", rows, what=F("kind"), whose=_name("by"), was=_name("in_place_of"), words=F("params")
    )


def _made(ticket: Escalation) -> QuerySet[Any]:
    rows = Escalation.objects.filter(pk=ticket.pk)
    return _row(_MADE, "created_at", rows, whose=_name("created_by"))


def _alarms(ticket: Escalation, rank: int, field: str) -> QuerySet[Any]:
    rows = Watch.objects.filter(**{"escalation": ticket.pk, f"{field}__isnull": False})
    return _row(rank, field, rows, what=F("kind"))


def _letters(ticket: Escalation) -> QuerySet[Any]:
    rows = Message.objects.filter(subject_kind="escalation", subject_id=ticket.pk)
    return _row(_LETTER, "queued_at", rows, whose=_name("by"), what=F("state"))


def _experts(ticket: Escalation) -> QuerySet[Any]:
    rows = L2Answer.objects.filter(escalation=ticket.pk)
    return _row(_EXPERT, "at", rows, whose=_name("by"), words=F("text"))


def _page(rows: QuerySet[Any], rank: int, before: str) -> QuerySet[Any]:
    if place := _place(before):
        at, last_rank, number = place
        same = Q(moment=at, number__lt=number) if rank == last_rank else Q(moment=at)
        rows = rows.filter(Q(moment__lt=at) | same if rank <= last_rank else Q(moment__lt=at))
    return rows.order_by("-moment", "-number")[: PAGE + 1]


def _key(row: dict[str, Any]) -> str:
    return f"{row['moment'].astimezone(UTC):%Y%m%d%H%M%S%f}-{row['rank']}-{row['number']}"


def _place(key: str) -> tuple[datetime, int, int] | None:
    moment, _dash, numbers = key.partition("-")
    rank, _dash, number = numbers.partition("-")
    try:
        return datetime.strptime(moment, "%Y%m%d%H%M%S%f").replace(tzinfo=UTC), int(rank), int(number)
    except ValueError:
        return None


def _line(row: dict[str, Any], ticket: Escalation) -> Line:
    return _WORDS[row["rank"]](row, ticket)


def _of_jira(row: dict[str, Any], ticket: Escalation) -> Line:
    seen = ticket.seen_at
    new = not row["own"] and (seen is None or row["moment"] > seen)
    comment = row["what"] == EventKind.COMMENT
    text = str(_("commented in JIRA")) if comment else _change(row)
    said = row["words"] if comment else _values(row)
    return Line(
        row["moment"], _key(row), text, said, row["whose"],
        str(_("our own account")) if row["own"] else "JIRA", "muted" if row["own"] else "info", new=new,
        event=row["number"] if comment and not row["own"] else 0,
    )  # fmt: skip


def _change(row: dict[str, Any]) -> str:
    """“status: In Progress → Done”; of long values only the field, they stand below."""
    field = str(FIELDS.get(row["name"], row["name"]))
    return field if _values(row) else f"{field}: {row['was'] or '–'} → {row['now'] or '–'}"


def _values(row: dict[str, Any]) -> str:
    long = len(row["was"]) + len(row["now"]) > LONG // 2
    return f"{row['was'] or '–'}\n→ {row['now'] or '–'}" if long else ""


def _of_ours(row: dict[str, Any], ticket: Escalation) -> Line:
    entry = TimelineEntry(kind=row["what"], params=json.loads(row["words"] or "{}"))
    who = row["whose"].strip()
    if instead := row["was"].strip():
        who = str(_("%(who)s in place of %(name)s") % {"who": who, "name": instead})
    return Line(row["moment"], _key(row), sentence(entry), who=who)


def _of_making(row: dict[str, Any], ticket: Escalation) -> Line:
    text = _("Handed to the second level: %(unit)s") % {"unit": ticket.unit.name}
    return Line(row["moment"], _key(row), str(text), who=row["whose"].strip())


def _of_alarm(word: Lazy, look: str) -> Callable[[dict[str, Any], Escalation], Line]:
    def line(row: dict[str, Any], ticket: Escalation) -> Line:
        text = f"{word}: {Alarm(row['what']).label}"
        return Line(row["moment"], _key(row), text, badge=str(_("alarm")), look=look)

    return line


def _of_letter(row: dict[str, Any], ticket: Escalation) -> Line:
    label = Message(state=row["what"]).get_state_display()
    text = _("Letter with the answer to the client: %(state)s") % {"state": label}
    url = reverse("mail:page", args=[row["number"]])
    return Line(row["moment"], _key(row), str(text), who=row["whose"].strip(), url=url)


def _of_expert(row: dict[str, Any], ticket: Escalation) -> Line:
    text = str(_("wrote on our page"))
    who = row["whose"].strip()
    return Line(row["moment"], _key(row), text, row["words"], who, str(_("second level")), "info")


_WORDS: dict[int, Callable[[dict[str, Any], Escalation], Line]] = {
    _MADE: _of_making,
    _OURS: _of_ours,
    _JIRA: _of_jira,
    _RAISED: _of_alarm(_("The owner was told"), "warn"),
    _HEAD: _of_alarm(_("The head was told"), "bad"),
    _OVER: _of_alarm(_("Over"), "ok"),
    _LETTER: _of_letter,
    _EXPERT: _of_expert,
}
