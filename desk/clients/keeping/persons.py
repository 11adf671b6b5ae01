"""Clients who are people, and contact persons: told, and made nobody in place, since others point at them."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import formats, timezone
from django.utils.translation import gettext

from desk import clock
from desk.clients.enums import Kind, Status, Works
from desk.clients.models import Caution, Client, ClientRole, ContactPoint, Merge, Moved, Pair, Person, phone
from desk.clients.references import references
from desk.people.models import User
from desk.records import actions as records
from desk.records import retention
from desk.records.histories import forget_history
from desk.records.holdings import Erasure, Fate, Held, Outcome, Subject, by_decision
from desk.records.models import RetentionRule

PERSONS, CLIENTS = "persons", "private_clients"
DAYS = 730
BASIS = "Kinnitada arhivaaril: isik, kellest ükski kirje enam ei räägi, 2 aastat"
# Data of the desk, so in Estonian: what stands where a name stood.
GONE = "Kustutatud isik"
SELF = (Kind.PERSON, Kind.SOLE_TRADER)


def tell(subject: Subject) -> Iterator[Held]:
    """Names, codes, contacts, for whom they act, and warnings; earlier ones too."""
    for client in Client.objects.filter(pk__in=subject.client_ids).order_by("pk"):
        yield Held("client", client.pk, client.created_at, client.name, tuple(_facts(client)))
    for person in Person.objects.filter(pk__in=subject.person_ids).order_by("pk"):
        lines = [*_facts(person), *_roles(person)]
        yield Held("person", person.pk, person.created_at, str(person), tuple(lines))
    whose = Q(client__in=subject.client_ids) | Q(person__in=subject.person_ids)
    for contact in ContactPoint.objects.filter(whose).order_by("pk"):
        lines = [contact.shown, gettext("Known from: %(source)s") % {"source": contact.get_source_display()}]
        lines.append(gettext("Works: %(works)s") % {"works": contact.get_works_display()})
        title = str(contact.get_kind_display())
        yield Held("contact", contact.pk, contact.created_at, title, tuple(lines))
    number = Q(number__in=subject.phones) & ~Q(number="")
    for caution in Caution.objects.filter(whose | number).order_by("pk"):
        lines = [caution.text] if caution.text else []
        yield Held("caution", caution.pk, caution.made_at, str(caution.get_kind_display()), tuple(lines))
    if earlier := _earlier(subject):
        yield Held("earlier", 0, None, gettext("Known of you earlier"), earlier)


def _facts(one: Any) -> Iterator[str]:
    if one.personal_code:
        yield gettext("Personal code: %(code)s") % {"code": one.personal_code}
    if getattr(one, "registry_code", ""):
        yield gettext("Registry code: %(code)s") % {"code": one.registry_code}
    yield gettext("Language: %(language)s") % {"language": one.get_language_display()}
    if one.channel:
        yield gettext("Preferred channel: %(channel)s") % {"channel": one.get_channel_display()}


def _roles(person: Person) -> Iterator[str]:
    for role in person.roles.select_related("client").order_by("pk"):
        until = f"–{_day(role.ended_at)}" if role.ended_at else ""
        yield f"{role.role}: {role.client.name} ({_day(role.started_at)}{until})"


def _earlier(subject: Subject) -> tuple[str, ...]:
    """What the history still knows and the rows of today do not say."""
    whose = Q(client__in=subject.client_ids) | Q(person__in=subject.person_ids)
    today = set(ContactPoint.objects.filter(whose).values_list("value", flat=True))
    today |= {str(one) for one in Person.objects.filter(pk__in=subject.person_ids)}
    today |= set(Client.objects.filter(pk__in=subject.client_ids).values_list("name", flat=True))
    known = [*subject.names, *sorted(map(phone, subject.phones - today)), *sorted(subject.emails - today)]
    return tuple(word for word in known if word not in today)


def _day(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT")


def erase(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Who they are goes last: whatever else is kept must say whose it is, unless everything goes."""
    # The request for it stands by itself: its row may belong to nobody.
    kept = [] if erasure.everything else [each for each in erasure.kept if each.kind != "data_request"]
    rows = [(Person, "person", PERSONS, pk) for pk in sorted(subject.person_ids)]
    rows += [(Client, "client", CLIENTS, pk) for pk in sorted(subject.client_ids)]  # type: ignore[misc]
    for model, kind, store, pk in rows:
        if kept:
            yield Outcome(kind, pk, Fate.KEPT, _needed(kept), _longest(kept))
            continue
        if not erasure.dry:
            rule = by_decision(retention.rule_of(store), erasure)
            (destroy_person if model is Person else destroy_client)(rule, pk, erasure.by)
        yield Outcome(kind, pk, Fate.ANONYMISED)
    numbers = Caution.objects.filter(number__in=subject.phones).exclude(number="").order_by("pk")
    for pk in [] if kept else list(numbers.values_list("pk", flat=True)):
        if not erasure.dry:
            _forget_caution(Caution.objects.filter(pk=pk), number=f"{GONE} {pk}")
        yield Outcome("caution", pk, Fate.ANONYMISED)


