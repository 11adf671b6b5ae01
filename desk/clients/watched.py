"""Whose data the access log watches more closely (slot LOOK_SIGNS), and who a colleague is as a person."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desk import sealed
from desk.clients import protection, subjects
from desk.clients.models import Client, Person
from desk.login.models import Identity
from desk.records.drawing import Sign
from desk.records.holdings import Subject


def own(user_id: int) -> Subject:
    """The member of staff with everything that is kept of the same person as a client or contact person."""
    identity = Identity.objects.filter(user=user_id).first()
    found = subjects.find(_code(identity)) if identity is not None and _code(identity) else None
    if found is not None:
        return found
    nobody: frozenset[int] = frozenset()
    return Subject(
        frozenset(), nobody, nobody, frozenset({user_id}), nobody, (), frozenset(), frozenset(), "et"
    )


def clients_of_staff() -> set[int]:
    """Clients who are colleagues."""
    theirs = Q(personal_code__in=_codes_of_staff())
    return set(Client.objects.filter(theirs).exclude(personal_code="").values_list("pk", flat=True))


def persons_of_staff() -> set[int]:
    """Contact persons who are colleagues."""
    theirs = Q(personal_code__in=_codes_of_staff())
    return set(Person.objects.filter(theirs).exclude(personal_code="").values_list("pk", flat=True))


def _codes_of_staff() -> list[str]:
    """Few, so each is opened; the personal code of a colleague is sealed at rest."""
    return list(filter(None, map(_code, Identity.objects.all())))


def _code(identity: Identity) -> str:
    try:
        return identity.code
    except sealed.Broken:
        return ""


SIGNS = (
    Sign(
        "protected", _("protected client"),
        lambda: protection.owners()[0], lambda: protection.owners()[1],
    ),
    Sign("colleague", _("a colleague's own data"), clients_of_staff, persons_of_staff),
)  # fmt: skip
