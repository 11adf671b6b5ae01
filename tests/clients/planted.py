"""One unmistakable person in every column of the demo world that can hold words, and where she is found."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, connection, models, transaction
from simple_history.models import HistoricalChanges

from desk.clients import actions
from desk.clients.actions import requests
from desk.clients.enums import Kind
from desk.clients.models import Client, Person
from desk.outbox import Job
from desk.people.models import User
from desk.records import blobs
from desk.records.models import Blob

CODE, NAME = "24912310010", "Ksaveeria Kvibelmann"
PHONE, EMAIL = "+37255509876", "ksaveeria@kvibelmann.example"
ALL = f"{NAME} {CODE} {PHONE} {EMAIL}"
WORDS = ("ksaveeria", "kvibelmann", CODE, "5550 ?9876")

# Whose columns hold no words of people: of the frameworks, of the clock, keyed digests and numbers.
NOT_PLANTED = frozenset(
    {
        "sessions.Session",
        "contenttypes.ContentType",
        "auth.Permission",
        "auth.Group",
        # Another member of staff; and a list whose codes the database looks up.
        "people.User",
        "people.HistoricalUser",
        "registry.RoleRule",
        "registry.HistoricalRoleRule",
    }
)
# Codes that a program writes into a row that never changes.
MACHINE_WORDS = frozenset(
    {"registry.Check.reasons", "registry.Check.rule_version", "registry.Check.subject_kind"}
)
# Here her own name stands.
WHO, NAMES = {"Client", "HistoricalClient", "Person", "HistoricalPerson"}, {"name", "first_name", "last_name"}
# Files that belong to no client: of an order, of a training, of a report's sums, and what nobody may open.
OF_THE_HOUSE = frozenset(
    {"orders.CohortUpload", "stats.Material", "stats.ReportContent", "counter.Quarantined"}
)
# Of these not the first row is hers.
THEIRS = {
    "orders.ItemFinding": {"item__client__name": NAME},
    "mail.Attachment": {"incoming__body__sender__icontains": "kvibelmann"},
}
NIGHTLY = frozenset({"contracts.Rechecked", "contracts.RepresentationChange"})
SECRET = ("digest", "sealed", "sha256", "token", "hash", "key", "salt", "password", "secret")


def person(by: User) -> tuple[Person, Client]:
    """She acts for another, is a client herself, is warned of, and asked about her data."""
    first, last = NAME.split()
    one = actions.create_person(first_name=first, last_name=last, personal_code=CODE, by=by)
    own = actions.create_client(kind=Kind.PERSON, name=NAME, personal_code=CODE, by=by)
    for owner in ({"person": one}, {"client": own}):
        actions.add_contact(kind="phone", value=PHONE, by=by, **owner)
        actions.add_contact(kind="email", value=EMAIL, by=by, **owner)
    actions.add_role(person=one, client=Client.objects.get(registry_code="10000001"), role=NAME, by=by)
    actions.add_caution(person=one, kind="other", text=ALL, by=by)
    row = requests.receive(row=one, kind="correction", identified="document", wish=ALL, by=by)
    requests.correct(request=row, subject=("call", 1), field="x", before=ALL, after="", reason=ALL, by=by)
    actions.merge_clients(lost=_twin(by), kept=own, by=by)
    return one, own


def _twin(by: User) -> Client:
    """She was written down twice."""
    twin = actions.create_client(kind=Kind.PERSON, name=f"{NAME} 2", by=by)
    actions.add_contact(kind="email", value=f"2{EMAIL}", client=twin, by=by)
    return twin


def everywhere(one: Person, own: Client) -> set[str]:
    """Make every row hers that can name a person, and put her into one row of each column; which refuse."""
    refused = set()
    with connection.cursor() as cursor:
        # Neither keys nor triggers stand in the way of a row that the demo world would not write.
        cursor.execute("SET session_replication_role = replica")
    for model in tables():
        for field in model._meta.local_fields:
            refused |= _planted(model, field, one, own)
    for model in tables():
        for field in model._meta.local_fields:
            if field.related_model is Blob:
                _file(model, field.attname)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = DEFAULT")
    return refused


def tables() -> Iterator[Any]:
    """Every table with a model, histories among them."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy and model._meta.managed and model._meta.label not in NOT_PLANTED:
            yield model


