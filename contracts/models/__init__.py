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
from contracts.models.returns import (
    Container,
    CountedSignature,
    Finding,
    RightCheck,
    SigningMandate,
    Verification,
)

__all__ = [
    "Authorisation",
    "Container",
    "CountedSignature",
    "Finding",
    "Kind",
    "NumberSeries",
    "Package",
    "Portal",
    "Publication",
    "Registration",
    "Rendering",
    "RightCheck",
    "SigningMandate",
    "Template",
    "TemplateVersion",
    "Verification",
]
