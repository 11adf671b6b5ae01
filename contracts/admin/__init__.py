"""The administrator keeps kinds of documents, portals and texts; documents themselves are not here."""

from contracts.admin.kinds import KindAdmin, MandateAdmin, PortalAdmin
from contracts.admin.registered import RegisteredKindAdmin
from contracts.admin.texts import TemplateAdmin

__all__ = ["KindAdmin", "MandateAdmin", "PortalAdmin", "RegisteredKindAdmin", "TemplateAdmin"]
