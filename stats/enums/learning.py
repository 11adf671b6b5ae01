"""Words of trainings, meetings and undertakings, and of the kinds of work that a norm estimates."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class SessionKind(TextChoices):
    """What people come together for."""

    TRAINING = "training", _("training")
    MEETING = "meeting", _("meeting")


class AttendeeState(TextChoices):
    """What is known of a person who was invited."""

    INVITED = "invited", _("invited")
    CONFIRMED = "confirmed", _("will come")
    DECLINED = "declined", _("will not come")
    ATTENDED = "attended", _("was there")
    ABSENT = "absent", _("was not there")


class UndertakingKind(TextChoices):
    """What stands on the paper."""

    CONFIDENTIALITY = "confidentiality", _("undertaking of confidentiality")
    ACCESS = "access", _("access to another register")


class NormKind(TextChoices):
    """Work that nobody clocks: its time is the number of pieces times a norm. Named as `Work` measures."""

    LETTERS = "letters", _("letters answered")
    DOCUMENTS = "documents", _("packages of documents sent")
    TICKETS = "tickets", _("tickets made")
    ITEMS = "items", _("rows of work orders done")


TIMELINE: dict[str, Promise] = {}
OWED: dict[str, Promise] = {
    "stats.invited": _("You are invited: %(title)s, %(when)s."),
    "stats.session_moved": _("%(title)s has moved to %(when)s."),
    "stats.session_called_off": _("%(title)s on %(when)s will not take place."),
    "stats.answer_invitation": _("Say whether you will come: %(title)s, %(when)s."),
    "stats.training_lapses": _("Repeat the training “%(title)s”: it holds until %(day)s."),
    "stats.undertaking_ends": _("%(what)s of %(who)s ends on %(day)s: prolong it or end it."),
    "stats.undertaking_gone": _("%(who)s has left and still has this: %(what)s. Have it ended."),
    "stats.declined": _("%(who)s will not come: %(title)s."),
}
PAGES: dict[str, str] = {
    "learning_session": "stats:session",
    "attendee": "stats:invitation",
    "passed": "stats:learning",
    "undertaking": "stats:undertaking_change",
}
