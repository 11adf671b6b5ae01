"""What a batch says in words: why something was left alone, which field, what a value means."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk.clients.enums import PreferredChannel, Status, Works
from desk.orders.cleanup import dead, doubles, fields
from desk.orders.enums import CleanUp
from desk.orders.models import Batch, BatchChange
from desk.people.enums import Language

WHY: dict[str, Promise] = {
    # When it was tried out
    "no_client": _("no client has this registry code"),
    "merged": _("the client was merged into another"),
    "invalid": _("the value is not one that the field takes"),
    "not_of_kind": _("clients of this kind have no such field"),
    "several": _("there are several and none is the preferred one"),
    "known_dead": _("it is known as not working"),
    "not_found": _("the client has no such contact"),
    "not_a_client": _("no client has this code or number"),
    "conflict": _("they cannot be one: their codes or kinds speak against it"),
    "in_another_pair": _("it stands in another pair of this batch"),
    # When it was to be done
    "changed": _("somebody changed it since it was tried out"),
    "gone": _("it is gone"),
    "told_apart": _("somebody said that they are not the same"),
    "refused": _("the rules of clients do not allow it now"),
    # When it was to be undone
    "changed_since": _("somebody changed it since the batch"),
    "undone_before": _("somebody undid the merge before"),
    "merged_since": _("the client was merged into another since"),
    "in_the_way": _("something written down since stands in the way"),
    "some_kept": _("undone, but some of its rows were changed since and stayed"),
}

# Rows that gave no line: `found` of the batch.
NOTHING: dict[str, Promise] = {
    "empty": _("empty cells"),
    "same": _("already so"),
}

FIELDS: dict[str, Promise] = {
    "email": _("e-mail"),
    "phone": _("phone"),
    "name": _("name"),
    "legal_form": _("legal form"),
    "language": _("language"),
    "channel": _("preferred channel"),
    "status": _("status"),
    dead.FIELD: _("works"),
    doubles.FIELD: _("merged into"),
}

_VALUES: dict[str, type[Language] | type[PreferredChannel] | type[Status] | type[Works]] = {
    "language": Language, "channel": PreferredChannel, "status": Status, dead.FIELD: Works,
}  # fmt: skip

_RULES: dict[tuple[str, str], Promise] = {
    (CleanUp.DEAD_CONTACTS, dead.BOUNCED): _("Addresses from which letters came back in %(days)s days"),
    (CleanUp.DEAD_CONTACTS, dead.WRONG): _("Wrong numbers and addresses met in this order in %(days)s days"),
    (CleanUp.DEAD_CONTACTS, dead.COLUMN): _("Contacts named in the column “%(heading)s”"),
    (CleanUp.MERGE, doubles.ALIKE): _("Pairs that look alike by %(strength)s%% or more"),
    (CleanUp.MERGE, doubles.COLUMN): _("Pairs named in the column “%(heading)s”"),
    (CleanUp.FIELDS, "put"): _("Column “%(heading)s” → %(field)s"),
    (CleanUp.FIELDS, "replace"): _("Column “%(heading)s” → %(field)s, instead of what stands there"),
}


def why(change: BatchChange) -> str:
    """Why it was left alone, or not undone; empty where there is nothing to say."""
    return str(WHY.get(change.why, change.why))


def value(change: BatchChange, text: str) -> str:
    """A value as people read it."""
    choices = _VALUES.get(change.field)
    return str(choices(text).label) if choices is not None and text in choices.values else text


def rule(batch: Batch) -> str:
    """What the batch was asked to do, in a line."""
    params = {**batch.params, "field": FIELDS.get(batch.params.get("field", ""), "")}
    return str(_RULES[_rule_of(batch)]) % params


def _rule_of(batch: Batch) -> tuple[str, str]:
    if batch.what != CleanUp.FIELDS:
        return (batch.what, batch.params["rule"])
    replaces = batch.params["replace"] and batch.params["field"] in fields.CONTACTS
    return (batch.what, "replace" if replaces else "put")


def shown_before(change: BatchChange) -> str:
    """What stood there; of a contact that is marked dead, which one it is too."""
    before = value(change, change.before)
    if change.field != dead.FIELD or "seen" not in change.kept:
        return before
    return f"{change.kept['seen']['contact']['value']}: {before}"
