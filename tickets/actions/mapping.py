"""The administrator says what something in JIRA means; open issues that mean something else are read anew."""

from django.db import transaction

from desk import clock
from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note
from tickets.following import mapping
from tickets.models import Issue, StatusRule


@transaction.atomic
def map_status(*, rule: StatusRule, by: User) -> int:
    """Keep the rule as it is now; how many open issues mean something else by it.

    They are read from JIRA again by the next poll, so that the duties of their tickets follow. Refused with
    whatever contradicts the rule.
    """
    rule.value, rule.project = rule.value.strip(), rule.project.strip()
    if wrong := mapping.contradictions(rule):
        raise Refused(*wrong)
    changed = [change.issue.pk for change in mapping.changes(rule)]
    rule.save()
    Issue.objects.filter(pk__in=changed).update(jira_updated_at=None, heard_at=clock.now())
    note(
        kind="tickets.mapped", subject=("statusrule", rule.pk), client_id=None, by=by, value=rule.value,
        means=rule.means, issues=len(changed),
    )  # fmt: skip
    return len(changed)
