"""Who may read, write and publish guides, and who sees a draft."""

from django.utils.translation import gettext as _

from desk.guides.enums import VersionState
from desk.guides.models import Guide, GuideVersion, Instruction
from desk.people.enums import Role
from desk.people.models import User
from desk.people.permissions import LEADS, anyone, at_the_desk, leads, roles

# Guides hold no personal data: whoever answers for a topic or receives its letters may read them.
readers = roles(Role.SPECIALIST, Role.SENIOR, Role.HEAD, Role.REGISTRAR, Role.LEVEL2, Role.UNIT_HEAD)
writers = at_the_desk
publishers = leads
everyone = anyone


def may_publish(user: User) -> bool:
    """Without a second person."""
    return user.holds(*LEADS)


def sees(version: GuideVersion, user: User) -> bool:
    """A draft is seen by its writer, the guide's owner and those who lead; what was published, by readers."""
    if version.state != VersionState.DRAFT or user.holds(*LEADS):
        return True
    return user.pk in {version.written_by_id, version.guide.owner_id}


def refuses_settling(guide: Guide, user: User) -> str:
    """Why this person may not answer remarks or review; empty when they may."""
    if guide.owner_id == user.pk or user.holds(*LEADS):
        return ""
    return _("The owner of the guide answers, or one of those who lead.")


def meant_for(instruction: Instruction, user: User) -> bool:
    """Whether this published instruction is for the person."""
    return instruction.published_at is not None and user.holds(*(Role(role) for role in instruction.roles))
