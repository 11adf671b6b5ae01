"""How it stands between the desk and JIRA, in one query: what keeps us from it, and what waits since when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from desk import clock, workdays
from desk.people.models import User
from tickets.enums import LineState, in_words
from tickets.permissions import opens_line

# What has waited longer is shown although nothing is wrong: usually it is gone within seconds.
UNNOTICED = timedelta(minutes=2)
_NOT_OURS_TO_TELL = {
    "resting",
    "stopped",
}  # they only say that a line is shut, which its own row tells better


@dataclass(frozen=True)
class Standing:
    """What people see of the connection, on every page that depends on it."""

    waiting: int
    since: datetime | None  # when the oldest of what waits was asked for
    stuck: int
    resting: bool
    stopped: bool
    trouble: str  # a code of the gateway
    trouble_since: datetime | None
    tries_at: datetime | None  # when the next piece of work tries a resting line
    may_open: bool

    @property
    def why(self) -> str:
        """The trouble in words; empty when all is well."""
        return in_words(self.trouble)

    @property
    def since_when(self) -> str:
        """The time of day, with the day unless it is today's."""
        return _moment(self.since)

    @property
    def trouble_since_when(self) -> str:
        """The same of the trouble."""
        return _moment(self.trouble_since)

    @property
    def tries_when(self) -> str:
        """The same of the next try."""
        return _moment(self.tries_at)

    @property
    def shown(self) -> bool:
        """Whether there is anything to say: trouble, or work that should long be done."""
        return bool(self.trouble) or self.late

    @property
    def late(self) -> bool:
        """Whether something waits longer than it should."""
        return self.since is not None and clock.now() - self.since > UNNOTICED


def _moment(moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(workdays.TALLINN)
    return f"{local:%H:%M}" if local.date() == workdays.today() else f"{local:%d.%m.%Y %H:%M}"


_QUERY = """
    SELECT queue.waiting, queue.since, queue.stuck,
           contact.trouble, contact.trouble_since,
           jira.state, jira.trouble, jira.since, jira.rests_until,
           credentials.state, credentials.trouble, credentials.since
      FROM (SELECT count(*) FILTER (WHERE state IN ('pending', 'sending')) AS waiting,
                   min(created_at) FILTER (WHERE state IN ('pending', 'sending')) AS since,
                   count(*) FILTER (WHERE state IN ('failed', 'unknown')) AS stuck
              FROM tickets_jiraoperation WHERE state <> 'sent') queue
      LEFT JOIN tickets_contact contact ON contact.id = 1
      LEFT JOIN tickets_line jira ON jira.kind = 'jira'
      LEFT JOIN tickets_line credentials ON credentials.kind = 'credentials'
"""


def standing(user: User) -> Standing:
    """As it is now; `user` sees the buttons that he may press."""
    with connection.cursor() as cursor:
        cursor.execute(_QUERY)
        waiting, since, stuck, heard, heard_since, *lines = cursor.fetchone()
    state, trouble, failing_since, rests_until, known, refused, refused_since = lines
    if not settings.JIRA_URL:  # done by hand: nothing waits for JIRA, and nothing of it can be wrong
        return Standing(0, None, stuck, False, False, "", None, None, False)
    stopped, resting = known == LineState.STOPPED, state == LineState.RESTING
    if stopped:
        trouble, begun = refused, refused_since
    elif resting or trouble:
        begun = failing_since
    else:
        trouble, begun = ("" if heard in _NOT_OURS_TO_TELL else heard or ""), heard_since
    return Standing(
        waiting=waiting, since=since, stuck=stuck, resting=resting and not stopped, stopped=stopped,
        trouble=trouble or "", trouble_since=begun if trouble else None,
        tries_at=rests_until if resting and not stopped else None,
        may_open=opens_line(user) is None,
    )  # fmt: skip
