"""The room's models; one file a noun, all imported from here."""

from contracts.models.drafts import (
    Authorisation,
    Kind,
    NumberSeries,
    Package,
    Rendering,
    Template,
    TemplateVersion,
)
from contracts.models.publication import Portal, Publication, Registration

__all__ = [
    "Authorisation",
    "Kind",
    "NumberSeries",
    "Package",
    "Portal",
    "Publication",
    "Registration",
    "Rendering",
    "Template",
    "TemplateVersion",
]