def _planted(model: Any, field: Any, one: Person, own: Client) -> set[str]:
    rows = model._base_manager.order_by("pk")
    if model._meta.app_label == "clients":
        rows = _her_own(model, rows, one, own)
    elif field.related_model in {Client, Person}:
        whose = one.pk if field.related_model is Person else own.pk
        for row in rows.exclude(**{field.attname: None}).values_list("pk", flat=True):
            if not _tried(rows.filter(pk=row), {field.attname: whose}) and model._meta.label in NIGHTLY:
                # One for each client: hers is there, and another's would compare her cards.
                rows.filter(pk=row)._raw_delete("default")
        return set()
    if field.name == "client_id" and not field.is_relation:
        _tried(rows.exclude(client_id=None), {"client_id": own.pk})
        return set()
    row = rows.values("pk", field.attname).first()
    if row is None:
        return set()
    if not holds_words(field) or (model.__name__ in WHO and field.name in NAMES):
        return set()
    values = {field.attname: _word(field, row[field.attname])}
    return set() if _tried(rows.filter(pk=row["pk"]), values) else {_name(model, field)}


def _file(model: Any, column: str) -> None:
    """A file of hers in a row of hers, once every row has its owner."""
    if issubclass(model, HistoricalChanges) or model._meta.label in OF_THE_HOUSE:
        return
    rows = model._base_manager.exclude(**{column: None}).filter(**THEIRS.get(model._meta.label, {}))
    pk = rows.order_by("pk").values_list("pk", flat=True).first()
    if pk is not None:
        _tried(model._base_manager.filter(pk=pk), {column: _blob(model)})


def _her_own(model: Any, rows: Any, one: Person, own: Client) -> Any:
    """The room of clients knows each row's owner: of the others only her own are hers."""
    names = {field.name for field in model._meta.get_fields()}
    ids = {"Client": own.pk, "HistoricalClient": own.pk, "Person": one.pk, "HistoricalPerson": one.pk}
    if model.__name__ in ids:
        return rows.filter(id=ids[model.__name__])
    if {"client", "person"} <= names:
        return rows.filter(models.Q(client=own) | models.Q(person=one))
    return rows.filter(person=one) if "person" in names else rows


def holds_words(field: Any) -> bool:
    """Whether somebody, or a program, may write words about a person there."""
    if field.is_relation or field.primary_key or field.choices or isinstance(field, models.GeneratedField):
        return False
    if field.unique or isinstance(field, models.SlugField) or any(word in field.name for word in SECRET):
        return False
    if f"{field.model._meta.label}.{field.name}" in MACHINE_WORDS:
        return False
    if issubclass(field.model, Job) and field.name == "reason":
        return False  # a machine's word
    if isinstance(field, ArrayField):
        return isinstance(field.base_field, models.CharField) and not field.base_field.choices
    if isinstance(field, models.CharField):
        return (field.max_length or 999) >= len(CODE)
    return isinstance(field, (models.TextField, models.JSONField))


def _word(field: Any, value: Any) -> Any:
    if isinstance(field, ArrayField):
        return [*(value or []), ALL[: field.base_field.max_length or 999]]
    if isinstance(field, models.JSONField):
        if isinstance(value, dict):
            return {**value, "planted": ALL}
        return [*value, ALL] if isinstance(value, list) else ALL
    longest = field.max_length or 999
    if "code" in field.name:
        return CODE
    return next(word for word in (ALL, f"{NAME} {CODE}", EMAIL, NAME, CODE) if len(word) <= longest)


def _blob(model: Any) -> int:
    return blobs.store(f"{model._meta.label}: {ALL}".encode(), "text/plain", "planted").pk


def _tried(rows: Any, values: dict[str, Any]) -> bool:
    try:
        with transaction.atomic():
            rows.update(**values)
    except DatabaseError:
        return False
    return True


def _name(model: Any, field: Any) -> str:
    return f"{model._meta.label}.{field.name}"


def found() -> list[str]:
    """Every table in which a row still tells of her, and every file."""
    pattern = "|".join(WORDS)
    told = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text ~* %s', [pattern])
            (many,) = cursor.fetchone()
            if many:
                told.append(f"{table}: {many}")
    for blob in Blob.objects.filter(kind="planted"):
        if b"Kvibelmann" in blobs.read(blob):
            told.append(f"bytes of {blobs.read(blob).decode().split(':')[0]}")
    return sorted(told)
