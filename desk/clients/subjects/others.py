"""Third persons in what is told to somebody: whom we know is found by name, code, number and address."""

import re
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desk.clients.enums import ContactKind, Kind
from desk.clients.models import Client, ClientRole, ContactPoint, Person
from desk.ordering import fold
from desk.people.models import User
from desk.records.holdings import Subject
from desk.records.redaction import Known, redact

STAFF = _("[a member of staff]")
_PAIR = re.compile(r"\b([A-ZÕÄÖÜŠŽА-ЯЁ][\w'-]+)[\s,]+(?=([A-ZÕÄÖÜŠŽА-ЯЁ][\w'-]+))")
_ENDINGS = 3  # letters that a case of the name may add
_AT_ONCE = 1000


class Others:
    """Everyone but the subject who may stand in these texts, and the texts without them.

    Known are who acts for the same clients, who is named in the texts in full, and the staff, who are told of
    by their part and not by name. Codes, numbers and addresses of nobody whom we know go as well.
    """

    def __init__(self, subject: Subject, texts: Iterable[str]) -> None:
        self.own = _own(subject)
        texts = list(texts)
        persons, clients = self._around(subject), set[int]()
        for names in _batches(sorted({name for text in texts for name in _names_in(text)})):
            wanted = Q(search_name__in=names)
            persons |= set(Person.objects.filter(wanted).values_list("pk", flat=True))
            private = Client.objects.filter(wanted, kind=Kind.PERSON)
            clients |= set(private.values_list("pk", flat=True))
        self.ids = frozenset(persons - subject.person_ids)
        self.others = _known(self.ids, frozenset(clients - subject.client_ids))
        staff = User.objects.exclude(pk__in=subject.user_ids).order_by("pk")
        self.staff = [name for name in (user.get_full_name() for user in staff) if len(name.split()) > 1]
        self._seen: dict[str, str] = {}

    def hide(self, text: str) -> str:
        """The text as the subject may read it."""
        if text not in self._seen:
            self._seen[text] = self._hidden(text)
        return self._seen[text]

    def _hidden(self, text: str) -> str:
        low = fold(text)
        for name in self.staff:
            if _may_hold(low, name) and name not in self.own.names:
                text = re.sub(rf"\b{re.escape(name)}\w{{0,{_ENDINGS}}}", str(STAFF), text)
        near = tuple(name for name in self.others.names if _may_hold(low, name))
        near += tuple(name for name in self.staff if _may_hold(low, name))
        return redact(text, Known(near, self.others.codes, self.others.phones, self.others.emails), self.own)

    @staticmethod
    def _around(subject: Subject) -> set[int]:
        clients = subject.client_ids | subject.acts_for
        return set(ClientRole.objects.filter(client__in=clients).values_list("person_id", flat=True))


def _own(subject: Subject) -> Known:
    """What stays: the person's own, and the agency's number and address."""
    own = subject.known
    organisations = Client.objects.filter(pk__in=subject.acts_for)
    reached = ContactPoint.objects.filter(client__in=subject.acts_for)
    return Known(
        (*own.names, *organisations.values_list("name", flat=True)),
        (*own.codes, *organisations.exclude(registry_code="").values_list("registry_code", flat=True)),
        (*own.phones, settings.AGENCY_PHONE, *_values(reached, ContactKind.PHONE)),
        (*own.emails, settings.AGENCY_EMAIL, *_values(reached, ContactKind.EMAIL)),
    )


def _known(persons: frozenset[int], clients: frozenset[int]) -> Known:
    found: list[Person | Client] = [*Person.objects.filter(pk__in=persons).order_by("pk")]
    found += Client.objects.filter(pk__in=clients).order_by("pk")
    contacts = list(ContactPoint.objects.filter(Q(person__in=persons) | Q(client__in=clients)))
    return Known(
        names=tuple(str(one) for one in found),
        codes=tuple(one.personal_code for one in found if one.personal_code),
        phones=tuple(each.value for each in contacts if each.kind == ContactKind.PHONE),
        emails=tuple(each.value for each in contacts if each.kind == ContactKind.EMAIL),
    )


def _values(contacts: Iterable[ContactPoint], kind: str) -> Iterator[str]:
    return (each.value for each in contacts if each.kind == kind)


def _names_in(text: str) -> Iterator[str]:
    """Two words with capital letters, in either order, as names are kept; the case ending left on or off."""
    for first, last in _PAIR.findall(text):
        for one, two in ((first, last), (last, first)):
            for cut in range(_ENDINGS):
                stem = two[: len(two) - cut]
                if len(stem) > 1:
                    yield fold(f"{one} {stem}")


def _may_hold(low: str, name: str) -> bool:
    """Whether the text (folded) can hold this name at all: quicker than looking."""
    last = fold(name).split()[-1:]
    return bool(last) and last[0][: max(3, len(last[0]) - 2)] in low


def _batches(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), _AT_ONCE):
        yield names[start : start + _AT_ONCE]
