"""The closed lists of this room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reason(TextChoices):
    """Why somebody looks at a client without open work with it; kept in the access log."""

    CONTACT = "contact", _("the client turned to me")
    DOCUMENT = "document", _("I prepare or check a document")
    CORRECTION = "correction", _("I check or correct data")
    QUALITY = "quality", _("quality review or coaching")
    ORDER = "order", _("work order of the head")
