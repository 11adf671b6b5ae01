"""Where texts of others tell of a person: every free text of every table, histories included.

What a room keeps about the person it lets go of itself; this finds what somebody wrote in other places. Sure
are code, number and address; a name alone is sure only while nobody else here bears it.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import translation
from django.utils.translation import gettext as _

from desk.clients.models import Client, Person
from desk.clients.references import append_only
from desk.ordering import fold
from desk.records import actions as records
from desk.records.holdings import Erasure, Fate, Outcome, Subject, by_decision
from desk.records.models import RetentionRule
from desk.records.redaction import Known, tells_of, without

STORE = "mentions"
# Whose columns say who somebody is: their own rooms let go of them, and another of the same name stays.
NOT_TEXT = frozenset(
    {
        "clients.Client", "clients.Person", "clients.ContactPoint", "people.User", "sessions.Session",
        "contenttypes.ContentType", "auth.Permission", "auth.Group", "records.Destruction", "clients.Erased",
    }
)  # fmt: skip
AT_ONCE = 200


def erase(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Take the person out of every text that tells of one; of rows that cannot change, the row."""
    known = subject.known
    pattern = _pattern(known)
    if not pattern:
        return
    sure, full = Known((), known.codes, known.phones, known.emails), known
    if not _bears_the_name_alone(subject):
        full = sure
    for model, columns in searched():
        for pk, values in _found(model, columns, pattern):
            if not any(tells_of(text, full) for value in values.values() for text in _strings(value)):
                continue
            yield _mend(model, pk, values, known, erasure)


def searched() -> Iterator[tuple[Any, list[str]]]:
    """Every table with its columns of free text."""
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        own = getattr(model, "instance_type", None)
        if label in NOT_TEXT or (own is not None and own._meta.label in NOT_TEXT):
            continue
        if model._meta.proxy or not model._meta.managed:
            continue
        columns = [field.attname for field in model._meta.local_fields if _is_text(field)]
        if columns:
            yield model, columns


def _is_text(field: Any) -> bool:
    if isinstance(field, models.GeneratedField) or field.choices or field.primary_key or field.unique:
        return False
    if isinstance(field, (models.SlugField, models.UUIDField)):
        return False
    if isinstance(field, ArrayField):
        return not field.base_field.choices and isinstance(field.base_field, (models.CharField, TextField))
    return isinstance(field, (models.CharField, TextField, models.JSONField))


def _pattern(known: Known) -> str:
    """One expression that PostgreSQL looks for first; what it finds is judged by the redactor."""
    parts = [re.escape(code) for code in known.codes]
    parts += [re.escape(email) for email in known.emails]
    for phone in known.phones:
        digits = re.sub(r"\D", "", phone)
        national = digits.removeprefix("372") if len(digits) > 8 else digits
        if len(national) >= 5:
            parts.append(r"[\s-]?".join(national))
    for name in known.names:
        words = name.split()
        if len(words) > 1:
            parts.append(re.escape(words[-1][: max(2, len(words[-1]) - 2)]))
    return "|".join(part for part in parts if part)


def _bears_the_name_alone(subject: Subject) -> bool:
    """Whether nobody else here has one of these names."""
    names = [fold(name) for name in subject.names]
    persons = Person.objects.filter(search_name__in=names).exclude(pk__in=subject.person_ids)
    clients = Client.objects.filter(name__in=subject.names).exclude(pk__in=subject.client_ids)
    return not persons.exists() and not clients.exists()


def _found(model: Any, columns: list[str], pattern: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Rows in which the expression stands, with their texts; a page of keys at a time."""
    asked = Q()
    rows = model._base_manager.all()
    for number, column in enumerate(columns):
        rows = rows.alias(**{f"text_{number}": Cast(column, TextField())})
        asked |= Q(**{f"text_{number}__iregex": pattern})
    pks = list(rows.filter(asked).order_by().values_list("pk", flat=True))
    for start in range(0, len(pks), AT_ONCE):
        batch = model._base_manager.filter(pk__in=pks[start : start + AT_ONCE]).order_by("pk")
        for row in batch.values("pk", *columns):
            yield row["pk"], {column: row[column] for column in columns}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from (str(key), *_strings(inner))
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _strings(inner)


def _mend(model: Any, pk: Any, values: dict[str, Any], known: Known, erasure: Erasure) -> Outcome:
    kind, fixed = str(model._meta.label), model._meta.db_table in append_only()
    with translation.override(settings.LANGUAGE_CODE):  # what is kept is in the language of the desk
        changed = {
            column: _cut(model, column, _without(value, known)) for column, value in values.items() if value
        }
    changed = {column: value for column, value in changed.items() if value != values[column]}
    rows = model._base_manager.filter(pk=pk)
    number = pk if isinstance(pk, int) else 0

    def let_go() -> None:
        if fixed:
            rows.delete()
        else:
            rows.update(**changed)

    rule = by_decision(RetentionRule(store=STORE), erasure)
    try:
        with transaction.atomic():
            records.destroy(
                rule=rule, subject=(kind[:30], number), client_id=None, by=erasure.by, kept=[], let_go=let_go
            )  # fmt: skip
    except IntegrityError:  # ProtectedError among them
        return Outcome(kind, number, Fate.KEPT, _("It could not be taken out: an administrator looks."))
    return Outcome(kind, number, Fate.DESTROYED if fixed else Fate.ANONYMISED)


def _without(value: Any, known: Known) -> Any:
    if isinstance(value, str):
        return without(value, known)
    if isinstance(value, dict):
        return {without(str(key), known): _without(inner, known) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without(inner, known) for inner in value]
    return value


def _cut(model: Any, column: str, value: Any) -> Any:
    longest = getattr(model._meta.get_field(column), "max_length", None)
    return value[:longest] if longest and isinstance(value, str) else value
