"""What must always be true of guides and instructions."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from desk.guides.models import Guide, GuideVersion
from desk.slots import Invariant


def _not_found() -> Any:
    return GuideVersion.objects.filter(state="published", words=None)


def _owner_gone() -> Any:
    return Guide.objects.filter(active=True, owner__is_active=False)


INVARIANTS = (
    Invariant(
        "guides.words",
        _("Every published guide can be found by its words."),
        _("Change the guide and publish it: its words are counted then."),
        _not_found,
    ),
    Invariant(
        "guides.owner",
        _("Every guide in use has an owner who works here."),
        _("Ask a senior specialist to give these guides to somebody."),
        _owner_gone,
        grave=False,
    ),
)
