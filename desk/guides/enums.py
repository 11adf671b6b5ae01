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
PAGES: dict[str, str] = {}

# What people owe, are told, and look at a second time, with %(params)s (slot OWED_WORDS).
OWED: dict[str, Lazy] = {}

TIMELINE: dict[str, Lazy] = {}
