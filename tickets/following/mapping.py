"""The administrator's mapping tried on today's open issues, before it takes effect. Nothing is asked of JIRA.

What JIRA told us stands in our rows: statuses, resolutions and labels of issues that were read.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, Func, Q, TextField
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from tickets.enums import EventKind, Means, SaidBy
from tickets.following.meaning import Rule
from tickets.models import Issue, StatusRule, TicketEvent
from tickets.time import clocks
from tickets.time.clocks import Happened, Standing, Status

MOST = 5000  # open issues that are tried; more than that and the newest speak for all
HEAD = 200  # characters of a comment: more than any mark
OURS = "csd"  # labels that the desk itself puts on
CATEGORIES = ("new", "indeterminate", "done")


@dataclass(frozen=True)
class Placed:
    """A rule with where it holds: a unit's, a project's, or with neither common."""

    pk: int | None
    unit: int | None
    project: str
    position: int
    rule: Rule

    @classmethod
    def of(cls, row: StatusRule) -> "Placed":
        """A row as it stands, saved or not."""
        rule = Rule(row.by, row.value.strip(), row.means)
        return cls(row.pk, row.unit_id, row.project.strip(), row.position, rule)


@dataclass(frozen=True)
class Value:
    """Something that JIRA told us: a value with how many open issues have it."""

    by: str
    value: str
    detail: str
    issues: int


@dataclass(frozen=True)
class Change:
    """An issue that would mean something else."""

    issue: Issue
    before: str
    after: str


def offered() -> list[Value]:
    """Statuses, resolutions and labels that JIRA told us of issues of open tickets; three statements."""
    followed = Issue.objects.followed().in_jira().order_by()
    statuses = followed.exclude(status_name="").values_list("status_name", "status_id", "category")
    found = [
        Value(SaidBy.STATUS, name, f"{number}, {category}", many)
        for name, number, category, many in statuses.annotate(n=Count("pk")).order_by("status_name")
    ]
    resolutions = followed.exclude(resolution="").values_list("resolution").annotate(n=Count("pk"))
    found += [Value(SaidBy.RESOLUTION, name, "", many) for name, many in resolutions.order_by("resolution")]
    each = Func("labels", function="jsonb_array_elements_text", output_field=TextField())
    labels = Counter(followed.annotate(label=each).values_list("label", flat=True))
    own = (name for name in sorted(labels) if name != OURS and not name.startswith(f"{OURS}-"))
    return found + [Value(SaidBy.LABEL, name, "", labels[name]) for name in own]


def changes(row: StatusRule) -> list[Change]:
    """Open issues that would mean something else were this row as it is now; three statements."""
    saved = [Placed.of(each) for each in StatusRule.objects.filter(active=True)]
    new = [each for each in saved if each.pk != row.pk or row.pk is None]
    if row.active:
        # A row that is not saved yet comes last among those of its place.
        placed = Placed.of(row)
        new.append(placed if placed.pk else replace(placed, pk=1 << 62))
    issues = list(Issue.objects.followed().in_jira().exclude(status_name="").order_by("-pk")[:MOST])
    said = _comments(issues)
    found = []
    for issue in issues:
        before = _means(issue, said[issue.pk], rules_for(saved, issue))
        after = _means(issue, said[issue.pk], rules_for(new, issue))
        if before != after:
            found.append(Change(issue, before, after))
    return found


def rules_for(placed: Iterable[Placed], issue: Issue) -> list[Rule]:
    """Those that hold for this issue, in the order in which they are asked (as StatusRule.for_issues)."""
    near: list[tuple[int, int, int, Rule]] = []
    for each in placed:
        own, common = each.unit == issue.unit_id, each.unit is None and not each.project
        if own or common or (each.project and each.project == issue.project):
            near.append((0 if own else 2 if common else 1, each.position, each.pk or 0, each.rule))
    return [rule for *_order, rule in sorted(near, key=lambda row: row[:3])]


def contradictions(row: StatusRule) -> list[str]:
    """What speaks against this row, one text each: it could never decide, or says the opposite of another."""
    value = row.value.strip().casefold()
    if row.by == SaidBy.CATEGORY and value not in CATEGORIES:
        return [_("A category is one of: %(values)s.") % {"values": ", ".join(CATEGORIES)}]
    if row.unit_id and row.project.strip():
        return [_("Choose a unit or a project, not both.")]
    beside = StatusRule.objects.filter(unit=row.unit_id, project=row.project.strip(), by=row.by)
    others = [each for each in beside.exclude(pk=row.pk) if each.active and row.active]
    texts = []
    for other in others:
        theirs = other.value.strip().casefold()
        if theirs == value:
            texts.append(_("The same stands there already: %(rule)s.") % {"rule": other})
        elif other.means != row.means and _overlap(row.by, value, theirs):
            texts.append(_("It contradicts another rule: %(rule)s.") % {"rule": other})
    return texts


def _overlap(by: str, one: str, other: str) -> bool:
    """Whether two values speak of the same: one mark begins with the other, or a number with its name."""
    if by == SaidBy.MARK:
        return one.startswith(other) or other.startswith(one)
    if by == SaidBy.STATUS:
        same = Issue.objects.filter(
            Q(status_id=one, status_name__iexact=other) | Q(status_id=other, status_name__iexact=one)
        )
        return same.exists()
    return False


def label_of(means: str) -> str:
    """A meaning in words; nothing was said while nobody has begun."""
    return str(Means(means).label) if means else _("nothing yet")


def _comments(issues: Sequence[Issue]) -> dict[int, list[Happened]]:
    rows = TicketEvent.objects.filter(issue__in=issues, kind=EventKind.COMMENT)
    found: dict[int, list[Happened]] = defaultdict(list)
    heads = rows.annotate(begins=Left("text", HEAD)).order_by("at", "pk")
    for issue, at, ours, text in heads.values_list("issue", "at", "ours", "begins"):
        found[issue].append(Happened(at, ours, text=text))
    return found


def _means(issue: Issue, said: list[Happened], rules: list[Rule]) -> str:
    standing = Standing(issue.status_name, issue.resolution, tuple(issue.labels))
    known = {issue.status_name: Status(issue.status_id, issue.category)}
    begun = issue.jira_created_at or issue.made_at
    return clocks.read(standing, said, rules, known, begun).means