def _needed(kept: list[Outcome]) -> str:
    return gettext("What is kept must say whose it is; things kept: %(count)s.") % {"count": len(kept)}


def _longest(kept: list[Outcome]) -> date | None:
    days = [outcome.until for outcome in kept]
    return None if None in days else max(day for day in days if day is not None)


def due_persons(before: datetime) -> QuerySet[Person]:
    """Persons added before then, for whom nobody acts and whom no other room's record names."""
    rows = Person.objects.filter(created_at__lt=before).exclude(last_name=GONE)
    rows = rows.exclude(Exists(ClientRole.objects.filter(person=OuterRef("pk"), ended_at=None)))
    return _unnamed(rows, Person)


def due_clients(before: datetime) -> QuerySet[Client]:
    """Clients who are people, added before then, whom no other room's record names."""
    rows = Client.objects.filter(created_at__lt=before, kind__in=SELF).exclude(name=GONE)
    return _unnamed(rows, Client)


def _unnamed(rows: QuerySet[Any], model: Any) -> QuerySet[Any]:
    """Sums (stats) name a client only to count it once, so they hold nobody back."""
    for each in references(model):
        if each.model._meta.app_label not in {"clients", "stats"}:
            rows = rows.exclude(Exists(each.model._base_manager.filter(**{each.column: OuterRef("pk")})))
    return rows


@transaction.atomic
def destroy_person(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The row stays for what points at it, and says of nobody who it was."""
    person = Person.objects.select_for_update().filter(pk=pk).exclude(last_name=GONE).first()
    if person is None:
        return False

    def empty() -> None:
        Person.objects.filter(pk=pk).update(first_name="", last_name=GONE, personal_code="", channel="")
        forget_history(Person, [pk])
        _forget_around("person", pk, by)

    records.destroy(rule=rule, subject=("person", pk), client_id=None, by=by, kept=[], let_go=empty)
    return True


@transaction.atomic
def destroy_client(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The same for a client who is a person."""
    rows = Client.objects.select_for_update().filter(pk=pk, kind__in=SELF).exclude(name=GONE)
    if rows.first() is None:
        return False

    def empty() -> None:
        Client.objects.filter(pk=pk).update(
            name=GONE, legal_form="", registry_code="", personal_code="", channel="", status=Status.ENDED
        )
        forget_history(Client, [pk])
        _forget_around("client", pk, by)

    records.destroy(rule=rule, subject=("client", pk), client_id=pk, by=by, kept=[], let_go=empty)
    return True


def _forget_around(owner: str, pk: int, by: User | None) -> None:
    """Contacts, roles, warnings, and what merges and comparisons wrote down."""
    contacts = ContactPoint.objects.filter(**{owner: pk})
    found = list(contacts.values_list("pk", flat=True))
    contacts.update(value=Concat(Value(f"{GONE} "), "pk"), preferred=False, works=Works.NO)
    forget_history(ContactPoint, found)
    roles = ClientRole.objects.filter(**{owner: pk})
    old = list(roles.values_list("pk", flat=True))
    roles.filter(ended_at=None).update(ended_at=clock.now())
    roles.update(role="")
    forget_history(ClientRole, old)
    _forget_caution(Caution.objects.filter(**{owner: pk}), number="")
    Pair.objects.filter(Q(**{f"first_{owner}": pk}) | Q(**{f"second_{owner}": pk})).delete()
    merges = Merge.objects.filter(Q(**{f"lost_{owner}": pk}) | Q(**{f"kept_{owner}": pk}))
    Moved.objects.filter(merge__in=merges).exclude(before=F("after")).delete()
    label = "clients.Client" if owner == "client" else "clients.Person"
    Moved.objects.filter(Q(model=label, row=pk) | Q(model="clients.ContactPoint", row__in=found)).delete()


def _forget_caution(cautions: QuerySet[Caution], *, number: str) -> None:
    found = list(cautions.values_list("pk", flat=True))
    Caution.objects.filter(pk__in=found).update(text="", number=number)
    forget_history(Caution, found)
