"""What the pages show of a client's checks, read once."""

from dataclasses import dataclass, field

from django.db.models import Prefetch

from desk.clients.enums import Works
from desk.clients.models import Client, ContactPoint, Person
from registry import rules, words
from registry.models import Check


@dataclass(frozen=True)
class Signer:
    """Someone whose signature counts, and whether we can reach him."""

    person: rules.Person
    contact: bool | None  # None: not among our contact persons


@dataclass(frozen=True)
class Shown:
    """The newest question of a client and the newest answer, which may be older."""

    newest: Check | None
    answered: Check | None
    line: str = ""
    signers: list[Signer] = field(default_factory=list)
    conditions: tuple[str, ...] = ()
    differences: list[str] = field(default_factory=list)


def of_client(client: Client) -> Shown:
    """The panel's facts: the newest question, the last two answers, and the contacts of the signers."""
    newest = Check.objects.for_client(client.pk).first()
    last_two = list(Check.objects.for_client(client.pk).answered().select_related("payload", "by")[:2])
    if not last_two:
        return Shown(newest, None)
    judgement = last_two[0].judgement
    return Shown(
        newest=newest,
        answered=last_two[0],
        line=words.line(judgement),
        signers=signers(judgement),
        conditions=judgement.conditions,
        differences=words.differences(last_two[1].answer, last_two[0].answer) if len(last_two) == 2 else [],
    )


def signers(judgement: rules.Judgement) -> list[Signer]:
    """Everyone whose signature counts, with what we know of reaching him."""
    needed = words.needed(judgement)
    codes = [person.code for person in needed if person.country == "EST"]
    works = ContactPoint.objects.filter(works=Works.YES)
    known = {
        person.personal_code: bool(person.contacts.all())
        for person in Person.objects.filter(personal_code__in=codes).prefetch_related(
            Prefetch("contacts", queryset=works)
        )
    }
    return [Signer(person, known.get(person.code)) for person in needed]
