"""Choices of contacts kept by name."""

from django.db import transaction
from django.utils.translation import gettext as _

from desk.http import Refused
from desk.people.models import User
from desk.people.permissions import leads
from stats.models import SavedChoice

MOST = 30  # of one person: more is no help to find anything


@transaction.atomic
def save(*, name: str, query: str, shared: bool, by: User) -> SavedChoice:
    """Keep a choice under a name; the same name of the same person is replaced."""
    if refusal := leads(by):
        raise Refused(refusal)
    said = " ".join(name.split())
    if not said:
        raise Refused(_("Give it a name."))
    User.objects.select_for_update().get(pk=by.pk)  # two savings of one person wait for each other
    mine = SavedChoice.objects.filter(owner=by)
    if not mine.filter(name=said).exists() and mine.count() >= MOST:
        raise Refused(_("You have kept %(n)s choices: remove one first.") % {"n": MOST})
    row, _made = SavedChoice.objects.update_or_create(
        owner=by, name=said, defaults={"query": query, "shared": shared}
    )
    return row


@transaction.atomic
def remove(*, choice: SavedChoice, by: User) -> None:
    """Take an own choice away; what is gone already stays gone."""
    if choice.owner_id != by.pk:
        raise Refused(_("Only its owner removes a saved choice."))
    SavedChoice.objects.filter(pk=choice.pk).delete()
