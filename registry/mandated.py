"""What the page shows of the state's system of mandates: the newest word about each contact person."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from stdnum.ee import ik

from desk.clients.codes import HOME
from desk.clients.models import Client, Person
from registry.models import MandateQuestion
from registry.vocabulary import ROLES

_REGISTER = "BR_REPRIGHT:"


@dataclass(frozen=True)
class Line:
    """One contact person; `says` are sentences of the newest answer, none if the person holds no role."""

    person: Person
    question: MandateQuestion | None
    says: list[str]
    askable: bool  # has an Estonian personal code


def of_client(client: Client) -> list[Line]:
    """The contact persons who act for the client today, in Estonian order."""
    newest = {each.person_id: each for each in MandateQuestion.objects.newest_of(client.pk)}
    persons = Person.objects.filter(roles__client=client, roles__ended_at=None).distinct()
    return [
        Line(
            person=person,
            question=newest.get(person.pk),
            says=says(newest[person.pk].roles) if person.pk in newest else [],
            askable=person.country == HOME and ik.is_valid(person.personal_code),
        )
        for person in persons.in_estonian_order()
    ]


def says(roles: list[str]) -> list[str]:
    """Roles in words, the widest first; one of another namespace than the register's stays a code."""
    mirrored = [role.removeprefix(_REGISTER) for role in roles if role.startswith(_REGISTER)]
    known = {"SOLEREP": _("may represent alone"), "GROUPREP": _("represents together with others")}
    said = [text for code, text in known.items() if code in mirrored]
    for code in mirrored:
        if code in known or code.removesuffix("_SOLEREP") in {*mirrored} - {code}:
            continue  # "board member, alone" says no more than "board member" and "alone"
        said.append(str(ROLES.get(code, code)))
    return said + [role for role in roles if not role.startswith(_REGISTER)]
