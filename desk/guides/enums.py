"""The closed lists of this room, and the words its timeline entries are told in."""

from django.db.models import TextChoices
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _


class GuideKind(TextChoices):
    """An article is read, a process guide is followed step by step."""

    ARTICLE = "article", _("article")
    PROCESS = "process", _("process guide")


class VersionState(TextChoices):
    """One version of a guide is in force; older ones stay for the enquiries that used them."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("in force")
    REPLACED = "replaced", _("replaced")


# Where a thing is shown, for links from other rooms: its kind, and the URL's name (slot SUBJECT_PAGES).
PAGES: dict[str, str] = {
    "guide": "guides:page",
    "guide_version": "guides:version",
    "instruction": "guides:instruction",
}

# What people owe, are told, and look at a second time, with %(params)s (slot OWED_WORDS).
OWED: dict[str, Lazy] = {
    "guides.review": _("Is this guide still right: %(title)s"),
    "guides.flag": _("Somebody says that a guide is wrong: %(title)s"),
    "guides.publish": _("A version of a guide waits to be published: %(title)s"),
    "guides.settled": _("Your remark on the guide “%(title)s” is answered: %(answer)s"),
    "guides.corrected": _("The guide “%(title)s” that you marked as wrong has a new version: %(answer)s"),
    "guides.accepted": _("Your version of the guide “%(title)s” is published."),
    "guides.refused": _("Your version of the guide “%(title)s” was not published: %(reason)s"),
    "guides.handed": _("You now answer for the guide “%(title)s”."),
}

TIMELINE: dict[str, Lazy] = {
    "guides.drafted": _("A draft of the guide “%(title)s” was written"),
    "guides.discarded": _("The draft of the guide “%(title)s” was discarded"),
    "guides.published": _("Version %(number)s of the guide “%(title)s” was published"),
    "guides.proposed": _("Version %(number)s of the guide “%(title)s” was sent to be published"),
    "guides.retired": _("The guide “%(title)s” was taken out of use"),
    "guides.returned": _("The guide “%(title)s” is in use again"),
    "guides.reviewed": _("The guide “%(title)s” was reviewed and is still right"),
    "guides.flagged": _("The guide “%(title)s” was marked as wrong"),
    "guides.settled": _("A remark on the guide “%(title)s” was answered"),
    "guides.instructed": _("The instruction “%(title)s” was published"),
    "guides.withdrawn": _("The instruction “%(title)s” was withdrawn"),
    "guides.read": _("The instruction “%(title)s” was read"),
}
